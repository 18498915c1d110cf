"""What is to be shown of a run, before anybody puts it into words."""

from typing import Any

from bot.core.budget import AttemptKind, Risk
from bot.core.context import Context
from bot.core.flow import Review
from bot.core.replacing import replace
from bot.core.team import KnownAccount, Team
from bot.core.verbs import Verb
from bot.core.view import Choice, View, view
from tests.core.paper import LEAD, NOW, Walker, made
from tests.support.each import each


def seen(walker: Walker) -> View:
    return view(walker.flows, walker.run, walker.attempts, walker.now)


def test_a_step_is_shown_with_its_buttons_in_the_order_of_the_table() -> None:
    shown = seen(Walker())
    assert (shown.run, shown.turn, shown.lead, shown.flow, shown.root, shown.step) == (
        "prod.abc",
        1,
        LEAD,
        "lost",
        "lost",
        "which",
    )
    assert [c.name for c in shown.choices] == [
        "standalone",
        "explain",
        "questions",
        "off",
        "remove",
        "fix",
        "correct",
    ]
    assert (shown.asks, shown.skip, shown.gone) == (None, False, False)


@each("about, listed", [({}, "prod"), ({"id": "drill~prod.abc"}, ""), ({"outcome": "stopped"}, "")])
def test_a_listed_name_for_a_typed_id_is_shown_while_the_two_may_still_be_joined(
    about: dict[str, Any], listed: str
) -> None:
    """A drill joins no accounts, and neither does a run that has ended."""
    walker, known = Walker(), KnownAccount(name="prod", id="123456789012")
    run = replace(walker.run, values={"account_id": known.id}, **about)
    context = Context(team=Team(accounts=(known,)))
    shown = view(walker.flows, run, walker.attempts, walker.now, context=context)
    assert shown.listed == listed


def test_a_question_is_shown_with_its_rule_and_whether_it_may_be_skipped() -> None:
    shown = seen(Walker().walk("questions"))
    assert (shown.asks, shown.skip) == ("phone", True)
    assert not seen(Walker(flow="phone")).skip


def test_a_button_that_spends_says_what_it_spends() -> None:
    choices = seen(Walker().walk("standalone")).choices
    assert choices[:2] == (Choice("call", AttemptKind.CALL), Choice("text", AttemptKind.SMS))


def test_a_button_that_spends_is_not_offered_when_nothing_is_left() -> None:
    """Somebody else took the last attempt after the run came here."""
    walker = Walker().walk("standalone")
    walker.attempts = made(1, 2, 3)
    assert [c.name for c in seen(walker).choices] == ["form", "which", "ask", "letter", "closed"]


def test_the_budget_is_that_of_this_moment() -> None:
    walker = Walker(attempts=made(23, 5)).walk("standalone")
    now = seen(walker).budget
    assert (now.used, now.left, now.limit, now.risk) == (2, 1, 3, Risk.VERY_RISKY)
    later = seen(walker.wait(3_600_000)).budget
    assert (later.used, later.risk) == (1, Risk.RISKY)


def test_a_closed_budget_says_when_it_reopens_and_who_closed_it() -> None:
    walker = Walker().walk("standalone", "call", "blocked")
    budget = seen(walker).budget
    assert (budget.used, budget.left, budget.blocked) == (1, 0, True)
    assert budget.reopens_at == NOW + budget.window


def test_steps_are_counted_along_the_road() -> None:
    """The first button of each step, or its answer: which, ready, calling, recovered are four."""
    walker = Walker()
    assert (seen(walker).number, seen(walker).about) == (1, 4)
    walker.walk("standalone", "call", "in")
    assert (seen(walker).number, seen(walker).about) == (4, 4)


def test_off_the_usual_road_the_number_of_steps_to_come_is_not_told() -> None:
    walker = Walker().walk("explain")
    assert (seen(walker).number, seen(walker).about) == (2, None)
    walker.walk(Verb.BACK)
    assert (seen(walker).number, seen(walker).about) == (1, 4)
    assert seen(Walker().walk("fix")).about is None


def test_the_number_of_a_step_never_falls_but_by_back_undo_or_starting_over() -> None:
    walker = Walker().walk("explain", "which", "explain")  # the trail is cut by a loop
    assert (walker.trail, seen(walker).number) == (["which"], 4)
    walker.walk("on", "later", Verb.BACK)
    assert seen(walker).number == 5
    assert seen(walker.walk(Verb.START_OVER)).number == 1
    assert seen(Walker().walk("remove", Verb.UNDO)).number == 1
    assert [seen(w := Walker()).number, *(seen(w.walk(p)).number for p in ("fix", "typed"))] == [
        1,
        2,
        3,
    ]
    assert seen(w.walk("saved", Verb.GO_ON)).number == 5


def test_a_run_that_was_started_with_twelve_digits_is_not_asked_for_them() -> None:
    way = ("standalone", "ask", "answer=1234-5678-9012", "answer=a new phone")
    walker = Walker(account="123456789012").walk(*way)
    assert walker.here == "reader"
    assert walker.walk(Verb.BACK).here == "reason"
    asked = Walker().walk("standalone", "ask", "answer=prod", "answer=a new phone")
    assert asked.here == "account_id"


@each(
    "presses, verbs",
    [
        ((), (Verb.STOP,)),
        (("explain",), (Verb.BACK, Verb.START_OVER, Verb.STOP)),
        ((Verb.STOP,), (Verb.GO_ON, Verb.REPORT)),
        (("standalone", "form"), (Verb.REPORT,)),
        (("off",), (Verb.DEVICE_ON, Verb.SNOOZE, Verb.REPORT)),
        (("off", Verb.SNOOZE), (Verb.DEVICE_ON, Verb.SNOOZE, Verb.REPORT)),
        (("off", Verb.DEVICE_ON), (Verb.REPORT,)),
        (("standalone", "call", "blocked", "wait"), (Verb.GO_ON, Verb.REPORT)),
        (("fix", "typed", "saved"), (Verb.GO_ON, Verb.BACK, Verb.STOP)),
    ],
)
def test_the_bots_own_buttons_fit_where_the_run_is(
    presses: tuple[str, ...], verbs: tuple[Verb, ...]
) -> None:
    walker = Walker().walk(*presses)
    assert seen(walker).verbs == verbs
    for verb in set(verbs) - {Verb.REPORT}:  # which is read, and moves nothing
        Walker().walk(*presses, verb)


def test_a_stopped_run_shows_no_buttons_of_the_step() -> None:
    shown = seen(Walker().walk("questions", Verb.STOP))
    assert (shown.choices, shown.asks, shown.skip, shown.outcome) == ((), None, False, "stopped")


def test_what_a_step_stands_on_is_shown_with_the_day_of_the_last_check() -> None:
    shown = seen(Walker())
    assert shown.sources == ("https://docs.aws.amazon.com/",)
    assert shown.review == Review("2026-11-22")
