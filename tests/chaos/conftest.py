from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short one: Redis listens on a socket in it."""
    return tmp_path_factory.mktemp("c")
