"""Markdown, as authors write it, in Slack's mrkdwn and in words that are read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.render.markdown import mrkdwn, parts, slack_time, words
from bot.texts import Link, Person, Text, Timestamp

ZW = "\u200b"


@pytest.mark.parametrize(
    ("markdown", "shown", "spoken"),
    [
        ("**Call me now** it says", "*Call me now* it says", "Call me now it says"),
        ("*Standalone*: alone", "_Standalone_: alone", "Standalone: alone"),
        ("***both***", "_*both*_", "both"),
        ("type `aws sts`", "type `aws sts`", "type aws sts"),
        ("`**no bold**`", "`**no bold**`", "**no bold**"),
        (
            "see [the page](https://a.example/?x=1&y=2)",
            "see <https://a.example/?x=1&amp;y=2|the page>",
            "see the page (https://a.example/?x=1&amp;y=2)",
        ),
        (
            "[**bold** link](https://a.example/)",
            "<https://a.example/|*bold* link>",
            "bold link (https://a.example/)",
        ),
        (
            "<https://a.example/>",
            "<https://a.example/|https://a.example/>",
            "https://a.example/",
        ),
        (
            "開啟 https://a.example/，選 **Root user**",
            "開啟 <https://a.example/>，選 *Root user*",
            "開啟 https://a.example/，選 Root user",
        ),
        (
            "open https://a.example/?x=1&y. Then",
            "open <https://a.example/?x=1&amp;y>. Then",
            "open https://a.example/?x=1&amp;y. Then",
        ),
        ("`https://a.example`", "`https://a.example`", "https://a.example"),
        ("one\ntwo", "one two", "one two"),
        ("one  \ntwo", "one\ntwo", "one\ntwo"),
        ("one\n\ntwo", "one\n\ntwo", "one\n\ntwo"),
        ("- one\n- two\n\nafter", "•  one\n•  two\n\nafter", "•  one\n•  two\n\nafter"),
        ("1. one\n2. two", "1. one\n2. two", "1. one\n2. two"),
        ("3. three\n4. four", "3. three\n4. four", "3. three\n4. four"),
        ("- a\n  - b\n- c", "•  a\n    •  b\n•  c", "•  a\n    •  b\n•  c"),
        ("1. a\n   - b\n2. c", "1. a\n    •  b\n2. c", "1. a\n    •  b\n2. c"),
        ("> one\n> two", "> one two", "one two"),
        ("> one\n>\n> two\n\nafter", "> one\n> two\n\nafter", "one\ntwo\n\nafter"),
        ("```\na < b\n**c**\n```", "```\na &lt; b\n**c**\n```", "a &lt; b\n**c**"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d", "a &lt; b &amp; c &gt; d"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "&lt;b&gt;x&lt;/b&gt;"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;", "&lt;!channel&gt; &lt;@U1&gt;"),
    ],
)
def test_each_mark_has_its_counterpart(markdown: str, shown: str, spoken: str) -> None:
    text = Text(markdown)
    assert mrkdwn(text) == shown
    assert words(text) == spoken


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("請選**控制台**登入", f"請選{ZW}*控制台*{ZW}登入"),
        ("請選 **控制台** 登入", "請選 *控制台* 登入"),
        ("**控制台**登入", f"*控制台*{ZW}登入"),
        ("請選**控制台**", f"請選{ZW}*控制台*"),
        ("選 (**Next**)。", "選 (*Next*)。"),
        ("**Next**, then", "*Next*, then"),
        ("**Next**.", "*Next*."),
        ("a-**b**-c", "a-*b*-c"),
        ("*斜*體", f"_斜_{ZW}體"),
        ("**A**s", f"*A*{ZW}s"),
    ],
)
def test_chinese_beside_bold_gets_the_space_of_no_width_that_slack_needs(
    markdown: str, shown: str
) -> None:
    """Slack sees bold only between word boundaries; where there is one, none is added."""
    assert mrkdwn(Text(markdown)) == shown


@pytest.mark.parametrize("markdown", ["請選**控制台**登入", "*斜*體"])
def test_what_is_read_aloud_has_no_character_that_is_not_seen(markdown: str) -> None:
    assert ZW not in words(Text(markdown))


class TestValues:
    def test_they_are_escaped_and_never_read_as_markdown_or_as_placeholders(self) -> None:
        text = Text("{a} in {b}", {"a": "<!here> & **x**", "b": "{a}"})
        assert mrkdwn(text) == "&lt;!here&gt; &amp; **x** in {a}"

    def test_they_stand_in_code_and_in_bold(self) -> None:
        text = Text("**{a}** `{a}`\n\n```\nsed {a}\n```", {"a": "x&y"})
        assert mrkdwn(text) == "*x&amp;y* `x&amp;y`\n\n```\nsed x&amp;y\n```"

    def test_a_time_is_shown_in_the_zone_and_language_of_who_reads(self) -> None:
        at = 1_790_000_000_999
        fallback = "2026-09-21 14:13 UTC"
        shown = "<!date^1790000000^{date_short_pretty} {time}|" + fallback + ">"
        assert slack_time(at) == shown
        assert mrkdwn(Text("Free {when}.", {"when": Timestamp(at)})) == f"Free {shown}."
        assert words(Text("Free {when}.", {"when": Timestamp(at)})) == f"Free {shown}."

    def test_a_person_is_mentioned_and_a_link_is_a_link(self) -> None:
        text = Text("{who}: {where}", {"who": Person("U1"), "where": Link("https://a/?b&c", "<x>")})
        assert mrkdwn(text) == "<@U1>: <https://a/?b&amp;c|&lt;x&gt;>"


@given(st.text(max_size=80))
def test_nothing_that_is_typed_becomes_a_mention_or_a_link(typed: str) -> None:
    for shown in (mrkdwn(Text("{x}", {"x": typed})), words(Text("{x}", {"x": typed}))):
        assert "<" not in shown
        assert ">" not in shown


def test_a_quotation_inside_a_list_is_no_piece_of_its_own() -> None:
    """The list goes on around it."""
    text = Text("1. Press it.\n\n   > Say your number.\n\n2. Go on.\n\n> Thank you.")
    assert [quoted for quoted, _ in parts(text)] == [False, True]
    assert "2. Go on." in next(parts(text))[1]
