"""Blocks and windows that Slack would not take are refused, and each slip names its place."""

from typing import Any

import pytest
from slack_sdk.models.blocks import Block, BlockElement

from tests.local.slack.caller import (
    Caller,
    actions,
    alert,
    button,
    field_of,
    plain,
    rich,
    section,
    step,
)
from tests.local.slack.test_window_blocks import LARGEST_WINDOW
from tests.support.each import each
from tests.support.slack import Body, Slack


def mrkdwn(characters: int = 5) -> Body:
    return {"type": "mrkdwn", "text": "x" * characters}


def context(elements: int) -> Body:
    return {"type": "context", "elements": [mrkdwn()] * elements}


def confirm(**fields: Body) -> Body:
    parts = {name: plain() for name in ("title", "text", "confirm", "deny")}
    return {**parts, **fields}


def buttons(count: int) -> Body:
    return actions(*(button(action_id=f"b{n}") for n in range(count)))


def inline(kind: str, **fields: Any) -> Body:
    return rich({"type": kind, **fields})


def element(kind: str, *inside: Body, **fields: Any) -> Body:
    words = [*inside] or [{"type": "text", "text": "Hello"}]
    elements = [{"type": f"rich_text_{kind}", "elements": words, **fields}]
    return {"type": "rich_text", "elements": elements}


LINE = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
DATE: Body = {"timestamp": 1, "format": "{date}"}
RICH = [
    inline("text", text=" ", style={"bold": True, "italic": True, "code": True}),
    inline("link", url="https://a.example/", text="a", style={"bold": True}),
    inline("user", user_id="U0ANA", style={"bold": True}),
    inline("usergroup", usergroup_id="S0SEC"),
    inline("channel", channel_id="C0ONCALL"),
    inline("date", **DATE, fallback="then", url="https://a.example/", style={"bold": True}),
    element("list", LINE, LINE, style="ordered", indent=8, offset=3, border=1),
    element("quote", border=0),
    element("preformatted", border=1),
]

LARGEST = [
    actions(
        button(
            "x" * 75,
            action_id="x" * 255,
            value="x" * 2000,
            accessibility_label="x" * 75,
            style="danger",
            confirm=confirm(title=plain(100), text=plain(300), confirm=plain(30), deny=plain(30)),
        ),
        block_id="x" * 255,
    ),
    buttons(25),
    section("x" * 3000),
    {"type": "section", "text": plain(3000)},
    {"type": "header", "text": plain(150)},
    context(10),
    *RICH,
    {"type": "image", "image_url": f"https://{'x' * 2992}", "alt_text": "x" * 2000},
    *[section()] * 34,
]

SHOWN = {"image_url": "https://pictures.example.com/1.png", "alt_text": "A page"}

# Where the first mistake stands, what is said of it, and the blocks.
REFUSED: list[tuple[str, str, Any]] = [
    ("/blocks", "at most 50", [section()] * 51),
    ("/blocks", "valid list", section()),
    ("/blocks/0", "valid dictionary", ["Hello"]),
    ("/blocks/0", "discriminator", [{"text": mrkdwn()}]),
    ("/blocks/0", "'carousel'", [{"type": "carousel"}]),
    ("/blocks/1", "'input'", [section(), field_of()]),
    ("/blocks/0", "'alert'", [alert()]),
    ("/blocks", "block_id same is used 2 times", [section(block_id="same")] * 2),
    ("/blocks/0/block_id", "at most 255", [section(block_id="x" * 256)]),
    ("/blocks/0/block_id", "at least 1", [section(block_id="")]),
    ("/blocks/0/colour", "not permitted", [section(colour="red")]),
    ("/blocks/0/text/text", "at most 3000", [section("x" * 3001)]),
    ("/blocks/0/text", "at most 3000", [{"type": "section", "text": plain(3001)}]),
    ("/blocks/0/text/text", "pattern", [section(" \n")]),
    ("/blocks/0/text/text", "valid string", [section(5)]),  # type: ignore[arg-type]
    ("/blocks/0/text", "required", [{"type": "section"}]),
    ("/blocks/0/text", "at most 150", [{"type": "header", "text": plain(151)}]),
    ("/blocks/0/text/type", "'plain_text'", [{"type": "header", "text": mrkdwn()}]),
    *(
        (f"/blocks/0/{place}", why, [{"type": "image", **SHOWN, **wrong}])
        for place, why, wrong in (
            ("image_url", "at most 3000", {"image_url": f"https://{'x' * 2993}"}),
            ("image_url", "match pattern", {"image_url": "http://pictures.example.com/1.png"}),
            ("alt_text", "at most 2000", {"alt_text": "x" * 2001}),
            ("alt_text", "match pattern", {"alt_text": " "}),
        )
    ),
    ("/blocks/0/elements", "at least 1", [{"type": "rich_text", "elements": []}]),
    ("/blocks/0/elements/0", "'rich_text_table'", [element("table")]),
    (
        "/blocks/0/elements/0/elements",
        "at least 1",
        [{"type": "rich_text", "elements": [{**LINE, "elements": []}]}],
    ),
    ("/blocks/0/elements/0/elements/0", "'mrkdwn'", [inline("mrkdwn", text="x")]),
    ("/blocks/0/elements/0/elements/0/text", "at least 1", [inline("text", text="")]),
    (
        "/blocks/0/elements/0/elements/0/style/loud",
        "not permitted",
        [inline("text", text="x", style={"loud": True})],
    ),
    ("/blocks/0/elements/0/elements/0/url", "match pattern", [inline("link", url="a.example")]),
    ("/blocks/0/elements/0/elements/0/user_id", "match pattern", [inline("user", user_id="ana")]),
    (
        "/blocks/0/elements/0/elements/0/usergroup_id",
        "match pattern",
        [inline("usergroup", usergroup_id="U0ANA")],
    ),
    (
        "/blocks/0/elements/0/elements/0/channel_id",
        "match pattern",
        [inline("channel", channel_id="#on-call")],
    ),
    (
        "/blocks/0/elements/0/elements/0/timestamp",
        "valid integer",
        [inline("date", **DATE | {"timestamp": "1"})],
    ),
    (
        "/blocks/0/elements/0/elements/0/format",
        "match pattern",
        [inline("date", **DATE | {"format": "then"})],
    ),
    (
        "/blocks/0/elements/0/elements/0/style/code",
        "not permitted",
        [inline("date", **DATE, style={"code": True})],
    ),
    ("/blocks/0/elements/0/style", "'bullet' or 'ordered'", [element("list", LINE, style="x")]),
    (
        "/blocks/0/elements/0/elements/0/type",
        "'rich_text_section'",
        [element("list", style="bullet")],
    ),
    (
        "/blocks/0/elements/0/elements/0",
        "'user'",
        [element("preformatted", {"type": "user", "user_id": "U1"})],
    ),
    ("/blocks/0/elements", "at most 10", [context(11)]),
    ("/blocks/0/elements", "at least 1", [context(0)]),
    ("/blocks/0/elements", "at most 25", [buttons(26)]),
    ("/blocks/0/elements", "at least 1", [buttons(0)]),
    ("/blocks/0/elements", "action_id go is used 2 times", [actions(button(), button())]),
    ("/blocks/0/elements/0/action_id", "at most 255", [actions(button(action_id="x" * 256))]),
    ("/blocks/0/elements/0/action_id", "required", [actions({"type": "button", "text": plain()})]),
    ("/blocks/0/elements/0/colour", "not permitted", [actions(button(colour="red"))]),
    ("/blocks/0/elements/0/text", "at most 75", [actions(button("x" * 76))]),
    ("/blocks/0/elements/0/text/text", "pattern", [actions(button(""))]),
    ("/blocks/0/elements/0/text/type", "'plain_text'", [actions(button(text=mrkdwn()))]),
    (
        "/blocks/0/elements/0/text/emoji",
        "valid boolean",
        [actions(button(text={**plain(), "emoji": "true"}))],
    ),
    ("/blocks/0/elements/0/value", "at most 2000", [actions(button(value="x" * 2001))]),
    ("/blocks/0/elements/0/value", "at least 1", [actions(button(value=""))]),
    ("/blocks/0/elements/0/style", "'primary' or 'danger'", [actions(button(style="default"))]),
    (
        "/blocks/0/elements/0/accessibility_label",
        "at most 75",
        [actions(button(accessibility_label="x" * 76))],
    ),
    *(
        (
            f"/blocks/0/elements/0/confirm/{part}",
            f"at most {most}",
            [actions(button(confirm=confirm(**{part: plain(most + 1)})))],
        )
        for part, most in {"title": 100, "text": 300, "confirm": 30, "deny": 30}.items()
    ),
]


async def test_what_is_as_large_as_slack_allows_is_taken(api: Caller, slack: Slack) -> None:
    answer = await api.post(blocks=LARGEST)
    await slack.caught_up()
    assert slack.violations == []
    assert answer["ok"]


@each("place, why, blocks", REFUSED)
async def test_blocks_beyond_that_are_refused_and_the_slip_names_the_place(
    api: Caller, slack: Slack, place: str, why: str, blocks: Any
) -> None:
    known = len(slack.violations)
    assert await api.post(blocks=blocks) == {"ok": False, "error": "invalid_blocks"}
    await slack.caught_up()
    assert slack.messages == []
    told = slack.violations[known]
    assert told.startswith(f"chat.postMessage: {place}: ")
    assert why in told


def test_slacks_sdk_takes_what_is_taken_here() -> None:
    """It may learn of a limit before this Slack does."""
    for block in (*LARGEST, *LARGEST_WINDOW["blocks"]):
        rows = block["elements"] if block["type"] == "actions" else []
        within = [*rows, block["element"]] if "element" in block else rows
        for part in (Block.parse(block), *map(BlockElement.parse, within)):
            assert part, block
            part.validate_json()


async def test_a_refused_update_leaves_the_message_as_it_was(api: Caller, slack: Slack) -> None:
    before = [section(block_id="one")]
    ts = await api.posted(blocks=before)
    assert (await api.update(ts, blocks=[section("")]))["error"] == "invalid_blocks"
    await slack.caught_up()
    assert (slack.messages[0].text, slack.messages[0].blocks) == ("Hello", before)
    assert len(slack.violations) == 1


@pytest.mark.parametrize(
    "metadata", [{"event_type": "x"}, {"event_payload": {}}, {**step(), "turn": 1}, "x"]
)
async def test_metadata_have_slacks_shape(api: Caller, slack: Slack, metadata: Any) -> None:
    assert (await api.post(metadata=metadata))["error"] == "invalid_metadata_format"
    await slack.caught_up()
    assert slack.violations[0].startswith("chat.postMessage: /metadata/")


async def test_every_mistake_is_told_at_once(api: Caller, slack: Slack) -> None:
    await api.post(blocks=[section("x" * 3001), actions(button("x" * 76))])
    await slack.caught_up()
    assert len(slack.violations) == 2
