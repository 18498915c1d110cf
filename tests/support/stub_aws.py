"""Stub of the AWS CLI: a command `aws` that keeps what it is told, and fails where a test says so.

The command is a few lines of bash that hand credentials and arguments to a server in the test's
process. As in the real CLI, empty credentials in the environment mean the caller's own.
"""

import json
import re
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ACCOUNT = "123456789012"  # the account that the blocks are meant for
OTHER = "999988887777"

_COMMAND = """\
#!{bash}
exec 3<>"/dev/tcp/127.0.0.1/{port}"
printf '%s\\0' "$(($# + 3))" "$PWD" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$@" >&3
read -r status <&3
IFS= read -rd '' said <&3
[ "$status" = 0 ] && printf '%s' "$said" || printf '%s\\n' "$said" >&2
exit "$status"
"""


@dataclass(frozen=True)
class Identity:
    """Whose credentials a call was made with; `assumed`: from `assume-root`."""

    account: str
    root: bool = False
    assumed: bool = False

    @property
    def arn(self) -> str:
        who = "root" if self.root else "role/Administrator"
        return f"arn:aws:iam::{self.account}:{who}"


@dataclass(frozen=True)
class Call:
    by: Identity
    home: Path
    words: tuple[str, ...]
    contact: Mapping[str, str] | None = None  # what the file that it names holds

    @property
    def operation(self) -> str:
        return " ".join(self.words[:2])

    def option(self, name: str) -> str | None:
        known = dict(zip(self.words, self.words[1:], strict=False))
        return known.get(name)

    @property
    def account(self) -> str:
        """Account that the call acts on: the one that it names, or that of its credentials."""
        named = ("--account-id", "--target-principal", "--target-id", "--child-id")
        given = next((self.option(name) for name in named if self.option(name)), None)
        return given or self.by.account


class Refused(Exception):
    """Error of AWS's: it goes to stderr, with a status that is not 0."""


Fault = Callable[[int, Call], str | None]


@dataclass
class StubAws:
    """What the command answers; `fault` may answer for it, by the call's number, from 0."""

    caller: Identity
    fault: Fault = lambda *_: None
    calls: list[Call] = field(default_factory=list)
    answers: list[str | None] = field(default_factory=list)  # of each call; None: refused
    contacts: dict[str, Mapping[str, str]] = field(default_factory=dict)  # by account

    def answer(self, home: str, key: str, secret: str, *words: str) -> str:
        call = Call(self._identity(key, secret), Path(home), words, _contact_in(home, words))
        self.calls.append(call)
        self.answers.append(None)
        instead = self.fault(len(self.calls) - 1, call)
        self.answers[-1] = answer = self._known(call) if instead is None else instead
        return answer

    def _identity(self, key: str, secret: str) -> Identity:
        if not key:
            return self.caller
        if not secret:
            raise Refused("Partial credentials found in env")
        if found := re.fullmatch(r"ROOT([0-9]{12})", key):
            return Identity(found[1], root=True, assumed=True)
        raise Refused("InvalidClientTokenId")

    def _known(self, call: Call) -> str:
        data = self.data(call)
        if asked := call.option("--query"):
            data = _query(data, re.findall(r"\[[^\]]*\]|[^.\[\]]+", asked))
        if call.option("--output") == "text":
            return _text(data) + "\n"
        return json.dumps(data, indent=4) + "\n" if data else ""

    def data(self, call: Call) -> Any:
        match call.operation:
            case "sts get-caller-identity":
                return {"UserId": "AIDA", "Account": call.by.account, "Arn": call.by.arn}
            case "sts assume-root":
                if call.by.root:
                    raise Refused("AccessDenied: root credentials can't call AssumeRoot")
                return session(call.account)
            case "iam list-mfa-devices":
                serial = f"arn:aws:iam::{call.by.account}:mfa/root-account-mfa-device"
                return {"MFADevices": [{"SerialNumber": serial}]}
            case "account get-contact-information":
                there = self.contacts.get(call.account) or contact(call.account)
                return {"ContactInformation": there, "VerificationStatus": "PENDING"}
            case "account put-contact-information":
                self.contacts[call.account] = call.contact or {}
        return {}


def _contact_in(home: str, words: tuple[str, ...]) -> Mapping[str, str] | None:
    """Content of the file in `--contact-information`. Raises Refused."""
    named = [word.removeprefix("file://") for word in words if word.startswith("file://")]
    try:
        files = [json.loads((Path(home) / name).read_text(encoding="utf-8")) for name in named]
    except (OSError, ValueError) as error:
        raise Refused(f"Error parsing parameter: {error}") from None
    return files[0] if files else None


def session(account: str) -> Any:
    """Answer of `assume-root`."""
    names = {"AccessKeyId": f"ROOT{account}", "SecretAccessKey": "secret", "SessionToken": "token"}
    return {"Credentials": names, "SourceIdentity": "ana"}


def contact(account: str) -> dict[str, str]:
    return {
        "AddressLine1": "1 Example Road",
        "City": "Taipei",
        "CountryCode": "TW",
        "FullName": f"Owner of {account}",
        "PhoneNumber": "0912345678",
        "PostalCode": "100",
    }


def _query(data: Any, parts: list[str]) -> Any:
    """The part of JMESPath that the blocks use."""
    if not parts or data is None:
        return data
    head, *rest = parts
    if head == "[]":
        return [_query(each, rest) for each in data]
    if head.startswith("["):
        return [_query(data, [name.strip()]) for name in head[1:-1].split(",")]
    return _query(data.get(head), rest)


def _text(data: Any) -> str:
    if isinstance(data, list):
        nested = any(isinstance(each, list) for each in data)
        return ("\n" if nested else "\t").join(_text(each) for each in data)
    return str(data)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        count = int(self._word())
        try:
            status, said = 0, server.stub.answer(*(self._word() for _ in range(count)))
        except Refused as refused:
            status, said = 254, f"An error occurred: {refused}"
        self.wfile.write(f"{status}\n{said}".encode())

    def _word(self) -> str:
        read = bytearray()
        while (one := self.rfile.read(1)) not in {b"\0", b""}:
            read += one
        return read.decode()


class Servers:
    """The server behind one command `aws` in `folder`, for one stub after the other."""

    def __init__(self, server: Any, folder: Path) -> None:
        self._server, self.folder = server, folder

    def serve(self, stub: StubAws) -> None:
        self._server.stub = stub


@contextmanager
def command(folder: Path) -> Iterator[Servers]:
    """Puts `aws` into a folder, for the PATH."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        file = folder / "aws"
        file.write_text(_COMMAND.format(bash=shutil.which("bash"), port=server.server_address[1]))
        file.chmod(0o755)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Servers(server, folder)
        server.shutdown()
