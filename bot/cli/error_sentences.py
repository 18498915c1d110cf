"""Sentences on errors that a command may end with."""

import errno

from bot.flowfiles.library import BrokenFlows
from bot.guide import CommitUnknown
from bot.process.http_server import ListenError
from bot.process.proxies import BadProxy
from bot.process.shutdown import THREAD_LIMIT
from bot.serving.supervisor import WorkerFailed
from bot.settings.mistakes import BadSettings
from bot.store.calls import StoreAway
from bot.store.embedded.server import EmbeddedError
from bot.store.records import NewerRecord
from bot.texts.countries import BadCountries


def sentence(error: Exception) -> str:
    """What is printed of an error that is expected; empty for any other."""
    match error:
        case BrokenFlows():
            return f"{error}\nFix these, check with `mfa-bot check`, and start again."
        case BadSettings() | BadCountries() | BadProxy():
            return str(error)
        case ListenError() | EmbeddedError() | WorkerFailed():
            return str(error)
        case CommitUnknown():
            return (
                f"Redis stopped answering during the write ({error}): it may or may not be applied."
                " Check what is there before you try again."
            )
        case NewerRecord():
            return f"A newer mfa-bot wrote this run ({error}): use that version."
        case StoreAway():
            return f"Redis is unavailable: {error}."
        case OSError() if error.errno != errno.EPIPE:  # which click tells by the exit status
            named = f"{error.filename}: " if error.filename else ""
            return f"Can't continue: {named}{error.strerror or error}."
        case RuntimeError() if "new thread" in str(error):  # Python has no class for it
            return f"Can't continue: {THREAD_LIMIT}."
    return ""
