"""Small AWS on loopback, for `mfa-bot try` and the tests; imports nothing else of the bot."""
