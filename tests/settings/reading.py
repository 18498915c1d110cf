"""What is told of settings that are wrong."""

import pytest

from bot.settings.mistakes import BadSettings
from bot.settings.settings import read


def mistakes(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as bad:
        read(environ)
    assert str(bad.value) == "\n".join(bad.value.mistakes)
    return bad.value.mistakes
