"""What the fork server reads before any `ForkedProcess`: the bot, its flows and its countries."""

from functools import cache

from bot import app
from bot.files.resources import resource
from bot.flowfiles import library
from bot.settings.settings import Settings
from bot.texts.countries import by_name
from bot.texts.languages import available
from tests.support import forks

USUAL = Settings()
READ = (forks, by_name(available()))
app.load = cache(library.load)  # type: ignore[assignment]
app.load(resource("flows"), USUAL.own_flows, USUAL.spoken, walked=False)
