"""Where the tests of an approval begin."""

import pytest

from tests.core.guarded import Guarded, walker


@pytest.fixture
def gate() -> Guarded:
    """At the step that waits for a second person."""
    there = walker()
    there.walk("answer=it is closed tomorrow")
    return there
