"""Own files of a team, laid over the shipped flows: which there are, and what is odd there."""

from collections.abc import Iterator
from pathlib import Path

from bot.files.suggestions import suggestion
from bot.flowfiles.move_checks import Problem

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_SHOWN = (
    "Slack fetches a picture by its address: put it on a web server, and write that address into"
    " the words of its step, as '[picture] https://…'."
)
_READ = ("flow.yaml", "scenarios.yaml")


def folders(own: Path) -> list[Path]:
    """Folders of `own` that may hold a flow's files. Raises OSError."""
    return sorted(path for path in own.iterdir() if path.is_dir() and not _is_ignored(path))


def problems(own: Path, shipped: frozenset[str]) -> Iterator[Problem]:
    """Files of `own` that nothing would read, and folders without a flow; `shipped`: the flows."""
    try:
        for folder in folders(own):
            yield from _in_folder(folder, shipped)
    except OSError as error:
        told = f"this can't be read ({error.strerror}): correct it, or unset FLOWS_DIR."
        yield Problem(str(error.filename or own), told)


def _in_folder(folder: Path, shipped: frozenset[str]) -> Iterator[Problem]:
    """Raises OSError."""
    if folder.name not in shipped and not (folder / "flow.yaml").is_file():
        near = suggestion(folder.name, shipped)
        told = f"there is no procedure '{folder.name}'.{near} One of your own has a flow.yaml."
        yield Problem(str(folder), told)
    for file in sorted(folder.iterdir()):
        if file.name not in _READ and file.suffix != ".md" and not _is_ignored(file):
            told = "nothing reads this; here may be flow.yaml, scenarios.yaml, and words as en.md."
            yield Problem(str(file), _SHOWN if file.suffix.lower() in _PICTURES else told)


def _is_ignored(path: Path) -> bool:
    """Whether it is hidden, or an editor's copy."""
    return path.name.startswith(".") or path.name.endswith("~")
