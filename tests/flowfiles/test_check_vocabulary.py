"""Keys, values and names that flow.yaml can not have: each is told with its place and remedy."""

import pytest

from bot.core import verbs
from tests.flowfiles.conftest import BUTTONS, END, STEP, Desk

COLD = "    end: cold\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("command: /tea\n", "", "tea / command: 'command' is missing; add it."),
        ("command: /tea", "command: tea", "tea / command: 'tea' is not a slash command; use small"),
        ("start: kettle\n", "", "tea / start: 'start' is missing; add it."),
        (
            "goal: served\n",
            "goal: Served\n",
            "tea / goal: 'Served' is not a name; use small letters",
        ),
        ("flow: tea", "flow: tee", "tea: the flow calls itself 'tee', its folder 'tea'"),
        (
            "2026-11-22",
            "last week",
            "tea / reviewed: 'last week' is not a date; write it like 2026",
        ),
        (
            "2026-11-22",
            "2026-13-01",
            "tea / reviewed: '2026-13-01' is not a date; write it like 2026",
        ),
        (
            "flow: tea",
            "flow: tea\ndocumentation: october 2026",
            "tea / documentation: 'october 2026' is not a month; write it like 2026-10.",
        ),
        (
            "flow: tea",
            "flow: tea\nscreens: 2026-13",
            "tea / screens: '2026-13' is not a month; write",
        ),
        ("flow: tea", "flow: tea\ncolour: green", "tea / colour: there is no key 'colour' here."),
        (
            STEP,
            STEP + "    shwos: [budget]\n",
            "tea / kettle / shwos: there is no key 'shwos' here. Did you mean 'shows'?",
        ),
        (STEP, "  kettle:\n", "tea / kettle / sources: 'sources' is missing; add it."),
        (STEP, "  kettle:\n    sources: []\n", "tea / kettle / sources: 'sources' is empty; give"),
        (
            STEP,
            "  kettle:\n    sources: book\n",
            "tea / kettle / sources: this is 'book'; a list",
        ),
        (
            '"The book of tea, by Okakura"',
            "the-book",
            "tea / sources / book: 'the-book' is not a source;",
        ),
        (
            "asks: reason",
            "asks: reasons",
            (
                "tea / pour / asks: 'reasons' is not known here."
                " Did you mean 'reason'? It takes account_id, case_number,"
            ),
        ),
        (
            END,
            END + "    reminds: calls_repoen\n",
            (
                "tea / served / reminds: 'calls_repoen' is not"
                " known here. Did you mean 'calls_reopen'?"
            ),
        ),
        (
            END,
            END + "    follows_up: tomorrow\n",
            "tea / served / follows_up: 'tomorrow' is not a time; write it like 24h or 3d.",
        ),
        (
            STEP,
            STEP + "    proofs: {root_singed_in: boils}\n",
            "tea / kettle / proofs / root_singed_in: 'root_singed_in' is not known here. It takes",
        ),
        (
            STEP,
            STEP + "    proofs: {root_signed_in: boils}\n",
            "tea / kettle / proofs / root_signed_in: 'root_signed_in' is not known here. It takes",
        ),
        (
            STEP,
            STEP + "    fro: inbox_reader\n",
            "tea / kettle / fro: there is no key 'fro' here. Did you mean 'for'?",
        ),
        (
            "    asks: reason\n",
            "    asks: person\n    roles: [inbox_raeder]\n",
            "tea / pour / roles / 0: 'inbox_raeder' is not known here. Did you mean",
        ),
        (
            "boils: pour",
            "boils: {go: pour, mfa: lost}",
            "tea / kettle / boils / mfa: 'lost' is not known here. It takes on, off.",
        ),
        (
            STEP,
            STEP + "    buttons_first: [boil]\n",
            "tea / kettle / boil: `buttons_first` names no button of this step. Did you mean",
        ),
        (STEP, STEP + "    danger: maybe\n", "tea / kettle / danger: 'maybe' is neither true nor"),
        (
            "boils: pour",
            "boils: {goes: pour}",
            "tea / kettle / boils / goes: there is no key 'goes' here. Did you mean 'go'?",
        ),
        (
            "boils: pour",
            "boils: {go: pour, records: signd_in}",
            (
                "tea / kettle / boils / records:"
                " 'signd_in' is not known here. Did you mean 'signed_in'?"
            ),
        ),
        (
            "boils: pour",
            "boils: {go: pour, spends: fax, refused: cold}",
            "tea / kettle / boils / spends: 'fax' is not known here. It takes call, sms.",
        ),
        ("boils: pour", "boils: [pour]", "tea / kettle / boils: this is a list; a single name"),
        (
            "boils: pour",
            "Boils: pour",
            "tea / kettle / Boils: 'Boils' is not a name; use small letters",
        ),
        (
            BUTTONS,
            "    buttons: [boils]\n",
            "tea / kettle / buttons: this is a list; `name: …`",
        ),
        (
            STEP,
            STEP + "    needs_attempt: {riksy: cold}\n",
            (
                "tea / kettle / needs_attempt / riksy:"
                " 'riksy' is not known here. Did you mean 'risky'?"
            ),
        ),
        (
            "  cold:\n",
            "  cold: later\n  cool:\n",
            "tea / cold: this is 'later'; keys are expected: sources, buttons",
        ),
        (COLD, f"    end: {'c' * 41}\n", "tea / cold / end: 'ccccc"),
    ],
)
def test_a_slip_in_the_vocabulary(tea: Desk, old: str, new: str, told: str) -> None:
    tea.change("tea/flow.yaml", old, new)
    assert any(problem.startswith(told) for problem in tea.problems())


@pytest.mark.parametrize("name", sorted({*verbs.NAMES, "start"}))
def test_a_button_that_has_the_name_of_one_of_the_bot_s_own_is_told_in_one_sentence(
    tea: Desk, name: str
) -> None:
    """Also where words and scenarios name it as the table does."""
    tea.change("tea/flow.yaml", "broken: cold", f"{name}: cold")
    tea.change("tea/en.md", "[broken]", f"[{name}]")
    tea.change("tea/scenarios.yaml", "[broken]", f"[{name}]")
    assert tea.problems() == [
        f"tea / kettle / {name}: '{name}' is a button of the bot's own; choose another name."
    ]


def test_two_flows_with_one_command(tea: Desk) -> None:
    for file in ("flow.yaml", "en.md", "scenarios.yaml"):
        tea.put(f"tea2/{file}", tea.read(f"tea/{file}").replace("flow: tea", "flow: tea2"))
    assert tea.problems() == ["tea2: /tea starts tea already; choose another."]
