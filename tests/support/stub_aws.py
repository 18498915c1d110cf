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

_FILE = "file://"
_COMMAND = """\
#!{bash}
[ /dev/stdout -ef /dev/null ] && out=unread || out=read
[ /dev/stderr -ef /dev/null ] && err=unread || err=read
exec 3<>"/dev/tcp/127.0.0.1/{port}"
printf '%s\\0' "$(($# + 5))" "$PWD" "$out" "$err" \\
  "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$@" >&3
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
class Told:
    """What a run of the command gives back: a status, and an output or an error."""

    status: int
    text: str


@dataclass(frozen=True)
class Asked:
    """One run of the command."""

    words: tuple[str, ...]
    key: str = ""
    secret: str = ""
    file: str = ""  # text of the file that the words name
    output_is_read: bool = True  # false: it goes to /dev/null, as what the screen would show
    errors_are_read: bool = True

    def reads(self, told: Told) -> Told:
        """What whoever ran it can tell from other answers."""
        is_read = self.errors_are_read if told.status else self.output_is_read
        return told if is_read else Told(told.status, "")


@dataclass(frozen=True)
class Call:
    by: Identity
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


def no_fault(_: int, __: Call) -> None:
    return None


@dataclass
class StubAws:
    """What the command answers; `fault` may answer for it, by the call's number, from 0."""

    caller: Identity
    fault: Fault = no_fault
    calls: list[Call] = field(default_factory=list)
    contacts: dict[str, Mapping[str, str]] = field(default_factory=dict)  # by account

    def told(self, asked: Asked) -> Told:
        try:
            return Told(0, self.answer(asked))
        except Refused as refused:
            return Told(254, f"An error occurred: {refused}")

    def answer(self, asked: Asked) -> str:
        call = Call(self._identity(asked.key, asked.secret), asked.words, _contact_in(asked))
        self.calls.append(call)
        instead = self.fault(len(self.calls) - 1, call)
        return self._known(call) if instead is None else instead

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


def _contact_in(asked: Asked) -> Mapping[str, str] | None:
    """Content of the file in `--contact-information`. Raises Refused."""
    if not any(word.startswith(_FILE) for word in asked.words):
        return None
    try:
        contact: Mapping[str, str] = json.loads(asked.file)
    except ValueError as error:
        raise Refused(f"Error parsing parameter: {error}") from None
    return contact


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
        asked = self._asked()
        told = self._servers.stub.told(asked)
        self._servers.talk.append((asked, told))
        self.wfile.write(f"{told.status}\n{told.text}".encode())

    @property
    def _servers(self) -> "Servers":
        server: Any = self.server
        servers: Servers = server.servers
        return servers

    def _asked(self) -> Asked:
        count = int(self._word())
        home, out, err, key, secret, *words = (self._word() for _ in range(count))
        files = [Path(home, word.removeprefix(_FILE)) for word in words if word.startswith(_FILE)]
        text = "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
        return Asked(tuple(words), key, secret, text, out == "read", err == "read")

    def _word(self) -> str:
        read = bytearray()
        while (one := self.rfile.read(1)) not in {b"\0", b""}:
            read += one
        return read.decode()


class Servers:
    """The server behind one command `aws` in `folder`, for one stub after the other."""

    stub: StubAws

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.talk: list[tuple[Asked, Told]] = []  # with the present stub

    def serve(self, stub: StubAws) -> None:
        self.stub, self.talk = stub, []


@contextmanager
def command(folder: Path) -> Iterator[Servers]:
    """Puts `aws` into a folder, for the PATH."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        servers = Servers(folder)
        server.servers = servers  # type: ignore[attr-defined]
        file = folder / "aws"
        file.write_text(_COMMAND.format(bash=shutil.which("bash"), port=server.server_address[1]))
        file.chmod(0o755)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield servers
        server.shutdown()
