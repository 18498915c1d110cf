"""Counted attempts of one account at the command line, and their correction by the operator."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from bot.cli.group import CommandError
from bot.cli.options import read_settings
from bot.cli.times import iso, minute
from bot.cli.workspaces import WORKSPACE, did_you_mean, open_workspace, question
from bot.core.accounts import BadAccount
from bot.core.accounts import account as account_name
from bot.core.answers import BadAnswer
from bot.core.budget import HOUR, Attempt, AttemptKind
from bot.core.press import OPERATOR
from bot.core.run import Run
from bot.core.snapshot import Snapshot
from bot.core.words import fill, plain
from bot.guide import CommitUnknown, Guide
from bot.process import shutdown
from bot.store.calls import StoreAway
from bot.texts import cldr, input_errors
from bot.texts.languages import ENGLISH


@click.command(name="attempts")
@click.argument("account")
@click.option(
    "--correct",
    "count",
    metavar="N",
    help="How many there were in the window; '2, last 5 hours ago' also says when. Needs --reason.",
)
@click.option("--reason", default="", help="Why the count was wrong: kept in the audit.")
@click.option("--json", "as_json", is_flag=True, help="An object, for programs.")
@WORKSPACE
def command(account: str, count: str | None, reason: str, workspace: str, *, as_json: bool) -> None:
    """Show the attempts that are counted for ACCOUNT, under any of its names.

    A correction is announced in the threads of the account's runs, and kept in the audit.
    """
    _check_options(count, reason)
    settings, name = read_settings(), _name_of(account)

    async def looked() -> Counted:
        async with open_workspace(settings, workspace) as (guide, _, team):
            near = await did_you_mean(guide, team, name)
            if count is None:
                found = await guide.attempts(team, name)
            elif near:
                raise CommandError(
                    f"Nothing is known of {name}, so nothing was counted.{question(near)} If"
                    " it is another account, give its twelve digits."
                )
            else:
                found = await _corrected(guide, team, name, count, reason)
            try:
                return await _with_runs(guide, team, name, found, near)
            except StoreAway as away:
                if count is None:
                    raise
                raise CommandError(
                    f"The count is corrected, but then Redis did not answer: {away}. To see it, run"
                    f" `mfa-bot attempts {name}` later."
                ) from None

    try:
        found = shutdown.run(looked())
    except StoreAway as away:
        if count is None or isinstance(away, CommitUnknown):
            raise
        raise CommandError(f"Redis is unavailable: {away}. Nothing was counted.") from None
    shown = json.dumps(as_object(found), ensure_ascii=False, indent=2) if as_json else ""
    click.echo(shown or "\n".join(lines(found)))


def _check_options(count: str | None, reason: str) -> None:
    if reason and count is None:
        raise CommandError("--reason says why --correct is needed: give both.")
    if count is not None and not reason.strip():
        raise CommandError(
            "--correct needs --reason: why the count was wrong, in 3 to 200 characters. The audit"
            " keeps it."
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted for an account, and the runs of it that are open or can go on."""

    name: str
    snapshot: Snapshot
    runs: tuple[Run, ...]
    known: bool  # the team file has it, or a run or a correction named it
    near: tuple[str, ...] = ()  # names that may be meant, where it is not


def _name_of(text: str) -> str:
    """Account of a typed text. The error does not repeat the text, which may hold a secret."""
    try:
        return account_name(text)
    except BadAccount as bad:
        told = input_errors.bad_account(ENGLISH, bad.reason, "mfa-bot attempts ")
        raise CommandError(plain(fill(told.markdown, {"start": "mfa-bot attempts "}))) from None


async def _corrected(guide: Guide, workspace: str, name: str, count: str, why: str) -> Snapshot:
    request = f"{OPERATOR}.{uuid.uuid4().hex}"
    try:
        return await guide.correct(workspace, name, f"{' '.join(count.split())}\n{why}", request)
    except BadAnswer as bad:
        raise CommandError(input_errors.bad_answer(ENGLISH, bad.code, name)) from None


async def _with_runs(
    guide: Guide, workspace: str, name: str, found: Snapshot, near: tuple[str, ...]
) -> Counted:
    ids = dict.fromkeys(run for _, run in (*found.open, *found.parked_runs))
    runs = [(await guide.look(workspace, run)).run for run in ids]
    known = guide.team.account(name) is not None or found.has_recent_run
    return Counted(name, found, tuple(run for run in runs if run), known, near)


def as_object(counted: Counted) -> dict[str, Any]:
    """The same as `lines`, for programs. Times are ISO 8601, in UTC."""
    found, now = counted.snapshot, counted.snapshot.now
    attempts = found.attempts
    ends = attempts.block_ends() if attempts.blocked(now) else None
    return {
        "account": counted.name,
        "names": list(found.names),
        "known": counted.known,
        "used": attempts.used(now),
        "left": attempts.left(now),
        "limit": attempts.limits.limit,
        "window_hours": attempts.limits.window // HOUR,
        "counted_since": iso(attempts.unknown_before(now)),
        "blocked_until": iso(ends),
        "next_free": iso(attempts.reopens_at(now)),
        "attempts": [
            {
                "at": iso(a.at),
                "kind": a.kind,
                "result": a.result,
                "by": a.by,
                "run": None if a.by == OPERATOR else a.run,
            }
            for a in _counting(found)
        ],
        "runs": [
            {
                "run": run.id,
                "procedure": run.flow,
                "lead": run.lead,
                "began": iso(run.opened_at),
                "outcome": run.outcome,
            }
            for run in counted.runs
        ],
    }


def lines(counted: Counted) -> Iterator[str]:
    """What is counted, since when, what is blocked until when, and which runs there are."""
    found, now = counted.snapshot, counted.snapshot.now
    attempts = found.attempts
    if not counted.known:
        yield f"Nothing is known of {counted.name}: check the name.{question(counted.near)}"
    used, limit = attempts.used(now), attempts.limits.limit
    hours = cldr.hours(ENGLISH, attempts.limits.window)
    yield f"{', '.join(found.names)}: {used} of {limit} attempts are counted in {hours}."
    if since := attempts.unknown_before(now):
        yield f"Counted since {minute(since)}; what came before is not known."
    ends = attempts.block_ends()
    if attempts.blocked(now) and ends:
        yield f"AWS reported a block: until {minute(ends)}."
    reopens = attempts.reopens_at(now)
    yield (
        f"The next attempt is possible at {minute(reopens)}."
        if reopens
        else f"{attempts.left(now)} of {limit} are left now."
    )
    for attempt in _counting(found):
        result = f" ({attempt.result.replace('_', ' ')})" if attempt.result else ""
        what = f"{_KINDS[attempt.kind]}{result}"
        where = "" if attempt.by == OPERATOR else f", in run {attempt.run}"
        yield f"  {minute(attempt.at)}  {what}, by {attempt.by}{where}"
    for run in counted.runs:
        state = "open" if run.open else run.outcome
        yield f"Run {run.id}: {run.flow}, led by {run.lead} since {minute(run.opened_at)}, {state}."


_KINDS = {
    AttemptKind.CALL: "voice call",
    AttemptKind.SMS: "SMS",
    AttemptKind.EARLIER: "reported",
    AttemptKind.BLOCK: "block",
}


def _counting(found: Snapshot) -> tuple[Attempt, ...]:
    """Attempts that count now, and the blocks that AWS reported, as long as one lasts."""
    counted = found.attempts.counted(found.now)
    blocks = found.attempts.blocked(found.now)
    return tuple(
        a for a in found.attempts.made if a in counted or (blocks and a.kind is AttemptKind.BLOCK)
    )
