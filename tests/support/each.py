"""Many small cases in one test: a test of its own for each costs pytest more than most cases do."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from inspect import Parameter, iscoroutinefunction, signature
from typing import Any

import pytest

from tests.support import fast

Test = Callable[..., Any]  # a function or a coroutine function


def each(names: str, cases: Iterable[Any], *, sampled: bool = False) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, by subtests: every case runs, and each that fails is named.

    Where it is `sampled`, the fast loop takes one in `fast.ONE_IN`: for large tables of slow ones.
    """
    wanted = names.split(", ")
    known = [case if len(wanted) > 1 else (case,) for case in cases]
    assert known, "there is nothing to test"

    def over(test: Test) -> Test:
        def cases_in(
            subtests: pytest.Subtests, pytestconfig: pytest.Config
        ) -> Iterator[tuple[Any, dict[str, Any]]]:
            every = fast.ONE_IN if sampled and pytestconfig.option.fast else 1
            for case in known[::every]:
                given = dict(zip(wanted, case, strict=True))
                yield subtests.test(**given), given

        @wraps(test)
        def one_by_one(
            *owner: Any, subtests: pytest.Subtests, pytestconfig: pytest.Config, **others: Any
        ) -> None:
            for subtest, given in cases_in(subtests, pytestconfig):
                with subtest:
                    test(*owner, **others, **given)

        @wraps(test)
        async def awaited_one_by_one(
            *owner: Any, subtests: pytest.Subtests, pytestconfig: pytest.Config, **others: Any
        ) -> None:
            for subtest, given in cases_in(subtests, pytestconfig):
                with subtest:
                    await test(*owner, **others, **given)

        all_of_them: Test = awaited_one_by_one if iscoroutinefunction(test) else one_by_one
        asked = [Parameter(name, Parameter.KEYWORD_ONLY) for name in ("subtests", "pytestconfig")]
        left = [one for one in signature(test).parameters.values() if one.name not in wanted]
        all_of_them.__signature__ = signature(test).replace(parameters=[*left, *asked])  # type: ignore[attr-defined]
        return all_of_them

    return over
