"""Everything that bot/texts can say, with values as they occur."""

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from bot.core.approval import Approval, ApprovalState
from bot.core.budget import HOUR, Attempts, Limits, Risk
from bot.core.context import Context
from bot.core.evidence import Fact, PhoneStatus, Topic, Unknown
from bot.core.fleet import Facts, FleetAccount
from bot.core.fleet_rows import Fleet, FleetRow, Group, Page
from bot.core.flow import Review
from bot.core.home import AccountState
from bot.core.near_names import NearName
from bot.core.notes import Note
from bot.core.phones.finder import Candidate, Caution, Phone
from bot.core.place import Place
from bot.core.press import AWS, OPERATOR
from bot.core.readiness import Readiness
from bot.core.refusals import RefusalReason, Refused
from bot.core.reminder_replies import SNOOZES
from bot.core.report import Report, StepTime
from bot.core.report import report as report_of
from bot.core.run import Answered, DeviceReport, Gap, HandoverRequest, Mfa, Move, Run
from bot.core.secrets import Secret
from bot.core.shown import ApprovalRequest
from bot.core.team import TEAM_FILE, Alone, ApprovalRule, KnownAccount, Team
from bot.core.timers import TIMER_NAMES
from bot.core.verbs import Verb
from bot.core.view import View, budget_view, view
from bot.core.words import Section
from bot.texts import (
    Channel,
    Label,
    Link,
    Person,
    Sentence,
    Text,
    Timestamp,
    accounts,
    approvals,
    buttons,
    channels,
    command_help,
    command_words,
    done_steps,
    drills,
    errors,
    fleet,
    home,
    input_errors,
    label_keywords,
    new_flow,
    notes,
    panels,
    paper_words,
    people,
    phones,
    prompts,
    refusals,
    reminders,
    replies,
    report,
    report_tables,
    reviews,
    run_lists,
    runbook_texts,
    status_card,
    steps,
)
from tests.store.shelf import a_run
from tests.support.budgets import BUDGETS, NOW, attempts
from tests.support.shipped import LIBRARY

MODULES = (
    *(
        accounts,
        approvals,
        channels,
        drills,
        notes,
        panels,
        paper_words,
        people,
        phones,
        runbook_texts,
    ),
    *(prompts, replies, report, reviews, run_lists, home, steps, errors, input_errors, new_flow),
    *(buttons, command_help, done_steps, refusals, reminders, status_card),
    *(report_tables, label_keywords, fleet),
)
THREAD = Link("https://acme.slack.com/archives/C1/p1", "the thread")
MOBILE = Phone(
    "0912 345 678", "+886 912345678", "+886912345678", "0912345678", "TW", "mobile", "TW"
)
UNCLEAR = Phone(
    "2720-8889",
    region="TW",
    assumed="TW",
    warnings=(Caution.AREA_CODE,),
    candidates=(Candidate("02 2720 8889", "+886227208889"),),
)
TYPED = {
    "contact": "+886 912345678",
    "e164": "+886912345678",
    "keypad": "0912345678",
    "region": "TW",
    "kind": "mobile",
    "assumed": "TW",
    "warnings": " ".join(Caution),
    "account_id": "123456789012",
    "inbox_reader": "林美玲",
    "phone_holder": "Ana Wu",
    "correction": "a slip of mine",
    "case_number": "1234567890",
}
REVIEWS = [
    Review("2026-11-22"),
    Review("2026-11-22", "2026-10"),
    Review("2026-11-22", "2026-10", "2026-04"),
]
WHEREABOUTS = {
    "lead": Person("U1"),
    "account": "prod",
    "where": "“Open the link”",
    "start": "/mfa-lost prod",
    "until": Timestamp(NOW),
    "since": Timestamp(NOW),
    "state": "Stopped",
    "step": "step 3 of about 24",
    "used": 1,
    "limit": 3,
    "thread": THREAD,
}


YOUNG = replace(attempts(1), since=NOW - HOUR)
ENDS = sorted({s.end for f in LIBRARY.flows.values() for s in f.steps.values() if s.end})
MOVES = [
    Move(6, "mfa-lost", "ready_to_call", Verb.CORRECT_COUNT, OPERATOR, NOW),
    *(
        Move(6, "mfa-lost", "ready_to_call", way, "U2", NOW)
        for way in ("calling", "answer", "skip", *Verb)
    ),
]


def _views() -> Iterator[View]:
    usual = Run(
        id="prod.abcdefgh",
        account="prod",
        lead="U1",
        channel="C1",
        language="en",
        region="TW",
        place=Place.at("mfa-lost", "ready_to_call"),
        opened_at=NOW,
        moved_at=NOW,
        turn=7,
        moves=tuple(MOVES),
    )
    for values, made in itertools.product(({}, TYPED), BUDGETS):
        yield view(LIBRARY.flows, replace(usual, values=values), made, NOW)
    typed = Context(team=Team(accounts=(KnownAccount(name="main", id=TYPED["account_id"]),)))
    yield view(LIBRARY.flows, replace(usual, values=TYPED), Attempts(), NOW, context=typed)
    yield view(LIBRARY.flows, usual, YOUNG, NOW)
    for note in Note:
        yield view(LIBRARY.flows, replace(usual, note=note), Attempts(), NOW)
    drill = replace(usual, id=f"drill~{usual.id}", note=Note.STOPPED)
    yield view(LIBRARY.flows, drill, Attempts(), NOW)
    proven = replace(usual, place=Place.at("mfa-lost", "verify"), values=TYPED)
    yield view(LIBRARY.flows, proven, Attempts(), NOW)
    asks_for_number = replace(usual, place=Place.at("mfa-lost", "number"))
    for status in ("", *PhoneStatus):
        filled = {"on_file": "+886912345678", "on_file_status": status}
        for values in (filled, {**filled, **TYPED}):
            yield view(LIBRARY.flows, replace(asks_for_number, values=values), Attempts(), NOW)
    asked = replace(usual, note=Note.ASKED, handover=HandoverRequest("U2", NOW, "C2", 7))
    yield view(LIBRARY.flows, asked, Attempts(), NOW)
    off = replace(usual, mfa=Mfa(off=True), number=9)
    for run in (off, replace(off, outcome="stopped")):
        yield view(LIBRARY.flows, run, Attempts(), NOW)
    yield view(LIBRARY.flows, replace(usual, reported=DeviceReport("U2", NOW)), Attempts(), NOW)
    ended = [
        (s, Place.at(f.name, s.name)) for f in LIBRARY.flows.values() for s in f.steps.values()
    ]
    for made in (*BUDGETS[:2], BUDGETS[-1]):
        yield view(LIBRARY.flows, replace(usual, outcome="stopped"), made, NOW)
        for step, place in ended:
            if step.end:
                yield view(LIBRARY.flows, replace(usual, outcome=step.end, place=place), made, NOW)


def _asking() -> Iterator[View]:
    """A step that waits for a second person, under each kind of rule, and what becomes of it."""
    at = Place.at("mfa-disable", "before_removal")
    for by, alone, reason in (
        (("U0MEI", "S0SECURITY"), Alone.TOLD, "it is closed"),
        (("U0MEI",), Alone.NEVER, ""),
        (("U1",), Alone.TOLD, ""),  # nobody but who leads
        ((), Alone.NEVER, ""),
    ):
        rule = ApprovalRule(by=by, tell="C9", alone=alone, again=HOUR, expires=8 * HOUR)
        asked = Approval(
            flow=at.flow,
            step=at.step,
            turn=7,
            lead="U1",
            at=NOW,
            rule=rule,
            reason=reason,
            button="ready",
        )
        run = replace(a_run(), account="prod", place=at, turn=7, moves=tuple(MOVES))
        for state in ApprovalState:
            became = asked.decided(state, "U2", NOW, "nobody is awake")
            yield view(LIBRARY.flows, replace(run, approval=became), Attempts(), NOW)
        untold = replace(run, approval=replace(became, untold=True), note=Note.ALONE)
        yield view(LIBRARY.flows, untold, Attempts(), NOW)


def _reports() -> Iterator[Report]:
    """A run with every change of the count, and a drill beside another; ended, and open."""
    presses = [
        *(("start", "", "what_happened"), ("calling", "ready_to_call", "the_call")),
        *(("texting", "ready_to_call", "the_call"), ("blocked", "the_call", "attempts_used_up")),
        *(("not_pressed", "the_call", "ready_to_call"), ("answer", "calls_before", "sign_in")),
        *((verb, "sign_in", "sign_in") for verb in (Verb.UNDO, Verb.CORRECT_COUNT, Verb.STOP)),
        *(("gone", "ready_to_call", "the_call"), ("run:language:zh-TW", "sign_in", "sign_in")),
    ]
    audit = [
        {"by": "U1", "button": b, "from": f, "to": f"mfa-lost/{t}", "at": str(NOW), "used": "0>1"}
        for b, f, t in presses
    ]
    audit += [{**audit[-1], "approval": state} for state in ApprovalState]
    audit += [{**audit[-1], "untold": "yes"}, {**audit[0], "access": "unconfirmed"}]
    audit += [{**audit[0], "by": "aws", "proof": fact} for fact in Fact]
    audit.append({**audit[-1], "button": Verb.TRAIL, "root_sign_ins": f"{NOW - 1} {NOW}"})
    taken = {"by": "aws", "button": Verb.TAKE_OVER, "lead": "U2", "at": str(NOW)}
    for name in ("prod.a", "drill~prod.a"):
        for more in ({}, {"outcome": "stopped"}, {"outcome": "recovered"}):
            for turn in ("1", "2"):
                entries = [{**audit[0], "turn": turn}, *audit[1:], {**taken, **more}]
                for former in ((), [StepTime("mfa-lost", "sign_in", 65_000)]):
                    if told := report_of(LIBRARY.flows, name, entries, NOW, former):
                        yield told


ANSWERED = tuple(
    Answered("mfa-lost", step, button, TEAM_FILE, filled)
    for step, button, filled in (
        ("account_kind", "member", ()),
        ("people", "answer", ("inbox_reader", "phone_holder")),
        ("number", "answer", ("contact", "e164")),
        ("account_id", "answer", ("account_id",)),
    )
)


def _every_step() -> Iterator[View]:
    for flow in LIBRARY.flows.values():
        for step in flow.steps:
            run = replace(a_run(), place=Place.at(flow.name, step))
            yield view(LIBRARY.flows, run, Attempts(), NOW)


ASKING = list(_asking())
REQUEST = ApprovalRequest("C9", 7, "C9", "1.0")
REFUSED = ApprovalRequest("C9", 7, refused="is_archived")
VIEWS = [*_views(), *ASKING]
ROLES = [(), *((role,) for role in people._ROLES), tuple(people._ROLES)]

NEAR = (NearName("production", "prod"), NearName("sandbox", "sandbox"))
GAPS = (
    Gap("mfa-lost", "email", "email", ("U0BEN", "S0PLATFORM")),
    Gap("mfa-lost", "number", "number", ("林美玲",)),
)
CHECKED = [Readiness("ready", 0, NOW, "prod.a"), Readiness("gaps", 3, NOW, "prod.b")]


def _fleet_rows() -> Iterator[FleetRow]:
    """Accounts in every state, with and without what is counted for them."""
    states = [AccountState("prod", budget_view(BUDGETS[1], NOW), leads) for leads in ((), ("U1",))]
    for mfa, phone in itertools.product((True, False, None), (*PhoneStatus, None)):
        for hub, unknown in itertools.product((True, False), ({}, {Topic.MFA: Unknown.DENIED})):
            facts = Facts(mfa, phone, NOW, unknown, from_hub=hub)
            yield FleetRow(FleetAccount("123456789012", "prod", None, facts))
    rootless = Facts(None, PhoneStatus.VERIFIED, NOW, no_root=True)
    yield FleetRow(FleetAccount("123456789012", "prod", None, rootless))
    for state in states:
        yield FleetRow(FleetAccount("", "prod", None), state)


FLEET_ROWS = [*_fleet_rows()]
FLEETS = [
    Fleet(rows, at, asks=asks, now=NOW)
    for rows, at, asks in itertools.product(((), FLEET_ROWS), (None, NOW), (True, False))
]
UNANSWERED = [
    Fleet(
        [FleetRow(FleetAccount("1", "a", None, Facts(unknown={Topic.MFA: why})))],
        NOW,
        asks=True,
        now=NOW,
        unlisted=why,
    )
    for why in Unknown
]

WHOSE = [replace(VIEWS[0], turn_of=who) for who in ("", "U0BEN", "林美玲")]
# What a function takes, by the name of its parameter; or by "function.parameter".
VALUES: Mapping[str, Any] = {
    "account": ["prod"],
    "answered.view": [view(LIBRARY.flows, replace(a_run(), values=TYPED), Attempts(), NOW)],
    "answers": [(), ANSWERED],
    "answer.phones": [
        *((replace(MOBILE, kind=kind),) for kind in phones._KINDS),
        (replace(MOBILE, region=None, assumed=None, warnings=tuple(Caution)),),
        (Phone("12", warnings=(Caution.TOO_SHORT,)),),
        (Phone("12", region="TW", assumed="TW", warnings=(Caution.TOO_SHORT,)),),
        (UNCLEAR,),
    ],
    "trouble.phones": [(UNCLEAR,)],
    "read_as.values": [{}, TYPED, {**TYPED, "region": "", "assumed": ""}],
    "access_denied.access": list(refusals._DENIALS),
    "may": [(), ("U1", "S1")],
    "channels": [(), ("C1", "C2")],
    "bad_account.code": list(input_errors._ACCOUNTS),
    "bad_answer.code": list(input_errors._ANSWERS),
    "began": [True, False],
    "chosen.values": [TYPED],
    "alone": [True, False],
    "found": [(), (MOBILE, UNCLEAR)],
    "button": ["Correct the Number"],
    "pressed.by": ["U1", AWS],
    "blanks": [{"ACCOUNT_ID": "12"}],
    "budget": [
        *(budget_view(made, NOW) for made in (*BUDGETS, YOUNG)),
        replace(budget_view(YOUNG, NOW), told_earlier=True),
    ],
    "advice.code": list(channels._ADVICE),
    "answered_elsewhere.code": list(channels._ADVICE),
    "cannot_post.code": ["channel_not_found", *channels._DIRECT],
    "channel": [Channel("C1"), Channel("D1")],
    "codes": [tuple(Caution)],
    "command": ["/mfa-phone"],
    "commands": [LIBRARY.commands("en")],
    "checking": [True, False],
    "count": [120],
    "summary.fleet": FLEETS,
    "footnotes.fleet": [*FLEETS, *UNANSWERED],
    "page": [Page((), 0, 1), Page((), 1, 15)],
    "part": list(Group),
    "reader": ["U1", "U2"],
    "row.row": FLEET_ROWS,
    "row.checks": [{}, {"mfa-ready": LIBRARY.in_language("mfa-ready", "en")}],
    "line.since": [NOW],
    "group": [run_lists.UNSAFE, run_lists.UNDER_WAY, run_lists.WAITING],
    "choice": list(SNOOZES),
    "example": ["0912 345 678"],
    "field": ["Number"],
    "flow": ["contact-phone"],
    "help_for.flow": [LIBRARY.flows["mfa-lost"], LIBRARY.flows["contact-phone"]],
    "kind": list(Secret),
    "known": [("yes", "no")],
    "lines": [(Text("1"), Text("2"))],
    "link": ["[Open the link](#email)"],
    "here": [True, False],
    "lead": ["U1"],
    "limits": [Limits(), Limits(2, 1, 48 * HOUR)],
    "account.lead": ["", "U1"],
    "mine": [True, False],
    "drill": [True, False],
    "unknown.typed": ["prdo"],
    "first": ["prod"],
    "near": [(NEAR[0],), NEAR],
    "no_number.account": ["", "prod"],
    "most": [7],
    "moved_to_dm.code": ["", *channels._ADVICE],
    "move": [None, *MOVES],
    "no_such_button.name": ["nonsense"],
    "notes": [("one", "two")],
    "outcome": ["Kept"],
    "presses": [True, False],
    "outcome.name": ["stopped", "superseded", *ENDS],
    "owner": ["U0BEN", "S0PLATFORM"],
    "point": ["Open the link."],
    "reminder.name": list(TIMER_NAMES),
    "review": REVIEWS,
    "account.name": ["prod"],
    "title.name": ["prod"],
    "at_step.view": [*_every_step(), next(one for one in VIEWS if one.outcome)],
    "section": [None, Section("removal", 1, "Run this", "```\naws\n```")],
    "times": [report_tables.times("en", one, {}) for one in _reports()],
    "took": ["3:20"],
    "former": ["5:05"],
    "as_file.run": ["prod.0123456789ab"],
    "told": list(_reports()),
    "flows": [{name: LIBRARY.in_language(name, "en") for name in LIBRARY.flows}],
    "entry": next(_reports()).entries,
    "pressed.button": ["opened", "answer", "skip", "run:language:zh-TW", *Verb],
    "role.name": list(people._ROLES),
    "roles": ROLES,
    "filled": [(), ("case_number",), ("phone",), *ROLES],
    "unreached.code": ["user_not_found", *people._ADVICE],
    **dict.fromkeys(("turn_line.view", "copy_heading.view", "unreached.view"), WHOSE),
    "runbook": ["", "https://wiki.example.com/runbooks"],
    "card.beside": [(), ("Remove a device", "Set the phone")],
    "begun": [True, False],
    "risk": [Risk.RISKY, Risk.VERY_RISKY, Risk.USED_UP],
    "seen": list(input_errors.SecretAudience),
    "since": [None, NOW],
    "start": ["/mfa-lost "],
    "step": ["email"],
    "thread": [None, THREAD],
    "title": ["Sign in as root"],
    "todo": ["[12. Print the runbook](#todo)"],
    "asked": ["U0BEN", "S0PLATFORM"],
    "gaps.view": [replace(VIEWS[0], gaps=GAPS)],
    "readiness.found": [None, *CHECKED],
    "checked": [[(one, LIBRARY.in_language("mfa-ready", "en"))] for one in (None, *CHECKED)],
    "values": [WHEREABOUTS, {**WHEREABOUTS, "thread": ""}],
    "press_refused.values": [WHEREABOUTS, {k: v for k, v in WHEREABOUTS.items() if k != "state"}],
    "view": VIEWS,
    "way": ["- Call"],
    **{f"{name}.view": ASKING for name in ("asks", "asks_again", "goes_alone", "held_panel")},
    **{f"{name}.view": ASKING for name in ("outcome_line", "nobody_asked")},
    "request": [REQUEST, replace(REQUEST, turn=6)],
    "requests": [
        (REFUSED,),
        (replace(REFUSED, to="D9", refused="nowhere"),),
        (REFUSED, replace(REQUEST, to="U0MEI")),
    ],
    "which": [verb for verb in Verb if verb in buttons.VERBS],
    "who": ["U1"],
    "in_thread": [False, True],
    "word": [*command_words.IN_THREAD],
    "refused": [
        *(Refused(why, a_run(), "123456789012 U1") for why in refusals._WHY),
        Refused(RefusalReason.OTHER_ID, a_run(), "123456789012 "),
        Refused(RefusalReason.ASKED, a_run()),
    ],
}


def everything(language: str) -> Iterator[tuple[str, Text | str]]:
    """(who says it, what it says): every public function, in all its ways, and each saying once."""
    said = set[object]()
    for who, what in _everything(language):
        values = frozenset(what.values.items()) if isinstance(what, Text) else None
        saying = (who, what.markdown if isinstance(what, Text) else what, values)
        if saying not in said:
            said.add(saying)
            yield who, what


def _everything(language: str) -> Iterator[tuple[str, Text | str]]:
    words = LIBRARY.in_language("mfa-lost", language)
    of_flow: dict[str, list[Any]] = {name: [words] for name in ("words", "root", "texts")}
    of_flow["words_of"] = [{f: LIBRARY.in_language(f, language) for f in LIBRARY.flows}]
    for module in MODULES:
        for called, function in _functions(module):
            taken = list(inspect.signature(function).parameters)[1:]
            known = {**VALUES, **of_flow}
            ways = [known.get(f"{called}.{name}") or known[name] for name in taken]
            for values in itertools.product(*ways):
                said = function(language, **dict(zip(taken, values, strict=True)))
                for one in said if isinstance(said, (list, tuple)) else (said,):
                    if isinstance(one, (Text, str)):
                        yield f"{module.__name__}.{called}", one


def _functions(module: ModuleType) -> list[tuple[str, Callable[..., Any]]]:
    return [
        (name, function)
        for name, function in vars(module).items()
        if not name.startswith("_")
        and (
            isinstance(function, (Sentence, Label))
            or (inspect.isfunction(function) and function.__module__ == module.__name__)
        )
        and next(iter(inspect.signature(function).parameters), "") == "language"
    ]
