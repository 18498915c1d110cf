"""Steps whose answer the team file knows: the bot answers them itself, and Back shows them."""

from dataclasses import dataclass, replace
from typing import Any

from bot.core.accounts import KnownId
from bot.core.advance import begin
from bot.core.budget import DAY
from bot.core.context import Context
from bot.core.flow import Flows
from bot.core.press import Press
from bot.core.run import Answered
from bot.core.team import AccountKind, KnownAccount
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import LEAD, PHONE, Walker, flow, step, to
from tests.support.each import each

KIND = {
    "kind": {"standalone": "alone", "management": "alone", "member": "member", "china": "other"}
}
GIVEN = {"given": "answer"}
STEPS = [
    step("start", to("on", "kind"), to("aside", "aside"), to("undone", "kind", undo=True)),
    step("kind", to("alone", "people"), to("member", "id"), to("other", "which"), known=KIND),
    step(
        "which", to("china", "no_root"), to("back_on", "people"), known={"kind": {"china": "china"}}
    ),
    step("no_root", end="no_root"),
    step("id", asks="account_id", go="organization", known={"id": GIVEN}),
    step("organization", to("done", "recovered"), to("again", "kind")),
    step(
        "people",
        to("gone", "aside"),
        asks="person",
        roles=("inbox_reader", "phone_holder"),
        go="number",
        skip="number",
        once=True,
        known={"inbox": GIVEN, "phone": GIVEN},
    ),
    step(
        "number",
        asks="phone",
        go="holder",
        skip="holder",
        doubtful="look",
        once=True,
        known={"number": GIVEN},
    ),
    step("look", to("on", "holder")),
    step("holder", to("has", "earlier"), to("none", "aside"), known={"phone": {"given": "has"}}),
    step("earlier", asks="earlier", go="aside", skip="aside"),
    step("aside", to("again", "kind"), to("done", "recovered")),
    step("recovered", end="recovered"),
]
FLOWS = Flows({"lost": flow("lost", "recovered", STEPS), "phone": PHONE})
FULL = KnownAccount(
    name="prod",
    id="123456789012",
    kind=AccountKind.MANAGEMENT,
    inbox=("UINBOX",),
    phone=("UPHONE",),
    number="+886912345678",
)


@dataclass
class Knowing(Walker):
    """Somebody who walks while the team file says this of the account."""

    known: KnownAccount | None = FULL

    def __post_init__(self) -> None:
        self.flows = FLOWS
        super().__post_init__()

    @property
    def context(self) -> Context:
        identity = KnownId(self.known.id) if self.known and self.known.id else None
        return Context(identity=identity, account=self.known)


def knowing(**facts: Any) -> Knowing:
    return Knowing(known=replace(KnownAccount(name="prod"), **facts))


def answered(walker: Walker) -> list[str]:
    return [one.step for one in walker.run.answered]


def test_several_steps_in_a_row_answer_themselves_with_one_press() -> None:
    walker = Knowing()
    turn = walker.run.turn
    assert walker.walk("on").here == "earlier"
    assert answered(walker) == ["kind", "people", "number", "holder"]
    assert walker.run.turn == turn + 1
    assert walker.trail == ["start", "kind", "people", "number", "holder"]
    assert walker.run.number == 6


def test_what_is_answered_is_as_if_somebody_had_answered_it() -> None:
    by_hand = Knowing(known=None).walk("on", "alone", "answer=<@UINBOX>;<@UPHONE>")
    by_hand.walk("answer=+886912345678", "has")
    by_itself = Knowing().walk("on")
    assert by_itself.run.values == by_hand.run.values
    assert by_itself.trail == by_hand.trail
    assert set(by_itself.run.settled) == set(by_hand.run.settled)


def test_each_answer_is_an_entry_of_the_audit_by_the_team_file() -> None:
    walker = knowing(kind=AccountKind.CHINA).walk("on")
    keys = ("by", "button", "from", "to")
    entries = [tuple(e[key] for key in keys) for e in (walker.last.audit, *walker.last.answered)]
    assert entries == [
        (LEAD, "on", "start", "lost/kind"),
        ("team.yaml", "other", "kind", "lost/which"),
        ("team.yaml", "china", "which", "lost/no_root"),
    ]
    assert {e["turn"] for e in walker.last.answered} == {walker.last.audit["turn"]}
    assert walker.run.outcome == "no_root"


def test_no_phone_number_stands_in_the_audit() -> None:
    walker = Knowing().walk("on")
    assert "12345678" not in str((walker.last.audit, walker.last.answered))


@each(
    "facts, here",
    [
        ({}, "kind"),
        ({"kind": AccountKind.GOVCLOUD}, "kind"),  # no value of `known`
        ({"kind": AccountKind.MEMBER}, "id"),
        ({"kind": AccountKind.MEMBER, "id": "123456789012"}, "organization"),
        ({"kind": AccountKind.STANDALONE}, "people"),
        ({"kind": AccountKind.STANDALONE, "inbox": ("UINBOX",)}, "people"),
        ({"kind": AccountKind.STANDALONE, "inbox": ("U1", "U2"), "phone": ("U3",)}, "people"),
        ({"kind": AccountKind.STANDALONE, "inbox": ("U1", LEAD), "phone": ("U3",)}, "number"),
        ({"kind": AccountKind.STANDALONE, "inbox": ("U1",), "phone": (LEAD, "U3")}, "number"),
    ],
)
def test_what_is_not_known_or_not_clear_is_asked(facts: dict[str, Any], here: str) -> None:
    assert knowing(**facts).walk("on").here == here


def test_the_lead_is_named_before_others_who_have_the_role() -> None:
    walker = knowing(kind=AccountKind.STANDALONE, inbox=("U1", LEAD), phone=("U3",)).walk("on")
    assert walker.run.values == {"inbox_reader": LEAD, "phone_holder": "U3"}


def test_a_number_that_may_be_wrong_as_written_is_looked_at_first() -> None:
    walker = Knowing(known=replace(FULL, number="0912 345 678")).walk("on")
    assert walker.here == "look"
    assert walker.run.values["e164"] == "+886912345678"


def test_a_number_that_is_none_is_asked_for() -> None:
    assert Knowing(known=replace(FULL, number="the old one")).walk("on").here == "number"


def test_back_shows_the_step_and_presses_nothing() -> None:
    walker = Knowing().walk("on")
    for here in ("holder", "number", "people", "kind", "start"):
        walker.walk(Verb.BACK)
        assert walker.here == here
        assert answered(walker) == []


def test_what_somebody_answered_by_hand_is_theirs_from_then_on() -> None:
    """The file may be wrong, and a day does not mend it."""
    walker = knowing(kind=AccountKind.MEMBER).walk("on", Verb.BACK, "alone", "gone")
    assert walker.walk("again").here == "kind"
    walker.walk("alone", "skip", "none").wait(DAY)
    assert walker.walk("again").here == "kind"


def test_a_step_that_was_answered_by_the_bot_is_answered_again() -> None:
    walker = knowing(kind=AccountKind.MEMBER, id="123456789012").walk("on")
    assert walker.walk("again").here == "organization"
    assert answered(walker) == ["kind", "id"]


def test_start_over_answers_again() -> None:
    walker = knowing(kind=AccountKind.MEMBER).walk("on", Verb.BACK, "alone", Verb.START_OVER)
    assert walker.walk("on").here == "id"


def test_a_press_that_can_be_undone_is_followed_by_no_answer() -> None:
    """Undo leads back to its step, not to the last one that the bot answered."""
    walker = Knowing().walk("undone")
    assert (walker.here, answered(walker)) == ("kind", [])
    assert walker.walk(Verb.UNDO).here == "start"


def test_a_first_step_is_answered_at_the_start() -> None:
    flows = Flows({"lost": replace(FLOWS["lost"], start="kind")})
    walker = Walker(flows=flows)
    opening = Press(id="o", run=walker.run.id, turn=0, step="", button="start", by=LEAD)
    blank = replace(walker.run, turn=1, trail=(), place=walker.run.place.to(""))
    begun = begin(flows, blank, walker.attempts, opening, Context(account=FULL))
    assert [one.step for one in begun.run.answered] == ["kind", "people", "number", "holder"]
    assert begun.run.place.step == "earlier"
    assert (begun.audit["from"], begun.audit["to"]) == ("", "lost/kind")


def test_the_line_stays_with_the_step_that_the_answers_led_to() -> None:
    walker = knowing(kind=AccountKind.STANDALONE).walk("on")
    told = (Answered("lost", "kind", "alone", "team.yaml"),)
    assert view(FLOWS, walker.run, walker.attempts, walker.now).answered == told
    walker.walk("skip")
    assert walker.run.answered == ()
    assert [move.answered for move in walker.run.moves] == [(), told]


def test_answers_that_lead_in_a_circle_end() -> None:
    """`mfa-bot check` refuses them; a flow that came here all the same stops at its step."""
    circle = [
        step("start", to("on", "one")),
        step("one", to("on", "two"), known={"id": {"given": "on"}}),
        step("two", to("on", "one"), known={"id": {"given": "on"}}),
        step("recovered", end="recovered"),
    ]
    walker = Knowing()
    walker.flows = Flows({"lost": flow("lost", "recovered", circle)})
    assert walker.walk("on").here in ("one", "two")
