"""Values in rich text: shown as they are, never read as Markdown."""

from bot.slack.render.mrkdwn import accessible_text, slack_time
from bot.slack.render.rich_text import unformatted
from bot.texts import Channel, Link, Person, Text, Timestamp, UserGroup, Value
from tests.slack.render.rich_parts import AT, bold, bullets, code, link, of, section, shown

IN_UTC = "2026-09-21 14:13 UTC"


class TestValues:
    def test_they_are_never_read_as_markdown_or_as_placeholders(self) -> None:
        values: dict[str, Value] = {"a": "<!here> & **x**", "b": "{a}"}
        assert shown("{a} in {b}", **values) == [section("<!here> & **x** in {a}")]
        assert accessible_text(Text("{a} in {b}", values)) == "&lt;!here&gt; &amp; **x** in {a}"

    def test_they_stand_in_bold_in_code_in_lists_and_in_addresses(self) -> None:
        markdown = "**{a}** `{a}` https://x.example/{a}\n\n- {a}\n\n```\nsed {a}\n```"
        assert shown(markdown, a="x&y") == [
            section(bold("x&y"), " ", code("x&y"), " ", link("https://x.example/x&y"), "\n\n"),
            bullets(section("x&y")),
            section("\n"),
            of("preformatted", "sed x&y"),
        ]

    def test_one_that_is_empty_leaves_no_empty_text_which_slack_refuses(self) -> None:
        assert shown("{a} **{a}** x\n\n- {a}", a="") == [
            section(" ", " x\n\n"),
            bullets(section(" ")),
        ]
        assert shown("{a}", a="") == shown("") == [section(" ")]

    def test_a_number_is_written_out(self) -> None:
        assert shown("{n} of 3", n=1) == [section("1 of 3")]

    def test_a_time_is_shown_in_the_zone_and_language_of_who_reads(self) -> None:
        form = "{date_short_pretty} {time}"
        date = {"type": "date", "timestamp": 1_790_000_000, "format": form, "fallback": IN_UTC}
        assert shown("Free **{when}**.", when=Timestamp(AT)) == [
            section("Free ", {**date, "style": {"bold": True}}, ".")
        ]
        assert slack_time(AT) == f"<!date^1790000000^{form}|{IN_UTC}>"
        assert (
            accessible_text(Text("Free {when}.", {"when": Timestamp(AT)}))
            == f"Free {slack_time(AT)}."
        )

    def test_without_its_markdown_a_text_keeps_its_mentions_and_what_else_it_shows(self) -> None:
        values: dict[str, Value] = {
            "who": Person("U1"),
            "all": UserGroup("S1"),
            "in": Channel("C1"),
            "at": Link("https://a/?b&c", "<x>"),
            "when": Timestamp(AT),
        }
        spoken = accessible_text(Text("**{who}** & {all} {in} {at} {when}", values))
        assert unformatted(spoken)["elements"] == [
            section(
                {"type": "user", "user_id": "U1"},
                " & ",
                {"type": "usergroup", "usergroup_id": "S1"},
                *(" ", {"type": "channel", "channel_id": "C1"}, " ", "<x>", " ", IN_UTC),
            )
        ]
        assert unformatted("")["elements"] == [section(" ")]

    def test_people_groups_and_channels_are_mentioned_and_a_link_is_a_link(self) -> None:
        values: dict[str, Value] = {
            "who": Person("U1"),
            "all": UserGroup("S1"),
            "in": Channel("C1"),
            "at": Link("https://a/?b&c", "<x>"),
        }
        assert shown("{who}{all} {in} {at}", **values) == [
            section(
                {"type": "user", "user_id": "U1"},
                {"type": "usergroup", "usergroup_id": "S1"},
                " ",
                {"type": "channel", "channel_id": "C1"},
                " ",
                link("https://a/?b&c", "<x>"),
            )
        ]
        spoken = accessible_text(Text("{who}{all} {in} {at}", values))
        assert spoken == "<@U1><!subteam^S1> <#C1> <https://a/?b&amp;c|&lt;x&gt;>"

    def test_in_code_all_of_them_are_text(self) -> None:
        markdown = "`{t} {who}`\n\n```\n{t} {who}\n```"
        assert shown(markdown, t=Timestamp(AT), who=Person("U1")) == [
            section(code(f"{IN_UTC} U1"), "\n\n"),
            of("preformatted", f"{IN_UTC} U1"),
        ]

    def test_one_text_never_shows_the_values_of_another(self) -> None:
        """Templates are parsed once for all."""
        assert shown("- **{a}** {b}", a="1", b=Person("U1")) != shown("- **{a}** {b}", a="2", b="3")
        assert shown("- {a}", a="1") == [bullets(section("1"))]
