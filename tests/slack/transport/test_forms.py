"""What Slack sends as a form is read as it was written, or refused."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.transport.http import _fields
from tests.support.each import each

# Letters, what has a meaning in a form, and all the rest.
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("=+%&;#\\_ \n\r\t漢🙂"))


@given(fields=st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=9))
def test_a_form_is_read_as_it_was_meant(fields: dict[str, str]) -> None:
    assert _fields(urlencode(fields)) == fields


@pytest.mark.parametrize("value", ["a=b==", "a b\n", "漢", "=3D", "=\n", "  "])
def test_what_need_not_be_encoded_is_read_as_it_is(value: str) -> None:
    assert _fields(f"a={value}") == {"a": value}


@each(
    "form",
    ["a", "a=1&", "&a=1", "a=%ff", "a=%E6%BC", "a=%zz", "a=%", "%=1", "a=%\nb", "a=%\r\nb"],
)
def test_what_is_no_form_of_utf_8_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"without a value|can't decode|encodes nothing"):
        _fields(form)
