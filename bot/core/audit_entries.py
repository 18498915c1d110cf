"""Audit entries as a report reads them, also those of older and of newer bots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.approval import ApprovalState
from bot.core.audit import SIGN_INS
from bot.core.evidence import Fact
from bot.core.flow import Flows
from bot.core.run import STOPPED, SUPERSEDED
from bot.core.verbs import Verb, find

# Fields that have a place of their own in a report, whatever they say; `prev` only finds entries.
_KNOWN = frozenset(
    "id run account by button from to turn at reason lead outcome used prev drill untold".split()
)
_STATES = {state.value: state for state in ApprovalState}
_FACTS = {fact.value: fact for fact in Fact}
# Fields that have one as far as this version knows what they say.
_READ: Mapping[str, Mapping[str, object]] = {"approval": _STATES, "proof": _FACTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the audit. Fields that this version does not know are kept as they are."""

    at: int  # ms since 1970
    by: str
    button: str
    turn: str
    flow: str  # of the step where it was pressed
    step: str
    to_flow: str
    to_step: str
    reason: str = ""
    lead: str = ""  # where it changed
    outcome: str = ""  # of a run that has ended
    used: str = ""  # attempts before and after, as `1>2`, where anything of them changed
    approval: ApprovalState | None = None  # what became of one with this entry
    untold: bool = False  # a lead went on alone, and none of the approvers could be told
    proof: Fact | None = None  # what AWS confirmed, where it pressed
    root_sign_ins: tuple[int, ...] = ()  # ms since 1970, as CloudTrail reports them; no press
    others: Mapping[str, str] = field(default_factory=dict)


def parse(flows: Flows, audit: Iterable[Mapping[str, str]]) -> Iterator[Entry]:
    """Entries of one run as a report tells them, oldest first."""
    place, root = ("", ""), ""
    for fields in audit:
        flow, _, step = fields.get("to", "/".join(place)).partition("/")
        root = root or flow
        here, place = place, (flow, step)
        yield Entry(
            at=int(fields.get("at") or fields.get("id", "0").partition("-")[0]),
            by=fields.get("by", ""),
            button=fields.get("button", ""),
            turn=fields.get("turn", ""),
            flow=here[0] or (flow if fields.get("from") else ""),
            step=fields.get("from", here[1]),
            to_flow=flow,
            to_step=step,
            reason=fields.get("reason", ""),
            lead=fields.get("lead", ""),
            outcome=fields.get("outcome") or _outcome(flows, root, fields, place),
            used=fields.get("used", ""),
            approval=_STATES.get(fields.get("approval", "")),
            untold="untold" in fields,
            root_sign_ins=tuple(map(int, fields.get(SIGN_INS, "").split())),
            proof=_FACTS.get(fields.get("proof", "")),
            others={
                name: text
                for name, text in fields.items()
                if name not in _KNOWN and text not in _READ.get(name, ())
            },
        )


def _outcome(flows: Flows, root: str, fields: Mapping[str, str], place: tuple[str, str]) -> str:
    """Outcome after an entry of an older bot, which did not write it."""
    verb = find(fields.get("button", ""))
    if verb is Verb.STOP or verb is Verb.START_NEW:
        return STOPPED if verb is Verb.STOP else SUPERSEDED
    step = flows.step(*place)
    return step.end if step and step.end and place[0] == root else ""
