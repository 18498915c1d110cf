"""Generator of a new procedure: its four files, with a hint wherever its author writes."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.core.flow import Flows
from bot.flowfiles.models import FLOW_NAME
from bot.texts import new_flow

MAX_NAME = 31  # characters of a slash command

_FLOW = """\
# yaml-language-server: $schema=../flow.schema.json
# flows/{name}/flow.yaml: where each button leads. The words are in en.md.
flow: {name}
command: /{name}
start: first_step
goal: finished
reviewed: {today}  # the day when you last checked it

sources:
  # An https address, or a sentence. Each step names at least one.
  first_source: https://docs.aws.amazon.com/

steps:
  # Rename these here, in every language and in scenarios.yaml, and add your own.
  first_step:
    sources: [first_source]
    buttons: {{worked: finished, failed: given_up}}  # the likely way on comes first

  finished:
    sources: [first_source]
    end: done

  given_up:
    sources: [first_source]
    end: not_done
"""
_SCENARIOS = """\
# yaml-language-server: $schema=../scenarios.schema.json
# What you expect of this flow. Every button is pressed by some scenario.
- title: It works
  presses: [worked]
  end: done

- title: It does not work
  presses: [failed]
  end: not_done
"""


class BadName(ValueError):
    """Name that a new procedure can't have; the sentence says why."""


def files(name: str, flows: Flows, languages: Iterable[str], today: str) -> Mapping[str, str]:
    """Text of each file of a new procedure. Raises BadName."""
    if not re.fullmatch(FLOW_NAME, name) or len(name) > MAX_NAME:
        raise BadName(
            f"'{name}' is not a name for a procedure: use small letters, digits and -, a letter"
            f" first, {MAX_NAME} characters at most, such as mfa-lost."
        )
    if there := flows.get(name) or flows.by_command(f"/{name}"):
        raise BadName(f"There is '{there.name}' already; choose another name, or change that one.")
    words = {f"{language}.md": new_flow.words(language) for language in languages}
    return {
        "flow.yaml": _FLOW.format(name=name, today=today),
        **words,
        "scenarios.yaml": _SCENARIOS,
    }


def write(directory: Path, name: str, content: Mapping[str, str]) -> tuple[Path, ...]:
    """Paths of the files written. Raises OSError."""
    folder = directory / name
    folder.mkdir()
    for file, text in content.items():
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(folder / file for file in content)
