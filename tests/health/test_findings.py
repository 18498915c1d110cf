"""How findings are judged that can't be brought about with real servers."""

import pytest

from bot.health import redis_findings
from bot.health.findings import Severity

WELL = {
    "redis_version": "7.0.15",
    "aof_enabled": 1,
    "maxmemory_policy": "noeviction",
    "maxmemory": 100,
    "used_memory": 75,
}


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
    assert [f.word for f in redis_findings.server("Redis", {**WELL, **info})] == words


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("redis_version", "does not tell its version"),
        ("aof_enabled", "does not tell whether it keeps a log on disk"),
        ("maxmemory_policy", "does not tell its maxmemory-policy"),
    ],
)
def test_what_a_server_like_redis_does_not_tell_is_not_taken_for_well(
    field: str, says: str
) -> None:
    info = {name: value for name, value in WELL.items() if name != field}
    (found,) = (f for f in redis_findings.server("Redis", info) if f.word is not Severity.OK)
    assert found.word is Severity.WARNING
    assert found.says.startswith(says)


def test_a_replica_that_takes_writes_is_told_from_one_that_a_failover_has_just_made() -> None:
    """A Cluster's list of masters may be older than its last failover."""
    replica = {**WELL, "role": "slave"}
    assert Severity.WRONG in {
        found.word for found in redis_findings.server("Redis", {**replica, "slave_read_only": 0})
    }
    assert {Severity.OK} == {
        found.word for found in redis_findings.server("Redis", {**replica, "slave_read_only": 1})
    }


def test_a_server_that_tells_nothing_is_as_one_that_may_not_be_asked() -> None:
    assert redis_findings.server("Redis", {}) == redis_findings.server("Redis", None)


@pytest.mark.parametrize(
    ("seconds", "word"), [(0.09, Severity.OK), (0.11, Severity.WARNING), (0.6, Severity.WRONG)]
)
def test_how_fast_it_answers(seconds: float, word: Severity) -> None:
    assert redis_findings.speed("Redis", seconds).word is word
