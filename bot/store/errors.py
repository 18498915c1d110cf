"""Errors of Redis, told apart by kind; what the server says itself goes no further.

A server, or a proxy before it, may repeat in an error what it was sent, and that was a password. So
the parser of its answers, where each error comes into being, keeps a sentence of our own of it.
"""

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from redis._parsers import _AsyncRESP2Parser
from redis.asyncio.sentinel import MasterNotFoundError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, ResponseError, SlotNotCoveredError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.store import error_sentences as troubles
from bot.store.error_sentences import ErrorSentence, may_not_run

_CODES = {
    "WRONGPASS": troubles.WRONG_PASSWORD,
    "NOAUTH": troubles.NO_PASSWORD,
    "NOPERM": troubles.NO_RIGHT,
    "DENIED": troubles.PROTECTED,
    "NOSCRIPT": troubles.FORGETS_SCRIPTS,
    "MOVED": troubles.CLUSTER,
    "ASK": troubles.CLUSTER,
    "TRYAGAIN": troubles.MOVING,
    "CLUSTERDOWN": troubles.SLOT_DOWN,
    "CROSSSLOT": troubles.CROSS_SLOT,
    "OOM": troubles.FULL,
    "READONLY": troubles.READ_ONLY,
    "MASTERDOWN": troubles.NO_LINK,
    "NOREPLICAS": troubles.NO_REPLICAS,
    "MISCONF": troubles.DISK,
    "LOADING": troubles.LOADING,
    "BUSY": troubles.BUSY,
    "WRONGTYPE": troubles.WRONG_KIND,
}
# How an error without a code of its own begins, in small letters.
_BEGINNINGS = {
    "unknown command": troubles.UNKNOWN_COMMAND,
    "unknown subcommand": troubles.UNKNOWN_COMMAND,
    "invalid password": troubles.WRONG_PASSWORD,
    "auth <password> called without": troubles.NO_PASSWORD_WANTED,
    "client sent auth, but no password": troubles.NO_PASSWORD_WANTED,
    "max number of clients": troubles.TOO_MANY_CLIENTS,
    "max concurrent connections": troubles.TOO_MANY_CLIENTS,
    "max daily request limit": troubles.QUOTA,
    "max requests limit": troubles.QUOTA,
    "db index": troubles.NO_DATABASE,
    "invalid db index": troubles.NO_DATABASE,
    "select is not allowed in cluster mode": troubles.CLUSTER,
    "this instance has cluster support disabled": troubles.NO_CLUSTER,
    "the user executing the script": troubles.NO_RIGHT,
    "acl failure in script": troubles.NO_RIGHT,
    "error running script": troubles.SCRIPT_FAILED,
    "error compiling script": troubles.SCRIPT_FAILED,
    "user_script": troubles.SCRIPT_FAILED,
}
# Kinds that a script may meet in its middle. An error with a code of `_CODES` comes before its
# first write: the server looks for those then and no later, and commit.lua for kinds of keys.
_IN_THE_MIDDLE = frozenset({troubles.UNKNOWN, troubles.NO_RIGHT, troubles.SCRIPT_FAILED})
_SAID_IN_A_SCRIPT = ("acl failure in script", "called from script")
_NAMED = re.compile(r"['`\"]([A-Za-z]+)(?:[| ][A-Za-z-]+)?['`\"]")
_BY_CLASS: tuple[
    tuple[type[BaseException] | tuple[type[BaseException], ...], ErrorSentence], ...
] = (
    (ssl.SSLCertVerificationError, troubles.CERTIFICATE),
    (ssl.SSLError, troubles.TLS),
    (socket.gaierror, troubles.NO_NAME),
    (ConnectionRefusedError, troubles.REFUSED),
    (FileNotFoundError, troubles.NO_FILE),
    (PermissionError, troubles.NO_ENTRY),
    ((TimeoutError, RedisTimeoutError), troubles.SILENT),
    (MasterNotFoundError, troubles.NO_MASTER),
    (SlotNotCoveredError, troubles.SLOT_DOWN),
    ((ConnectionResetError, BrokenPipeError), troubles.CLOSED),
)


class Interrupted(ResponseError):
    """An error that a script may have met after it had written something, which then stays."""


def answered(text: str) -> ErrorSentence:
    """Of the text of an error that a server answers with."""
    code, said = _parts(text)
    kind = _CODES.get(code) or _by_beginning(said)
    found = _NAMED.search(text)
    name = found[1].upper() if found and found[1].upper() in troubles.COMMANDS else ""
    if kind is troubles.UNKNOWN_COMMAND:
        return _unknown(name)
    if kind is troubles.NO_RIGHT:
        return troubles.NO_KEYS if " key" in said and not name else may_not_run(name)
    return kind


def may_interrupt(text: str) -> bool:
    """Whether an error with this text may come after a script has written something."""
    code, said = _parts(text)
    if any(words in said for words in _SAID_IN_A_SCRIPT):
        return True
    return code not in _CODES and _by_beginning(said) in _IN_THE_MIDDLE


def _parts(text: str) -> tuple[str, str]:
    """The code of an error, and what it says, in small letters."""
    code, _, rest = text.partition(" ")
    return code, (rest if code == "ERR" else text).lower()


def _by_beginning(said: str) -> ErrorSentence:
    kinds = (kind for begins, kind in _BEGINNINGS.items() if said.startswith(begins))
    return next(kinds, troubles.UNKNOWN)


def _unknown(command: str) -> ErrorSentence:
    match command:
        case "SENTINEL":
            return troubles.NO_SENTINEL
        case "CLUSTER":
            return troubles.NO_CLUSTER
        case "EVAL" | "EVALSHA":
            return troubles.NO_SCRIPTS
        case "":
            return troubles.UNKNOWN_COMMAND
    return ErrorSentence(f"it does not know {command}", troubles.UNKNOWN_COMMAND.remedy)


UNREADABLE = (ValueError, TypeError, LookupError)  # of redis-py, where an answer is no answer


class Answers(_AsyncRESP2Parser):
    """RESP2: every server and every proxy speaks it, and it needs no HELLO."""

    @classmethod
    def parse_error(cls, response: str) -> Exception:
        try:
            error: Exception = super().parse_error(response)  # type: ignore[no-untyped-call]
        except ValueError:  # it is MOVED, and does not say where to
            error = ResponseError()
        if isinstance(error, ResponseError) and may_interrupt(response):
            error = Interrupted()
        error.args = (answered(response),)
        vars(error).pop("message", None)  # where some of its classes keep the text too
        return error

    async def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().read_response(*args, **kwargs)
        except (InvalidResponse, ValueError, RecursionError):  # it would quote what came
            raise InvalidResponse(troubles.NOT_REDIS) from None


def trouble(error: BaseException) -> ErrorSentence:
    """Of whatever asking Redis may raise: what is known of the first cause."""
    known = [found for each in _chain(error) if (found := _known(each))]
    return known[-1] if known else troubles.UNREACHABLE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The first cause last."""
    met: list[BaseException] = []
    while error is not None and error not in met:
        met.append(error)
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _known(error: BaseException) -> ErrorSentence | None:
    if error.args and isinstance(error.args[0], ErrorSentence):
        return error.args[0]
    if _all_refused(error):
        return troubles.REFUSED
    if type(error) is RedisConnectionError and "closed by server" in str(error):
        return troubles.CLOSED
    return next((trouble for kinds, trouble in _BY_CLASS if isinstance(error, kinds)), None)


def _all_refused(error: BaseException) -> bool:
    """A name with several addresses, as localhost: asyncio says it in words alone."""
    return type(error) is OSError and f"[Errno {errno.ECONNREFUSED}]" in str(error)
