"""One word, one meaning: the glossary names what exists, and the code keeps to it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support.code import tree
from tests.support.each import each

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(
    r"\| (?P<term>[^|]+) \| (?P<what>[^|]+) \| `(?P<path>[^`]+)`(?: `(?P<name>\w+)`)? \|"
)
MODULES = sorted(
    path
    for path in (ROOT / "bot").rglob("*.py")
    if "local" not in path.relative_to(ROOT).parts and path.stat().st_size
)
RIDDLE = re.compile(r"(?:What|How|Where|Which|Who|Whose|Whether|Told)\b")
SENTENCE = re.compile(r"[.?!:][\"'`)”]?(?:\s|$)")


def rows() -> list[re.Match[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    return [found for line in lines if (found := ROW.fullmatch(line))]


def defined(path: Path) -> Iterator[str]:
    for node in tree(path).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                for each in ast.walk(ast.Tuple(targets)):
                    if isinstance(each, ast.Name):
                        yield each.id
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def test_every_line_of_the_tables_is_a_term() -> None:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if line.startswith("|")]
    heads = [line for line in tables if line.startswith(("| term", "|---"))]
    assert len(rows()) == len(tables) - len(heads)
    assert len(rows()) >= 25


@each("term, path, name", [row.group("term", "path", "name") for row in rows()])
def test_a_term_is_where_the_glossary_says(term: str, path: str, name: str | None) -> None:
    assert term
    assert (ROOT / path).is_file()
    assert name is None or name in defined(ROOT / path)


def test_a_term_is_explained_once() -> None:
    terms = [term for row in rows() for term in row["term"].split(", ")]
    assert len(terms) == len(set(terms))


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert not twice


@each("path", MODULES)
def test_a_module_says_first_what_it_is(path: Path) -> None:
    first = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
    assert first[:1].isupper() or first.startswith("`"), first
    assert SENTENCE.search(first), first
    assert not RIDDLE.match(first), first


RAISED = re.compile(r"Raises ((?:[A-Z]\w+(?:\.[A-Z]\w+)?(?:,? (?:or |and )?)?)+)")
OTHERS = frozenset(  # of Python and of libraries
    "ClientError FileNotFoundError HTTPBadRequest KeyError LookupError OSError RuntimeError"
    " TimeoutError TypeError ValueError".split()
)


def test_what_is_said_to_be_raised_exists() -> None:
    """A class that was renamed lives on in docstrings, which no tool reads."""
    known = {name for path in MODULES for name in defined(path)} | OTHERS
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for said in RAISED.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r"\b[A-Z]\w+", said)
        if name not in known
    }
    assert not wrong
