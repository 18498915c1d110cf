"""Errors of Redis as sentences of our own: the server's text is never repeated.

A server, or a proxy before it, may repeat in an error what it was sent, and that was a password. So
the parser of its answers, where each error comes into being, keeps a sentence of our own of it.
"""

import errno
import re
import socket
import ssl
from typing import Any, NoReturn

from redis._parsers import _AsyncHiredisParser
from redis.asyncio.sentinel import MasterNotFoundError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse, ResponseError, SlotNotCoveredError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.process.logs import causes
from bot.store import error_sentences
from bot.store.error_sentences import ErrorSentence, may_not_run

_CODES = {
    "WRONGPASS": error_sentences.WRONG_PASSWORD,
    "NOAUTH": error_sentences.NO_PASSWORD,
    "NOPERM": error_sentences.NO_RIGHT,
    "DENIED": error_sentences.PROTECTED,
    "NOSCRIPT": error_sentences.FORGETS_SCRIPTS,
    "MOVED": error_sentences.CLUSTER,
    "ASK": error_sentences.CLUSTER,
    "TRYAGAIN": error_sentences.MOVING,
    "CLUSTERDOWN": error_sentences.SLOT_DOWN,
    "CROSSSLOT": error_sentences.CROSS_SLOT,
    "OOM": error_sentences.FULL,
    "READONLY": error_sentences.READ_ONLY,
    "MASTERDOWN": error_sentences.NO_LINK,
    "NOREPLICAS": error_sentences.NO_REPLICAS,
    "MISCONF": error_sentences.DISK,
    "LOADING": error_sentences.LOADING,
    "BUSY": error_sentences.BUSY,
    "WRONGTYPE": error_sentences.WRONG_KIND,
}
# Beginnings of errors without a code, in lower case.
_BEGINNINGS = {
    "unknown command": error_sentences.UNKNOWN_COMMAND,
    "unknown subcommand": error_sentences.UNKNOWN_COMMAND,
    "unknown redis command called from script": error_sentences.UNKNOWN_COMMAND,
    "invalid command passed to redis.acl_check_cmd": error_sentences.UNKNOWN_COMMAND,
    "this redis command is not allowed from script": error_sentences.NOT_IN_SCRIPTS,
    "protocol error: unauthenticated": error_sentences.NO_PASSWORD,  # of a long command
    "invalid password": error_sentences.WRONG_PASSWORD,
    "wrong number of arguments for 'auth'": error_sentences.NO_USERS,
    "auth <password> called without": error_sentences.NO_PASSWORD_WANTED,
    "client sent auth, but no password": error_sentences.NO_PASSWORD_WANTED,
    "max number of clients": error_sentences.TOO_MANY_CLIENTS,
    "too many clients": error_sentences.TOO_MANY_CLIENTS,
    "max concurrent connections": error_sentences.TOO_MANY_CLIENTS,
    "max daily request limit": error_sentences.QUOTA,
    "max requests limit": error_sentences.QUOTA,
    "db capacity quota": error_sentences.NO_SPACE,
    "db index": error_sentences.NO_DATABASE,
    "invalid db index": error_sentences.NO_DATABASE,
    "select is not allowed in cluster mode": error_sentences.CLUSTER,
    "this instance has cluster support disabled": error_sentences.NO_CLUSTER,
    "the user executing the script": error_sentences.NO_RIGHT,
    "acl failure in script": error_sentences.NO_RIGHT,
    "error running script": error_sentences.SCRIPT_FAILED,
    "error compiling script": error_sentences.SCRIPT_FAILED,
    "user_script": error_sentences.SCRIPT_FAILED,
    # Of a proxy: Envoy's, then the errors of the system, which twemproxy passes on.
    "upstream failure": error_sentences.PROXY,
    "upstream protocol error": error_sentences.PROXY,
    "no upstream host": error_sentences.PROXY,
    "proxy upstream not available": error_sentences.PROXY,
    "connection refused": error_sentences.PROXY,
    "connection reset": error_sentences.PROXY,
    "connection timed out": error_sentences.PROXY,
    "operation timed out": error_sentences.PROXY,
    "host is down": error_sentences.PROXY,
    "no route to host": error_sentences.PROXY,
}
# Errors that can come in the middle of a script. Those with a code of `_CODES` come before its
# first write: the server checks them there only, and commit.lua checks the types of keys.
_IN_THE_MIDDLE = frozenset(
    {
        *(error_sentences.UNKNOWN, error_sentences.NO_RIGHT, error_sentences.SCRIPT_FAILED),
        *(error_sentences.NOT_IN_SCRIPTS, error_sentences.NO_SPACE),
    }
)
_SAID_IN_A_SCRIPT = ("acl failure in script", "called from script")
_NAMED = re.compile(r"['`\"]([A-Za-z]+)(?:[| ][A-Za-z-]+)?['`\"]")
_BY_CLASS: tuple[
    tuple[type[BaseException] | tuple[type[BaseException], ...], ErrorSentence], ...
] = (
    (ssl.SSLError, error_sentences.TLS),
    (socket.gaierror, error_sentences.NO_NAME),
    (ConnectionRefusedError, error_sentences.REFUSED),
    ((FileNotFoundError, IsADirectoryError), error_sentences.NO_FILE),
    (PermissionError, error_sentences.NO_ENTRY),
    ((TimeoutError, RedisTimeoutError), error_sentences.SILENT),
    (MasterNotFoundError, error_sentences.NO_MASTER),
    (SlotNotCoveredError, error_sentences.SLOT_DOWN),
    ((ConnectionResetError, BrokenPipeError), error_sentences.CLOSED),
)
# By OpenSSL's code of what is wrong with a certificate.
_CERTIFICATES = {
    9: error_sentences.OUT_OF_DATE,
    10: error_sentences.OUT_OF_DATE,
    62: error_sentences.OTHER_HOST,
    64: error_sentences.OTHER_HOST,
}


class Interrupted(ResponseError):
    """Error that a script may have met after its first write, which then stays."""


def sentence_for_reply(text: str) -> ErrorSentence:
    """Sentence for the text of an error reply."""
    code, said = _parts(text)
    kind = _CODES.get(code) or _sentence_for_text(said)
    found = _NAMED.search(text)
    name = found[1].upper() if found and found[1].upper() in error_sentences.COMMANDS else ""
    if kind is error_sentences.UNKNOWN_COMMAND:
        return _unknown(name)
    if kind is error_sentences.NO_RIGHT:
        return error_sentences.NO_KEYS if " key" in said and not name else may_not_run(name)
    return kind


def may_interrupt(text: str) -> bool:
    """Whether an error with this text can come after a script's first write."""
    code, said = _parts(text)
    if any(words in said for words in _SAID_IN_A_SCRIPT):
        return True
    return code not in _CODES and _sentence_for_text(said) in _IN_THE_MIDDLE


def _parts(text: str) -> tuple[str, str]:
    """Code and text of an error reply, the text in lower case."""
    code, _, rest = text.partition(" ")
    return code, (rest if code == "ERR" else text).lower()


def _sentence_for_text(said: str) -> ErrorSentence:
    kinds = (kind for begins, kind in _BEGINNINGS.items() if said.startswith(begins))
    return next(kinds, error_sentences.UNKNOWN)


def _unknown(command: str) -> ErrorSentence:
    match command:
        case "SENTINEL":
            return error_sentences.NO_SENTINEL
        case "CLUSTER":
            return error_sentences.NO_CLUSTER
        case "EVAL" | "EVALSHA":
            return error_sentences.NO_SCRIPTS
        case "":
            return error_sentences.UNKNOWN_COMMAND
    return ErrorSentence(f"it does not know {command}", error_sentences.UNKNOWN_COMMAND.remedy)


PARSE_ERRORS = (ValueError, TypeError, LookupError)  # of redis-py, for a malformed reply


class RedactingParser(_AsyncHiredisParser):
    """Parser in C that replaces the text of error replies by our own sentences.

    It knows RESP3 too. The bot speaks RESP2, since every server and proxy does, and it needs no
    HELLO; what a server pushes unasked is no reply, and redis-py would log its text.
    """

    @classmethod
    def parse_error(cls, response: str) -> Exception:
        try:
            error: Exception = super().parse_error(response)  # type: ignore[no-untyped-call]
        except ValueError:  # MOVED without an address
            error = ResponseError()
        sentence = sentence_for_reply(response)
        if sentence is error_sentences.PROXY:
            error = RedisConnectionError()  # as if there were no proxy: tried again
        elif isinstance(error, ResponseError) and may_interrupt(response):
            error = Interrupted()
        error.args = (sentence,)
        vars(error).pop("message", None)  # some of its classes keep the text there too
        return error

    async def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().read_response(*args, **kwargs)
        except (InvalidResponse, ValueError, RecursionError):  # its text would quote the reply
            raise InvalidResponse(error_sentences.NOT_REDIS) from None

    async def handle_push_response(self, *_: Any, **__: Any) -> NoReturn:
        raise InvalidResponse(error_sentences.NOT_REDIS)


def error_sentence(error: BaseException) -> ErrorSentence:
    """Sentence for any error that a call to Redis raises, by its first known cause."""
    known = [found for each in causes(error) if (found := _sentence_for(each))]
    return known[0] if known else error_sentences.UNREACHABLE


def _sentence_for(error: BaseException) -> ErrorSentence | None:
    if error.args and isinstance(error.args[0], ErrorSentence):
        return error.args[0]
    if _all_refused(error):
        return error_sentences.REFUSED
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return error_sentences.NO_DESCRIPTOR
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(getattr(error, "verify_code", 0), error_sentences.CERTIFICATE)
    if type(error) is RedisConnectionError and "closed by server" in str(error):
        return error_sentences.CLOSED
    return next((sentence for kinds, sentence in _BY_CLASS if isinstance(error, kinds)), None)


def _all_refused(error: BaseException) -> bool:
    """Whether all addresses of a host refused: asyncio says so only in its text."""
    return type(error) is OSError and f"[Errno {errno.ECONNREFUSED}]" in str(error)
