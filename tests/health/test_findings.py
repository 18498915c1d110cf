"""How findings are judged that can't be brought about with real servers."""

import pytest

from bot.health import findings
from bot.health.findings import Verdict


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"redis_version": "6.2.14"}, [Verdict.WRONG, Verdict.OK, Verdict.OK, Verdict.OK]),
        ({"redis_version": "10.0.1"}, [Verdict.OK] * 4),
        ({"aof_last_write_status": "err"}, [Verdict.OK, Verdict.WRONG, Verdict.OK, Verdict.OK]),
        ({"maxmemory_policy": "volatile-ttl"}, [Verdict.OK, Verdict.OK, Verdict.WRONG, Verdict.OK]),
        ({"used_memory": 76}, [Verdict.OK, Verdict.OK, Verdict.OK, Verdict.WARNING]),
        ({"used_memory": 91}, [Verdict.OK, Verdict.OK, Verdict.OK, Verdict.WRONG]),
        ({"connected_slaves": 1}, [*[Verdict.OK] * 4, Verdict.WARNING]),
        ({"connected_slaves": 1, "min_slaves_good_slaves": 1}, [Verdict.OK] * 5),
        ({"connected_slaves": 0, "min_slaves_good_slaves": 0}, [Verdict.OK] * 5),
        ({"maxmemory": "unlimited", "used_memory": None}, [Verdict.OK] * 4),
    ],
)
def test_what_a_server_says_of_itself(info: dict[str, object], words: list[Verdict]) -> None:
    well = {"redis_version": "7.0.15", "aof_enabled": 1, "maxmemory": 100, "used_memory": 75}
    assert [f.word for f in findings.redis_server("Redis", {**well, **info})] == words


@pytest.mark.parametrize(
    ("seconds", "word"), [(0.09, Verdict.OK), (0.11, Verdict.WARNING), (0.6, Verdict.WRONG)]
)
def test_how_fast_it_answers(seconds: float, word: Verdict) -> None:
    assert findings.redis_speed("Redis", seconds).word is word
