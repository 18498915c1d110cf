"""Reader of `team.yaml`: a Team, or every mistake in the file as a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.core import answers
from bot.core.accounts import is_account_id
from bot.core.budget import DAY, HOUR, MINUTE
from bot.core.team import NO_TEAM_FILE, ApprovalRule, KnownAccount, Team
from bot.files import strict_yaml
from bot.files.quoted import in_brackets, printable, quoted
from bot.files.resources import flow_names, named
from bot.files.suggestions import suggestion
from bot.settings.mistakes import BadSettings
from bot.settings.team_errors import sentences
from bot.settings.team_models import ApprovalModel, TeamModel, account_name, is_group_name
from bot.texts.command_words import taken_words

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}
LONGEST = 30 * DAY  # of a time; a run is forgotten then


def read_team(file: str, flows_dir: str) -> Team:
    """Team of TEAM_FILE, empty where that is not set. Raises BadSettings."""
    return read(named(file), flow_names(flows_dir)) if file else NO_TEAM_FILE


def read(path: Path, flows: tuple[str, ...]) -> Team:
    """Team of a file; `flows`: the procedures that there are. Raises BadSettings."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        told = f"TEAM_FILE{in_brackets(str(path))} can't be read: {error.strerror}."
        raise BadSettings((told,)) from None
    except UnicodeDecodeError:
        raise BadSettings((f"{path}: save the file as UTF-8.",)) from None
    data, slips = strict_yaml.read(text)
    mistakes = [f"{path} line {slip.line}: {slip.text}" for slip in slips]
    if data is not None:
        try:
            model = TeamModel.model_validate(data)
        except ValidationError as error:
            mistakes += [f"{path}: {told}" for told in sentences(error)]
        mistakes += [f"{path}: {told}" for told in _between_entries(data, flows)]
    if mistakes:
        raise BadSettings(tuple(mistakes))
    return _team(model)


def _between_entries(data: Any, flows: tuple[str, ...]) -> Iterator[str]:
    """Mistakes that no entry shows alone, in data of any shape."""
    yield from _used_twice(_mapping(data, "accounts"))
    yield from _listed_twice((), data)
    yield from _unreadable_numbers(_mapping(data, "accounts"))
    yield from _words_of_commands(_mapping(data, "accounts"))
    groups = _mapping(data, "groups")
    for section in ("may", "approval"):
        for flow in _mapping(data, section):
            if flow not in flows:
                there = f"{suggestion(flow, flows)} There are {', '.join(flows)}."
                yield f"{section} / {printable(flow)}: there is no such procedure.{there}"
    for section, place, listed in _lists_of_people(data):
        if not listed:
            yield f"{place}: the list is empty, so it names nobody; name somebody, or remove it."
        for one in listed if section != "groups" else ():  # a group holds no other groups
            if isinstance(one, str) and is_group_name(one) and one not in groups:
                near = suggestion(one, groups) or " Add it to `groups`."
                yield f"{place}: there is no group {quoted(one, 'of this name')}.{near}"
    for flow, rule in _mapping(data, "approval").items():
        yield from _approval_times(f"approval / {printable(flow)}", rule)


def _words_of_commands(accounts: Mapping[str, Any]) -> Iterator[str]:
    """Mistakes of names that a command would take for a word of its own."""
    taken = taken_words()
    for name, entry in accounts.items():
        also = entry.get("also") if isinstance(entry, dict) else None
        names = [name, *(also if isinstance(also, list) else [])]
        texts = (each for each in names if isinstance(each, str))
        for word in (each for each in texts if account_name(each) in taken):
            place = f"accounts / {printable(name)}"
            yield f"{place}: '{word}' is a word of the commands; choose another name."


def _mapping(data: Any, key: str) -> Mapping[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _lists_of_people(data: Any) -> Iterator[tuple[str, str, list[Any]]]:
    """Lists that must name somebody, each with its section and its place."""
    for section in ("groups", "may"):
        for name, listed in _mapping(data, section).items():
            if isinstance(listed, list):
                yield section, f"{section} / {printable(name)}", listed
    for flow, rule in _mapping(data, "approval").items():
        by = rule.get("by") if isinstance(rule, dict) else None
        if by and isinstance(by, str):
            by = [by]
        if isinstance(by, list):
            yield "approval", f"approval / {printable(flow)} / by", by


def _used_twice(accounts: Mapping[str, Any]) -> Iterator[str]:
    """Names and IDs that would lead to two accounts; keys are as they were spelled."""
    owners: dict[str, str] = {}
    for spelled, entry in accounts.items():
        name, about = account_name(spelled), entry if isinstance(entry, dict) else {}
        also, own_id = about.get("also"), about.get("id")
        others = [account_name(one) for one in also if isinstance(one, str)] if also else []
        if isinstance(own_id, str) and is_account_id(own_id):
            others.append(own_id)
        if (other := owners.get(name)) and account_name(other) == name:  # spelled in two ways
            others = []
        for one, count in Counter(filter(None, (name, *others))).items():
            if (other := owners.setdefault(one, spelled)) != spelled:
                told = f"stands in accounts / {printable(other)} too"
            elif count > 1:
                told = "is named twice"
            else:
                continue
            yield f"accounts / {printable(spelled)}: '{one}' {told}; keep one."


def _unreadable_numbers(accounts: Mapping[str, Any]) -> Iterator[str]:
    """Numbers that the bot could not use; none is repeated here, since this may be logged."""
    for spelled, entry in accounts.items():
        about = entry if isinstance(entry, dict) else {}
        number, region = about.get("number"), str(about.get("phone_region", "")).upper()
        if not number or not isinstance(number, str):
            continue
        try:
            answers.phone_number(number, region)
        except answers.BadAnswer:
            told = "this must be one phone number, such as +886912345678"
            place = f"accounts / {printable(spelled)} / number"
            yield f"{place}: {told} (or national, with `phone_region`)."


def _listed_twice(path: tuple[str, ...], data: Any) -> Iterator[str]:
    """IDs and groups that one list has twice, anywhere; names of accounts are folded, above."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "also":
                yield from _listed_twice((*path, key), value)
    elif isinstance(data, list):
        for one, count in Counter(one for one in data if isinstance(one, str)).items():
            if count > 1:
                place = " / ".join(map(printable, path))
                yield f"{place}: {quoted(one)} is named twice; keep one."


def _approval_times(place: str, rule: Any) -> Iterator[str]:
    """Mistakes of an approval's times, where both can be read."""
    try:
        model = ApprovalModel.model_validate(rule)
    except ValidationError:
        return
    again, expires = _milliseconds(model.again), _milliseconds(model.expires)
    if expires > LONGEST:
        yield f"{place} / expires: '{model.expires}' must be at most 30d."
    if again >= expires:
        told = f"'{model.again}' must be shorter than `expires` ({model.expires})"
        yield f"{place} / again: {told}, or nobody is asked again."


def _team(model: TeamModel) -> Team:
    return Team(
        accounts=tuple(
            KnownAccount(
                name=name,
                id=entry.id or "",
                also=tuple(entry.also),
                kind=entry.kind,
                owner=entry.owner or "",
                inbox=tuple(entry.inbox),
                phone=tuple(entry.phone),
                number=entry.number or "",
                phone_region=entry.phone_region or "",
            )
            for name, entry in model.accounts.items()
        ),
        groups={name: tuple(listed) for name, listed in model.groups.items()},
        may={flow: tuple(listed) for flow, listed in model.may.items()},
        channels=tuple(model.channels),
        approval={flow: _rule(rule) for flow, rule in model.approval.items()},
    )


def _rule(model: ApprovalModel) -> ApprovalRule:
    return ApprovalRule(
        by=tuple(model.by),
        tell=model.tell,
        alone=model.alone,
        again=_milliseconds(model.again),
        expires=_milliseconds(model.expires),
    )


def _milliseconds(text: str) -> int:
    return int(text[:-1]) * _UNITS[text[-1]]
