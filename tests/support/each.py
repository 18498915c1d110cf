"""Many small cases in one test: a test of its own for each costs pytest more than most cases do."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, signature
from typing import Any

import pytest

from tests.support import fast

Test = Callable[..., None]


def each(names: str, cases: Iterable[Any], *, sampled: bool = False) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, by subtests: every case runs, and each that fails is named.

    Where it is `sampled`, the fast loop takes one in `fast.ONE_IN`: for large tables of slow ones.
    """
    wanted = names.split(", ")
    known = [case if len(wanted) > 1 else (case,) for case in cases]
    assert known, "there is nothing to test"

    def over(test: Test) -> Test:
        @wraps(test)
        def all_of_them(
            subtests: pytest.Subtests, pytestconfig: pytest.Config, **others: Any
        ) -> None:
            every = fast.ONE_IN if sampled and pytestconfig.option.fast else 1
            for case in known[::every]:
                given = dict(zip(wanted, case, strict=True))
                with subtests.test(**given):
                    test(**others, **given)

        asked = [
            Parameter(name, Parameter.POSITIONAL_OR_KEYWORD)
            for name in ("subtests", "pytestconfig")
        ]
        left = [one for one in signature(test).parameters.values() if one.name not in wanted]
        all_of_them.__signature__ = signature(test).replace(parameters=[*asked, *left])  # type: ignore[attr-defined]
        return all_of_them

    return over
