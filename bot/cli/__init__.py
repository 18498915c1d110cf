"""Commands of `mfa-bot`.

Collects garbage seldom: what a command imports lives as long as its process.
"""

from bot.process.garbage_collection import collect_seldom

collect_seldom()
