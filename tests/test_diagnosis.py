"""How findings are judged that can't be brought about with real servers."""

import pytest

from bot import diagnosis
from bot.diagnosis import Word


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"redis_version": "6.2.14"}, [Word.WRONG, Word.OK, Word.OK, Word.OK]),
        ({"redis_version": "10.0.1"}, [Word.OK] * 4),
        ({"aof_last_write_status": "err"}, [Word.OK, Word.WRONG, Word.OK, Word.OK]),
        ({"maxmemory_policy": "volatile-ttl"}, [Word.OK, Word.OK, Word.WRONG, Word.OK]),
        ({"used_memory": 76}, [Word.OK, Word.OK, Word.OK, Word.WARNING]),
        ({"used_memory": 91}, [Word.OK, Word.OK, Word.OK, Word.WRONG]),
        ({"connected_slaves": 1}, [*[Word.OK] * 4, Word.WARNING]),
        ({"connected_slaves": 1, "min_slaves_good_slaves": 1}, [Word.OK] * 5),
        ({"connected_slaves": 0, "min_slaves_good_slaves": 0}, [Word.OK] * 5),
        ({"maxmemory": "unlimited", "used_memory": None}, [Word.OK] * 4),
    ],
)
def test_what_a_server_says_of_itself(info: dict[str, object], words: list[Word]) -> None:
    well = {"redis_version": "7.0.15", "aof_enabled": 1, "maxmemory": 100, "used_memory": 75}
    assert [f.word for f in diagnosis.redis_server("Redis", {**well, **info})] == words


@pytest.mark.parametrize(
    ("seconds", "word"), [(0.09, Word.OK), (0.11, Word.WARNING), (0.6, Word.WRONG)]
)
def test_how_fast_it_answers(seconds: float, word: Word) -> None:
    assert diagnosis.redis_speed("Redis", seconds).word is word
