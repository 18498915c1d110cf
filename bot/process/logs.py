"""Logging setup: no log line holds a message, an answer or a secret that somebody sent."""

import logging
import sys
import traceback
from types import TracebackType

TEXT, JSON = "text", "json"

# Their debug lines hold whole requests, and so phone numbers and whatever was typed.
_VERBOSE_LOGGERS = (
    *("slack_sdk", "slack_bolt", "aiohttp", "asyncio", "markdown_it"),
    *("boto3", "botocore", "urllib3"),
)
# They log a traceback for each question to AWS while credentials are missing; the bot says it once.
_REPETITIVE_LOGGERS = ("botocore.credentials", "botocore.tokens")


class WithoutMessages(logging.Formatter):
    """Formatter that prints an exception's type and traceback, but not its message.

    The message may quote what a person typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # cached by another formatter
        return super().format(record)

    def formatException(self, caught: object) -> str:  # noqa: N802 -- logging's name
        if not isinstance(caught, tuple) or caught[1] is None:
            return ""
        lines = [
            "".join(traceback.format_tb(error.__traceback__)) + _type_name(error)
            for error in causes(caught[1])
        ]
        return "\n".join(lines)


class Formatter(WithoutMessages):
    """Formatter of lines for people; `worker`: its number, where several write to one log."""

    def __init__(self, worker: int | None = None) -> None:
        who = "" if worker is None else f"worker {worker}: "
        super().__init__(f"%(asctime)s %(levelname)s {who}%(name)s: %(message)s")


def causes(error: BaseException | None) -> list[BaseException]:
    """An exception and its causes, the first cause first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found[::-1]


def _type_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _drop_bad_http(record: logging.LogRecord) -> bool:
    """Filter out aiohttp's errors about malformed requests: they quote the request."""
    from aiohttp.http_exceptions import HttpProcessingError  # noqa: PLC0415 -- where aiohttp logs

    caught = record.exc_info[1] if record.exc_info else None
    return not isinstance(caught, HttpProcessingError)


def _hide_task_repr(record: logging.LogRecord) -> bool:
    """Replaces asyncio's message, which shows the arguments of the task that failed."""
    if record.exc_info:
        record.msg, record.args = "unhandled error in a background task", ()
    return True


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if logging.getLogger().handlers:
        logging.getLogger("bot").critical(
            "unhandled error, process ends", exc_info=(kind, error, trace)
        )
    else:
        sys.stderr.write(f"{Formatter().formatException((kind, error, trace))}\n")


def install_excepthook() -> None:
    """Log uncaught exceptions without their message, which Python would print."""
    sys.excepthook = _log_uncaught


def quiet_libraries() -> None:
    """Set other libraries to INFO at least, and filter what they would quote."""
    for name in _VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))
    for name in _REPETITIVE_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("aiohttp.server").addFilter(_drop_bad_http)
    logging.getLogger("asyncio").addFilter(_hide_task_repr)


def log_to_stderr(level: str, form: str = TEXT, worker: int | None = None) -> None:
    """Configure logging of the whole process, to stderr; `form`: TEXT or JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(form, worker))
    logging.basicConfig(level=level, handlers=[handler])
    quiet_libraries()
    install_excepthook()


def _formatter(form: str, worker: int | None) -> logging.Formatter:
    if form == TEXT:
        return Formatter(worker)
    from bot.process.json_logs import JsonFormatter  # noqa: PLC0415 -- a start without it is faster

    return JsonFormatter(worker)
