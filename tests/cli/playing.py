"""The command line of `mfa-bot play` for one account."""

PLAY = ["play", "mfa-lost", "--account", "prod"]


def pressing(*names: str) -> list[str]:
    return [*PLAY, "--press", ",".join(names)]
