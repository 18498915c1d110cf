"""The flows, read once for all cases: they are the same in each."""

from collections.abc import Iterator
from functools import cache

import pytest

from bot.flowfiles import library
from bot.guide import opening
from bot.health import doctor


@pytest.fixture(scope="session", autouse=True)
def _flows_are_read_once() -> Iterator[None]:
    load = cache(library.load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "load", load)
        patch.setattr(doctor, "load", load)
        yield
