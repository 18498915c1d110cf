"""The fast loop (`make test-fast`): what needs no server, no other process and no browser."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
LEFT_OUT = frozenset("aws browser cases chaos cli deploy front_door health local store".split())
ONE_IN = 4  # of Hypothesis' examples, and of the cases in large tables of slow ones
SAID = (
    f"The fast loop leaves out what starts servers, processes or a browser: tests/"
    f"{{{','.join(sorted(LEFT_OUT))}}}; and the longest texts (deselected). It runs one in {ONE_IN}"
    " of Hypothesis' examples and of the cases in large tables. `make test` runs everything."
)
_REFUSED = {"socket.bind": "a server", "subprocess.Popen": "a process", "os.fork": "a process"}


class NotFast(RuntimeError):
    """A test of the fast loop started something that belongs to the other ones."""


def leaves_out(path: Path) -> bool:
    return path.parent == TESTS and path.name in LEFT_OUT


def runs(path: Path) -> bool:
    """Whether the fast loop runs the tests of this file."""
    return not any(map(leaves_out, path.parents))


def refuse(event: str, _: tuple[object, ...]) -> None:
    """An audit hook: so nobody has to mark by hand what needs a server."""
    if what := _REFUSED.get(event):
        raise NotFast(f"{what} is started here: the test belongs into one of {sorted(LEFT_OUT)}")
