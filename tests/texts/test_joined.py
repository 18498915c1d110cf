"""Texts that are joined keep the values that each of them had."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.core.words import fill
from bot.texts import Text, joined, numbered

NAMES = ("title", "lead", "title_1", "title_3")
TEXTS = st.recursive(
    st.dictionaries(st.sampled_from(NAMES), st.integers().map(str), min_size=1).map(
        lambda values: Text(" ".join(f"{{{name}}}" for name in values), dict(values))
    ),
    lambda texts: st.lists(texts, min_size=1, max_size=4).map(lambda some: joined(*some)),
)


def filled(text: Text) -> str:
    return fill(text.markdown, {name: str(value) for name, value in text.values.items()})


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_each_says_what_it_said_alone(texts: list[Text]) -> None:
    assert filled(joined(*texts)) == "\n\n".join(map(filled, texts))


def test_two_other_procedures_keep_their_titles() -> None:
    """As beside a run that has begun: the heads of all three have one template's names."""
    head, *others = (
        Text("{account} {title} {lead}", {"account": "prod", "title": title, "lead": "Ana"})
        for title in ("ready", "lost", "disable")
    )
    said = filled(joined(head, joined(*others)))
    assert [title in said for title in ("ready", "lost", "disable")] == [True] * 3


def test_a_number_is_added_to_each_name_once() -> None:
    for n, text in product(
        range(5), [Text("{a} {a_1} {a_1_1}", {"a": "x", "a_1": "y", "a_1_1": "z"})]
    ):
        assert filled(numbered(text, n)) == "x y z"
