"""The program of the bot's process in a trial: the same bot, with the clock of the trial.

`python -m bot.local.worker CLOCK [--watch]`, with the settings in the environment. It ends when its
standard input does, so that no bot is left behind, however the trial ends.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot import app
from bot.flowfiles.library import BrokenFlows
from bot.local.bot_process import WATCH
from bot.local.clock import turned_clock
from bot.local.watch import watch
from bot.process import logs, shutdown
from bot.process.http_server import ListenError
from bot.settings.settings import read
from bot.slack.transport import rate_limiter


def main() -> None:
    shutdown.stop_with_input()
    settings = read(os.environ)
    rate_limiter.lift()
    logs.log_to_stderr(settings.log_level)
    with turned_clock(Path(sys.argv[1])) as clock:
        try:
            beside = watch if WATCH in sys.argv else None
            asyncio.run(app.run(settings, clock, beside=beside))
        except ListenError as stopped:
            sys.exit(str(stopped))
        except BrokenFlows as broken:
            sys.exit(f"{broken}\nCorrect these, then start the bot again.")


if __name__ == "__main__":
    main()
