"""The pages for engineers name what exists, and leave out no room of the house."""

import re
from pathlib import Path

from tests.support.each import each

ROOT = Path(__file__).parents[2]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "flows").glob("*.md")],
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
PATH = re.compile(r"`((?:bot|tests|flows|docs)/[\w./*<>-]+)`")
# What stands in a module, as in "`timers_for` and `Timer` in `bot/core/timers.py`".
NAMED = re.compile(r"((?:`[A-Za-z_.]+`(?:, | and )?)+) in `(bot/[\w/]+\.py)`")
# Pages that stood beside the project while it was made, and that no clone has.
ELSEWHERE = re.compile(r"\.\./shared|\bDESIGN\b|\bPROCEDURES\.md|\bwords\.md\b")
TEXTS = (".py", ".md", ".yaml", ".yml", ".toml", ".lua", ".js", ".css", ".html", "")


def rooms() -> list[str]:
    top = ROOT / "bot"
    inside = [*top.iterdir(), *(top / "slack").iterdir(), top / "local" / "slack"]
    return sorted(
        str(path.relative_to(ROOT))
        for path in inside
        if (path.is_dir() and path.name != "__pycache__") or path.suffix == ".py"
        if path.name != "__init__.py" and path != top / "slack"
    )


@each("room", rooms())
def test_each_room_stands_in_the_code_map(room: str) -> None:
    assert f"| `{room}` |" in ARCHITECTURE.read_text(encoding="utf-8")


@each(
    "page",
    PAGES,
)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        assert (page.parent / link).exists(), link
    for path in PATH.findall(text):
        if "<" in path or "xx_YY" in path:  # a place for a name
            continue
        assert list(ROOT.glob(path.rstrip("/"))), path


@each(
    "page",
    PAGES,
)
def test_a_name_is_in_the_module_where_a_page_says(page: Path) -> None:
    for names, module in NAMED.findall(page.read_text(encoding="utf-8")):
        words = set(re.findall(r"\w+", (ROOT / module).read_text(encoding="utf-8")))
        for name in re.findall(r"`([A-Za-z_.]+)`", names):
            assert {*name.split(".")} <= words, f"{name} in {module}"


def test_no_file_refers_to_what_a_clone_lacks() -> None:
    for top in ("bot", "tests", "flows", "docs", ".ci"):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix in TEXTS and path != Path(__file__):
                found = ELSEWHERE.search(path.read_text(encoding="utf-8", errors="ignore"))
                assert not found, f"{path}: {found}"
    for path in (*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"):
        assert not ELSEWHERE.search(path.read_text(encoding="utf-8")), path


@each(
    "page",
    [page for page in (ROOT / "docs" / "decisions").glob("*.md") if page.name != "README.md"],
)
def test_each_decision_says_what_why_and_what_it_costs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for heading in ("**Decision.**", "**Why.**", "**What it costs.**"):
        assert heading in text
    index = (page.parent / "README.md").read_text(encoding="utf-8")
    assert f"({page.name})" in index
