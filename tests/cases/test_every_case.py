"""Public cases of this field, each with its address and the right behaviour: `cases.json`.

A test that holds one is marked `@pytest.mark.case("A01")`; some cases need several tests.
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
MARKED = re.compile(r'\bcase\("([A-Z]\d\d)"\)')


def test_every_public_case_is_held_by_a_test() -> None:
    known = {case["id"] for case in json.loads((HERE / "cases.json").read_text(encoding="utf-8"))}
    tests = (path for path in HERE.parent.rglob("test_*.py") if path != Path(__file__))
    held = {name for path in tests for name in MARKED.findall(path.read_text(encoding="utf-8"))}
    assert held == known
