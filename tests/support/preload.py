"""What the fork server reads before any process: the bot, its flows and its countries."""

from functools import cache
from typing import Any

from bot.cli import doctor, play
from bot.files.resources import resource
from bot.flowfiles import library
from bot.guide import opening
from bot.settings.settings import Settings
from bot.texts.countries import by_name
from bot.texts.languages import available
from tests.support import forks

USUAL = Settings()
READ = (forks, doctor, play, by_name(available()))
READ_ONCE: Any = cache(library.load)
setattr(opening, "load", READ_ONCE)  # noqa: B010 -- the module does not export it
READ_ONCE(resource("flows"), USUAL.own_flows, USUAL.spoken_languages, walked=False)
