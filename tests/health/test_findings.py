"""How findings are judged that can't be brought about with real servers."""

import pytest

from bot.health import redis_findings
from bot.health.findings import Severity


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"redis_version": "6.2.14"}, [Severity.WRONG, Severity.OK, Severity.OK, Severity.OK]),
        ({"redis_version": "10.0.1"}, [Severity.OK] * 4),
        ({"aof_last_write_status": "err"}, [Severity.OK, Severity.WRONG, Severity.OK, Severity.OK]),
        (
            {"maxmemory_policy": "volatile-ttl"},
            [Severity.OK, Severity.OK, Severity.WRONG, Severity.OK],
        ),
        ({"used_memory": 76}, [Severity.OK, Severity.OK, Severity.OK, Severity.WARNING]),
        ({"used_memory": 91}, [Severity.OK, Severity.OK, Severity.OK, Severity.WRONG]),
        ({"connected_slaves": 1}, [*[Severity.OK] * 4, Severity.WARNING]),
        ({"connected_slaves": 1, "min_slaves_good_slaves": 1}, [Severity.OK] * 5),
        ({"connected_slaves": 0, "min_slaves_good_slaves": 0}, [Severity.OK] * 5),
        ({"maxmemory": "unlimited", "used_memory": None}, [Severity.OK] * 4),
    ],
)
def test_what_a_server_says_of_itself(info: dict[str, object], words: list[Severity]) -> None:
    well = {"redis_version": "7.0.15", "aof_enabled": 1, "maxmemory": 100, "used_memory": 75}
    assert [f.word for f in redis_findings.server("Redis", {**well, **info})] == words


@pytest.mark.parametrize(
    ("seconds", "word"), [(0.09, Severity.OK), (0.11, Severity.WARNING), (0.6, Severity.WRONG)]
)
def test_how_fast_it_answers(seconds: float, word: Severity) -> None:
    assert redis_findings.speed("Redis", seconds).word is word
