"""What Slack sends as a form is read as urllib would read it, only faster."""

from urllib.parse import parse_qsl, quote_plus, unquote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.transport.http import _fields, _unquoted

# Letters, what has a meaning in a form or to the reader, and all the rest.
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("=+%&;#\\_ \n\r\t漢🙂"))


@given(fields=st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=9))
def test_a_form_is_read_as_it_was_meant(fields: dict[str, str]) -> None:
    form = urlencode(fields)
    assert _fields(form) == dict(parse_qsl(form, keep_blank_values=True)) == fields


@given(text=TEXTS, safe=TEXTS)
def test_what_need_not_be_quoted_may_stay_as_it_is(text: str, safe: str) -> None:
    quoted = quote_plus(text, safe=safe.replace("%", "").replace("+", ""))
    assert _unquoted(quoted) == unquote_plus(quoted) == text
    assert _unquoted(quoted.replace("%E", "%e")) == text


@pytest.mark.parametrize("text", ["%", "100%", "%4", "%zz", "%%", "a%2", "%ff", "%E6%BC", "%\r\n"])
def test_what_is_quoted_wrongly_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"% without|codec can't decode"):
        _unquoted(text)
