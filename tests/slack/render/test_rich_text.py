"""Markdown, as authors write it, as Slack's rich text and as words that are read aloud."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.slack.blockkit import block_violations
from bot.slack.render.mrkdwn import accessible_text, small_print
from bot.slack.render.rich_text import Block, parts, rich_text
from bot.texts import Text
from tests.slack.render.rich_parts import (
    bold,
    bullets,
    code,
    link,
    numbers,
    of,
    section,
    shown,
    text,
)
from tests.support.each import each
from tests.support.rich import read


@each(
    "markdown, elements, spoken",
    [
        (
            "**Call me now** it says",
            [section(bold("Call me now"), " it says")],
            "Call me now it says",
        ),
        (
            "*Standalone*: alone",
            [section(text("Standalone", italic=True), ": alone")],
            "Standalone: alone",
        ),
        ("***both***", [section(text("both", bold=True, italic=True))], "both"),
        ("type `aws sts`", [section("type ", code("aws sts"))], "type aws sts"),
        ("`**no bold**`", [section(code("**no bold**"))], "**no bold**"),
        (
            "see [the page](https://a.example/?x=1&y=2)",
            [section("see ", link("https://a.example/?x=1&y=2", "the page"))],
            "see the page (https://a.example/?x=1&amp;y=2)",
        ),
        (
            "[**bold** link](https://a.example/)",
            [
                section(
                    link("https://a.example/", "bold", bold=True),
                    link("https://a.example/", " link"),
                )
            ],
            "bold link (https://a.example/)",
        ),
        ("<https://a.example/>", [section(link("https://a.example/"))], "https://a.example/"),
        (
            "開啟 https://a.example/，選 **Root user**",
            [section("開啟 ", link("https://a.example/"), "，選 ", bold("Root user"))],
            "開啟 https://a.example/，選 Root user",
        ),
        (
            "open https://a.example/?x=1&y. Then",
            [section("open ", link("https://a.example/?x=1&y"), ". Then")],
            "open https://a.example/?x=1&amp;y. Then",
        ),
        ("`https://a.example`", [section(code("https://a.example"))], "https://a.example"),
        ("one\ntwo", [section("one two")], "one two"),
        ("one  \ntwo", [section("one\ntwo")], "one\ntwo"),
        ("one\n\ntwo", [section("one\n\ntwo")], "one\n\ntwo"),
        (
            "- one\n- two\n\nafter",
            [bullets(section("one"), section("two")), section("\nafter")],
            "•  one\n•  two\n\nafter",
        ),
        (
            "before\n\n1. one\n2. **two**",
            [section("before\n\n"), numbers(section("one"), section(bold("two")))],
            "before\n\n1. one\n2. two",
        ),
        (
            "3. three\n4. four",
            [numbers(section("three"), section("four"), offset=2)],
            "3. three\n4. four",
        ),
        (
            "- a\n  - b\n- c",
            [bullets(section("a")), bullets(section("b"), indent=1), bullets(section("c"))],
            "•  a\n    •  b\n•  c",
        ),
        (
            "1. a\n   - b\n2. c",
            [
                numbers(section("a")),
                bullets(section("b"), indent=1),
                numbers(section("c"), offset=1),
            ],
            "1. a\n    •  b\n2. c",
        ),
        (
            "1. a\n\n   ```\n   code\n   ```\n2. b",
            [numbers(section("a")), of("preformatted", "code"), numbers(section("b"), offset=1)],
            "1. a\ncode\n2. b",
        ),
        ("1. a\n\n   more\n2. b", [numbers(section("a\nmore"), section("b"))], "1. a\nmore\n2. b"),
        (
            "- a\n\n1. b",
            [bullets(section("a")), section("\n"), numbers(section("b"))],
            "•  a\n\n1. b",
        ),
        ("> one\n> two", [of("quote", "one two")], "one two"),
        (
            "> one\n>\n> two\n\nafter",
            [of("quote", "one\ntwo"), section("\nafter")],
            "one\ntwo\n\nafter",
        ),
        (
            "run:\n\n```\na < b\n  **c**\n```\n\nthen",
            [section("run:\n\n"), of("preformatted", "a < b\n  **c**"), section("\nthen")],
            "run:\n\na &lt; b\n  **c**\n\nthen",
        ),
        ("a < b & c > d", [section("a < b & c > d")], "a &lt; b &amp; c &gt; d"),
        ("<b>x</b>", [section("<b>x</b>")], "&lt;b&gt;x&lt;/b&gt;"),
        ("<!channel> <@U1>", [section("<!channel> <@U1>")], "&lt;!channel&gt; &lt;@U1&gt;"),
    ],
)
def test_each_mark_has_its_counterpart(markdown: str, elements: list[Block], spoken: str) -> None:
    assert shown(markdown) == elements
    assert accessible_text(Text(markdown)) == spoken


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("請選**控制台**登入", ["請選", bold("控制台"), "登入"]),
        ("**控制台**登入", [bold("控制台"), "登入"]),
        ("請選**控制台**。", ["請選", bold("控制台"), "。"]),
        ("*斜*體", [text("斜", italic=True), "體"]),
        ("**A**s", [bold("A"), "s"]),
    ],
)
def test_bold_stands_between_chinese_characters_with_nothing_added(
    markdown: str, elements: list[Block | str]
) -> None:
    assert shown(markdown) == [section(*elements)]


@given(st.text(max_size=80))
def test_nothing_that_is_typed_becomes_a_mention_or_a_link(typed: str) -> None:
    typed_text = Text("{x}.", {"x": typed})
    assert shown("{x}.", x=typed) == [section(f"{typed}.")]
    for said in (accessible_text(typed_text), small_print(typed_text)):
        assert "<" not in said
        assert ">" not in said


@given(st.text(st.sampled_from("xy控 \n-1.>`*_[]{}&<#"), max_size=60))
def test_whatever_an_author_writes_slack_takes_it_and_no_letter_is_lost(markdown: str) -> None:
    block = rich_text(Text(markdown))
    assert block_violations([block]) == []
    written, seen, told = (
        [char for char in said if char in "xy控"]
        for said in (markdown, read(block), accessible_text(Text(markdown)))
    )
    assert seen == told == written


def test_small_print_has_its_links_and_no_other_marks() -> None:
    told = Text("Step {n} · [a & b](https://a.example/) **x**", {"n": 3})
    assert small_print(told) == "Step 3 · <https://a.example/|a &amp; b> x"


def test_what_a_voice_says_comes_apart_in_plain_words() -> None:
    told = Text("Listen:\n\n> **Enter** {x} & go.\n\nThen:\n\n- a", {"x": "<1>"})
    before, voice, after = parts(told)
    assert voice == "Enter &lt;1&gt; &amp; go."
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before["elements"] == [section("Listen:")]
    assert after["elements"] == [section("Then:\n\n"), bullets(section("a"))]


def test_a_quotation_inside_a_list_is_no_piece_of_its_own() -> None:
    """The list goes on around it."""
    told = Text("1. Press it.\n\n   > Say your number.\n\n2. Go on.\n\n> Thank you.")
    first, voice = parts(told)
    assert voice == "Thank you."
    assert isinstance(first, dict)
    assert first["elements"] == [
        numbers(section("Press it.")),
        of("quote", "Say your number."),
        numbers(section("Go on."), offset=1),
    ]


def test_no_invisible_character_is_added_to_anything() -> None:
    told = Text("請選**控制台**登入*斜*體，[連結](https://a.example/)**粗**\n\n- **甲**乙")
    assert "\\u200b" not in json.dumps([rich_text(told), accessible_text(told), small_print(told)])
