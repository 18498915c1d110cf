"""How a words file is read: points, bodies, labels, and what is told of slips."""

import pytest

from bot.core.words import LineProblem, Words, bold_phrases, fill, parse, placeholders, plain
from tests.support.each import each

FILE = """# Recover root

Leads you back in.
On two lines.

## opened
Open the **email**.

Use `{account}` and **Call me now**.

- one
[not a label] because of the blanks
[yes]  I Have It
[no_mail] No Mail Came

## call_script
Read this aloud:

```
## no section
[no_label] inside a fence
```

After the fence.
"""


def read(text: str) -> tuple[Words, tuple[LineProblem, ...]]:
    return parse("mfa-lost", "en", text)


def test_a_file_is_a_title_an_introduction_and_sections() -> None:
    words, slips = read(FILE)
    assert slips == ()
    assert (words.title, words.intro) == ("Recover root", "Leads you back in.\nOn two lines.")
    assert list(words.sections) == ["opened", "call_script"]


def test_a_section_is_a_point_a_body_and_labels_and_knows_its_line() -> None:
    section = read(FILE)[0].sections["opened"]
    assert (section.line, section.point) == (6, "Open the **email**.")
    assert section.labels == {"yes": "I Have It", "no_mail": "No Mail Came"}
    assert section.body == (
        "Use `{account}` and **Call me now**.\n\n- one\n[not a label] because of the blanks"
    )


def test_what_stands_in_a_fence_is_text() -> None:
    section = read(FILE)[0].sections["call_script"]
    assert section.labels == {}
    assert section.body == "```\n## no section\n[no_label] inside a fence\n```\n\nAfter the fence."


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_ends_of_lines_may_be_of_any_system(end: str) -> None:
    assert read(FILE.replace("\n", end)) == read(FILE)


def test_a_section_without_text_is_empty() -> None:
    section = read("# T\n## a\n\n## b\nPoint")[0].sections["a"]
    assert (section.point, section.body, section.text) == ("", "", "")


def test_the_point_is_the_first_line_that_is_no_label() -> None:
    assert read("# T\n## a\n[yes] Yes\n\nPoint\nBody")[0].sections["a"].point == "Point"


@each(
    "text, line, told",
    [
        ("No title\n## a\nPoint", 1, "must open with a title"),
        ("", 1, "must open with a title"),
        ("# T\n## a\nOne\n\n## b\nTwo\n## a\nThree", 7, "'a' has words already, on line 2"),
        ("# T\n## a\nOne\n[yes] Yes\n[yes] No", 5, "[yes] has a label already"),
        ("# T\n## two words\nOne", 2, "'## two words' opens no section"),
        ("# T\n## a\nOne\n### Deeper", 4, "'### Deeper' opens no section"),
        ("# T\n# Another title\n## a\nOne", 2, "'# Another title' opens no section"),
        ("### Before\n# T\n## a\nOne", 1, "'### Before' opens no section"),
        ("# T\n## a\nOne\n```\nls\n\n## b\nTwo", 4, "``` is never closed"),
    ],
)
def test_a_slip_is_told_with_its_line(text: str, line: int, told: str) -> None:
    (slip,) = read(text)[1]
    assert slip.line == line
    assert told in slip.text


def test_all_slips_are_told_at_once() -> None:
    slips = read("## a\nOne\n[x] X\n[x] X\n## a\n## b c\n```")[1]
    assert len(slips) == 5


def test_of_two_sections_or_labels_the_first_is_kept() -> None:
    words, _ = read("# T\n## a\nOne\n[x] First\n[x] Second\n## a\nTwo")
    assert words.point("a") == "One"
    assert words.label("a", "x") == "First"


def test_a_section_or_label_that_is_missing_shows_its_name() -> None:
    """`check` stops the start then; a run under way still gets an answer."""
    words, _ = read(FILE)
    assert (words.point("gone"), words.label("gone", "yes"), words.label("opened", "gone")) == (
        "gone",
        "yes",
        "gone",
    )


def test_placeholders_are_filled_and_those_without_a_value_stay() -> None:
    assert fill("{a} {b_2} {A} {} {a}", {"a": "{b_2}", "b_2": "x"}) == "{b_2} x {A} {} {b_2}"
    assert placeholders("`{e164}` {account} { no } {No}") == {"e164", "account"}


def test_bold_phrases_are_aws_s_own_labels() -> None:
    found = bold_phrases("Choose **Call me now** (newer: **Voice call**), not *this*.")
    assert found == {"Call me now", "Voice call"}


def test_a_header_takes_plain_text_only() -> None:
    assert plain("Choose **Call me now** for `{e164}`.") == "Choose Call me now for {e164}."
