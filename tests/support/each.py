"""Many small cases in one test: a test of its own for each costs pytest more than most cases do."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, signature
from typing import Any

import pytest

Test = Callable[..., None]


def each(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, by subtests: every case runs, and each that fails is named."""
    wanted = names.split(", ")
    known = [case if len(wanted) > 1 else (case,) for case in cases]
    assert known, "there is nothing to test"

    def over(test: Test) -> Test:
        @wraps(test)
        def all_of_them(subtests: pytest.Subtests, **others: Any) -> None:
            for case in known:
                given = dict(zip(wanted, case, strict=True))
                with subtests.test(**given):
                    test(**others, **given)

        left = [one for one in signature(test).parameters.values() if one.name not in wanted]
        asked = [Parameter("subtests", Parameter.POSITIONAL_OR_KEYWORD), *left]
        all_of_them.__signature__ = signature(test).replace(parameters=asked)  # type: ignore[attr-defined]
        return all_of_them

    return over
