"""Mistakes in settings, in `.env` and in `team.yaml`, all told at once."""


class BadSettings(ValueError):
    """Invalid settings; `mistakes` has one sentence for each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
