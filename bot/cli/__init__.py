"""Commands of `mfa-bot`. What a command imports lives as long as its process: it is no garbage."""

from bot.process.garbage_collection import collect_seldom

collect_seldom()
