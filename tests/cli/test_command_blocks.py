"""Commands of the flows, pasted into a shell while AWS fails, answers nothing or another account.

Somebody tired pastes one block after the other and reads little. Whatever AWS answers, nothing may
be changed with credentials or for an account that the block is not meant for.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from bot.core.words import fill
from tests.cli.pasting import SHELLS, Pasted
from tests.support.shipped import LIBRARY
from tests.support.stub_aws import (
    ACCOUNT,
    OTHER,
    Asked,
    Call,
    Fault,
    Identity,
    Refused,
    Servers,
    StubAws,
    command,
    contact,
)

VALUES = {"account": "prod", "account_id": ACCOUNT, "e164": "+886987654321"}
NUMBER = {"PhoneNumber": VALUES["e164"]}
CALLERS = {
    "administrator of the account": Identity(ACCOUNT),
    "administrator of another account": Identity(OTHER),
    "root of another account": Identity(OTHER, root=True),
}
READS = ("get-", "list-", "describe-", "lookup-", "assume-root")
CHANGES = re.compile(rf"\b(?:iam|account|organizations|signin) (?!{'|'.join(READS)})[a-z]+-[a-z-]+")
# They concern the whole organization, and ask for its owner in their own words.
OF_THE_ORGANIZATION = {
    "organizations enable-aws-service-access",
    "iam enable-organizations-root-credentials-management",
    "iam enable-organizations-root-sessions",
}
FENCED = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Paste:
    """Blocks of some steps that follow each other, as one terminal gets them."""

    steps: str
    blocks: tuple[str, ...]


def blocks_of(flow: str, language: str, step: str) -> tuple[str, ...]:
    text = LIBRARY.words[flow, language].sections[step].text
    found = (fill(block, VALUES) for block in FENCED.findall(text))
    return tuple(block for block in found if not block.startswith("/"))  # that is for Slack


def pastes() -> Iterator[Paste]:
    """Each way over up to three steps with commands; what languages have in common, once."""
    seen = set()
    for flow, language in LIBRARY.words:
        steps = LIBRARY.flows[flow].steps
        having = {step for step in steps if blocks_of(flow, language, step)}
        ways: list[tuple[str, ...]] = [(step,) for step in steps if step in having]
        for way in ways:  # grows while it is walked
            onward = {target for _, target in steps[way[-1]].ways()} & having
            ways += [(*way, step) for step in sorted(onward - set(way))] if len(way) < 3 else []
        for way in ways:
            blocks = tuple(block for step in way for block in blocks_of(flow, language, step))
            if blocks not in seen and CHANGES.search(" ".join(blocks_of(flow, language, way[-1]))):
                seen.add(blocks)
                yield Paste(f"{flow} {' '.join(way)}", blocks)


def longest(found: list[Paste]) -> list[Paste]:
    """Those that no other begins with: whatever is asked of one is asked of what begins so too."""
    begun = {other.blocks[:n] for other in found for n in range(1, len(other.blocks))}
    return [paste for paste in found if paste.blocks not in begun]


PASTES = longest(list(pastes()))


def harm(call: Call) -> str | None:
    """What is wrong with a call, if anything."""
    operation = call.words[1] if len(call.words) > 1 else ""
    if operation.startswith(READS) or call.operation in OF_THE_ORGANIZATION:
        return None
    if call.operation == "iam deactivate-mfa-device" and "--user-name" in call.words:
        return None  # an IAM user and their device, both copied from the list just above
    if call.words[0] == "iam" and not call.by.assumed:
        return f"with the caller's own credentials: {call.words}"
    if call.account != ACCOUNT:
        return f"for {call.account}: {call.words}"
    if call.contact is not None and call.contact != {**contact(ACCOUNT), **NUMBER}:
        return f"not the account's own contact with the new number: {call.contact}"
    return None


KINDS = ("refused", "away", "empty", "None", "another account")


def fault_at(place: int, kind: str) -> Fault:
    """Fault of one kind at one call, or from it on: refused, away, empty, None, another account."""

    def fault(number: int, call: Call) -> str | None:
        if number < place or (number > place and kind != "away"):
            return None
        if kind in {"refused", "away"}:
            raise Refused("ThrottlingException: Rate exceeded")
        if kind == "another account":
            return elsewhere(call) if call.words[0] == "sts" else None
        return "" if kind == "empty" else "None\n"

    return fault


def elsewhere(call: Call) -> str:
    """Answer as it would be about the other account."""
    stub = StubAws(Identity(OTHER, root=call.by.root and call.operation != "sts assume-root"))
    words = (OTHER if word == ACCOUNT else word for word in call.words)
    return stub.answer(Asked(tuple(words)))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with command(tmp_path_factory.mktemp("bin")) as servers:
        yield servers


def harms(pasted: Pasted) -> list[str]:
    """All harm that the blocks do, for every caller, with every fault at every call."""
    found = []
    for name, caller in CALLERS.items():
        well = pasted.calls(caller)
        runs = [(f"{name}, all well", well)]
        for at, kind in product(telling(well), KINDS):
            calls = pasted.calls(caller, fault_at(at, kind))
            runs.append((f"{name}, {kind} at {well[at].operation}", calls))
        found += [f"{how}: {bad}" for how, calls in runs for bad in map(harm, calls) if bad]
    return found


def telling(calls: list[Call]) -> list[int]:
    """Places of calls; of a long loop its first two only."""
    seen = Counter[str]()
    places = []
    for place, call in enumerate(calls):
        seen[call.operation] += 1
        if seen[call.operation] <= 2:
            places.append(place)
    return places


def does(blocks: tuple[str, ...]) -> set[str]:
    """Operations that change something, as the blocks name them."""
    return {" ".join(found[0].split()) for found in CHANGES.finditer(" ".join(blocks))}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("paste", PASTES, ids=lambda paste: paste.steps)
def test_whatever_aws_answers_no_other_account_is_changed(
    aws: Servers, tmp_path: Path, paste: Paste, shell: str
) -> None:
    assert harms(Pasted(aws, tmp_path / "home", shell, paste.blocks)) == []


def test_where_all_is_well_each_command_that_changes_something_is_run(
    aws: Servers, tmp_path: Path
) -> None:
    """A guard that lets nothing through would be safe as well."""
    named, run = set[str](), set[str]()
    for paste in PASTES:
        named |= does(paste.blocks)
        pasted = Pasted(aws, tmp_path / "home", "bash", paste.blocks)
        for caller in CALLERS.values():
            run |= {call.operation for call in pasted.calls(caller)}
    assert "account put-contact-information" in named
    assert named <= run


# What they tell is of the account whose credentials they are run with.
READS_ONE_ACCOUNT = re.compile(
    r"\baws (?:iam get-account-summary|account get-contact-information|cloudtrail lookup-events"
    r"|organizations describe-organization)"
)
SAYS_WHOSE = re.compile(r"sts get-caller-identity|MasterAccountId,MasterAccountEmail")


def test_a_block_that_reads_of_one_account_says_which_one_answers() -> None:
    """An answer from another account looks the same: a 1, a number, VERIFIED."""
    silent = [
        f"{flow} / {language} / {step}"
        for flow, language in LIBRARY.words
        for step in LIBRARY.flows[flow].steps
        for block in blocks_of(flow, language, step)
        if READS_ONE_ACCOUNT.search(block) and not SAYS_WHOSE.search(block)
    ]
    assert silent == []


FIRST_EDITION = (
    f"""\
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN < <(
  aws sts assume-root --region us-east-2 \\
    --target-principal {ACCOUNT} \\
    --output text --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
aws sts get-caller-identity --query Arn
""",
    "aws iam deactivate-mfa-device --serial-number SERIAL\n",
)


def test_a_session_that_was_not_opened_is_told_from_one_that_was(
    aws: Servers, tmp_path: Path
) -> None:
    """Without a guard the caller's own device would go: these tests see that."""
    found = harms(Pasted(aws, tmp_path / "home", "bash", FIRST_EDITION))
    assert any("root of another account, all well: with the caller's own" in bad for bad in found)
    assert any("refused at sts assume-root: with the caller's own" in bad for bad in found)
    assert any("another account at sts assume-root: for 999988887777" in bad for bad in found)
