"""What `make coverage` prints at its end."""

from tests.branches import LEAST, lines


def of(taken: int, all_: int, missing: int = 0) -> dict[str, int]:
    return {"covered_branches": taken, "num_branches": all_, "missing_lines": missing}


def test_the_ten_files_that_lack_most_are_named_and_then_the_whole() -> None:
    files = {f"bot/full{n}.py": {"summary": of(4, 4)} for n in range(LEAST)}
    files |= {"bot/half.py": {"summary": of(2, 4, 7)}, "bot/straight.py": {"summary": of(0, 0)}}
    told = [*lines({"files": files, "totals": of(42, 44, 7)})]
    assert len(told) == LEAST + 1
    assert told[0].split() == "50.0 % 2 of 4 7 lines never run bot/half.py".split()
    assert told[-1].split() == "95.5 % 42 of 44 7 lines never run all of bot".split()
    assert "bot/straight.py" not in "".join(told)
