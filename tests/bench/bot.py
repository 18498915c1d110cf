"""The bot, with no limit for one person: whoever measures it presses faster than anybody."""

from bot.cli.commands import main
from bot.slack.transport import rate_limiter

if __name__ == "__main__":
    rate_limiter.lift()
    main()
