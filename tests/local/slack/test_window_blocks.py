"""Windows that Slack would not take are refused, and each slip names its place."""

from typing import Any

from tests.local.slack.caller import (
    Caller,
    alert,
    chooser_of,
    field_of,
    plain,
    section,
    typed,
    window,
)
from tests.local.slack.stub import StubBot
from tests.support.each import each
from tests.support.person import Person
from tests.support.slack import Slack

LARGEST_WINDOW = window(
    field_of(label=plain(2000), hint=plain(2000)),
    {**typed(placeholder=plain(150), initial_value="x" * 3000, max_length=3000), "block_id": "b"},
    alert(200),
    *[section()] * 97,
    title=plain(24),
    submit=plain(24),
    close=plain(24),
    callback_id="x" * 255,
    private_metadata="x" * 3000,
)
REFUSED_WINDOWS: list[tuple[str, str, Any]] = [
    ("/view", "valid dictionary", None),
    ("/view/type", "'modal'", window(type="home")),
    ("/view/colour", "not permitted", window(colour="red")),
    ("/view/title", "at most 24", window(title=plain(25))),
    ("/view/submit", "at most 24", window(submit=plain(25))),
    ("/view/close", "at most 24", window(close=plain(25))),
    ("/view/callback_id", "at most 255", window(callback_id="x" * 256)),
    ("/view/private_metadata", "at most 3000", window(private_metadata="x" * 3001)),
    ("/view", "needs a submit button", window(submit=None)),
    ("/view/blocks", "at most 100", window(*[section()] * 101)),
    ("/view/blocks", "at least 1", {**window(), "blocks": []}),
    ("/view/blocks", "block_id answer is used 2 times", window(field_of(), field_of())),
    ("/view/blocks/0/text", "at most 200", window(alert(201))),
    ("/view/blocks/0/level", "'warning'", window(alert(level="loud"))),
    ("/view/blocks/0/label", "at most 2000", window(field_of(label=plain(2001)))),
    ("/view/blocks/0/hint", "at most 2000", window(field_of(hint=plain(2001)))),
    ("/view/blocks/0/element", "'users_select'", window(typed(type="checkboxes"))),
    ("/view/blocks/0/element/placeholder", "at most 150", window(typed(placeholder=plain(151)))),
    (
        "/view/blocks/0/element/initial_value",
        "at most 3000",
        window(typed(initial_value="x" * 3001)),
    ),
    (
        "/view/blocks/0/element/initial_user",
        "match pattern",
        window(chooser_of(initial_user="ana")),
    ),
    ("/view/blocks/0/element/value", "Extra inputs", window(chooser_of(value="U0ANA"))),
    ("/view/blocks/0/element/max_length", "equal to 3000", window(typed(max_length=3001))),
    ("/view/blocks/1/text/text", "at most 3000", window(field_of(), section("x" * 3001))),
]


async def test_a_window_as_large_as_slack_allows_is_opened(
    api: Caller, slack: Slack, stub: StubBot, ana: Person
) -> None:
    await ana.command("/mfa-lost")
    answer = await api.call(
        "views.open", trigger_id=stub.last.form["trigger_id"], view=LARGEST_WINDOW
    )
    await slack.caught_up()
    assert slack.violations == []
    assert answer["ok"]


@each("place, why, view", REFUSED_WINDOWS)
async def test_a_window_beyond_that_is_refused_and_the_slip_names_the_place(
    api: Caller, slack: Slack, stub: StubBot, ana: Person, place: str, why: str, view: Any
) -> None:
    known = len(slack.violations)
    await ana.command("/mfa-lost")
    trigger = stub.last.form["trigger_id"]
    answer = await api.call("views.open", trigger_id=trigger, view=view)
    assert answer == {"ok": False, "error": "invalid_arguments"}
    await slack.caught_up()
    assert slack.windows == []
    told = slack.violations[known]
    assert told.startswith(f"views.open: {place}: ")
    assert why in told
