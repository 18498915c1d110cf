"""Message catalogue of the bot: extracted from the code, one .po file a language, and compiled.

`make words` writes it; with `--check` nothing is written, and what is missing is printed. The files
hold no date, no line number and no version, so that they change only when a sentence does.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.flowfiles import language_lint
from bot.texts import CATALOGUES
from bot.texts import languages as tags
from bot.texts.countries import BadCountries, by_name

TEMPLATE = "bot.pot"
_CODE = Path(__file__).parents[1]
# Function: number of the argument that is text.
KEYWORDS = {"say": (2,), "label": (2,), "N_": (1,), "Sentence": (1,), "Label": (1,)}
_FLAGS = frozenset({"fuzzy"})
_LINE = re.compile(r'|#.*|(?:msgid |msgstr )?"(?:[^"\\]|\\.)*"')
_PLACE = re.compile(r"\{\w+\}")
_SPAN = re.compile(r"`[^`]+`")
_HEADER = "# What the bot says: `make words` keeps this file; only msgstr is yours to write."


class _Catalogue(Catalog):
    """Catalogue with a short header that never changes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=utf-8")]

    @mime_headers.setter
    def mime_headers(self, _: object) -> None:
        """Ignore the headers of a file that was read."""


class BrokenCatalogue(ValueError):
    """Invalid .po file; the sentence names it."""


def extracted(code: Path = _CODE) -> Catalog:
    """Catalogue of all sentences in the code, by file, then alphabetical."""
    found: dict[str, set[str]] = {}
    for file, _, sentence, _, _ in extract_from_dir(
        code, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.setdefault(str(sentence), set()).add(f"{code.name}/{file}")
    catalogue = _empty()
    for sentence, files in sorted(found.items(), key=lambda one: (min(one[1]), one[0])):
        added = catalogue.add(sentence, locations=[(file, 0) for file in sorted(files)])
        added.flags.clear()
    return catalogue


def translated(template: Catalog, path: Path) -> Catalog:
    """One language's catalogue, updated to the template. Raises BrokenCatalogue."""
    catalogue = _empty()
    for message in _read(path) if path.is_file() else ():
        if message.id:
            catalogue[message.id] = message
    catalogue.update(template)
    for message in catalogue:
        message.flags &= _FLAGS
    return catalogue


def _read(path: Path) -> Catalog:
    try:
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if not _LINE.fullmatch(line):  # Babel would misread it
                raise BrokenCatalogue(f'{path} line {number}: write it as msgstr "…".')
        return read_po(StringIO(text), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise BrokenCatalogue(f"{path}: it can't be read: {error}") from None


def files(home: Path, template: Catalog) -> Iterator[tuple[Path, bytes]]:
    """Paths and contents of all catalogue files: the template, each language, each compiled.

    Raises BrokenCatalogue.
    """
    yield home / TEMPLATE, _as_text(template)
    for path in languages(home):
        if path.with_suffix(".mo").is_file() and not path.is_file():
            raise BrokenCatalogue(
                f"{path} is gone; bring it back: {path.with_suffix('.mo')} is left."
            )
        catalogue = translated(template, path)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        yield path, _as_text(catalogue)
        yield path.with_suffix(".mo"), compiled.getvalue()


def languages(home: Path) -> list[Path]:
    """Path of each language's .po file; a new language begins with an empty folder."""
    folders = sorted(folder for folder in home.iterdir() if folder.is_dir())
    return [folder / "LC_MESSAGES" / "bot.po" for folder in folders]


def problems(home: Path, template: Catalog) -> Iterator[str]:
    """Missing and wrong translations, each with its file and sentence."""
    for path in languages(home):
        script = tags.script(path.parts[-3])
        for message in translated(template, path):
            if message.id and (wrong := _problem_with(script, message)):
                yield f"{path.relative_to(home)}: {wrong}: {message.id!r}"


def _problem_with(script: str, message: Message) -> str:
    if not message.string:
        return "not translated"
    if message.fuzzy:
        return "the English has changed; correct the translation, then remove its `fuzzy`"
    for find in (_PLACE.findall, _SPAN.findall):
        if differing := set(find(str(message.string))) ^ set(find(str(message.id))):
            return f"{', '.join(sorted(differing))} is in only one of the two"
    return " ".join(language_lint.problems(script, str(message.string)))


def _empty() -> Catalog:
    return _Catalogue(header_comment=_HEADER, charset="utf-8", fuzzy=False)


def _as_text(catalogue: Catalog) -> bytes:
    text = BytesIO()
    write_po(text, catalogue, width=0, ignore_obsolete=True)
    return text.getvalue().rstrip(b"\n") + b"\n"


def write(wanted: Mapping[Path, bytes]) -> None:
    for path, content in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; tell what is missing.")
def main(check: bool) -> None:
    """Bring the catalogue up to what the code says."""
    template = extracted()
    try:
        wanted = dict(files(CATALOGUES, template))
        left = list(problems(CATALOGUES, template))
        by_name(tags.available())
    except (BrokenCatalogue, BadCountries) as broken:
        raise click.ClickException(str(broken)) from None
    stale = [path for path, is_to_be in wanted.items() if _content(path) != is_to_be]
    if check:
        left = [
            *(f"{path.relative_to(CATALOGUES)}: not what the code says" for path in stale),
            *left,
        ]
    else:
        write({path: wanted[path] for path in stale})
    for line in left:
        click.echo(line)
    if check and left:
        click.echo("Run `make words`, translate what is told here, and commit bot/texts/locale.")
        sys.exit(1)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


if __name__ == "__main__":
    main()
