"""How long the walks are: what is told of a small flow, and what the recovery promises."""

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.flowfiles.library import load
from bot.flowfiles.stats import Length, Reach, lengths
from tests.flowfiles.conftest import Desk
from tests.support.shipped import LIBRARY

MOST_STEPS, MOST_PRESSES, MOST_WORDS = 10, 6, 300  # before the call; before AWS; of it in English


def test_steps_presses_and_words_are_counted(tea: Desk) -> None:
    """`kettle` and `pour` ask; nothing in tea is AWS's."""
    told = {length.scenario: length for length in lengths(load(tea.home))}
    assert told["Tea"] == Length("tea", "Tea", "en", 3, None, None)
    assert told["No kettle"].steps == 2


def test_the_first_bold_label_to_act_on_is_at_aws(tea: Desk) -> None:
    tea.change("tea/en.md", "Does the kettle boil?", "Does the kettle boil?\n\nLook at it twice.")
    tea.change("tea/en.md", "Why do you pour for {account}?", "Choose **Pour** for {account}.")
    told = {length.scenario: length for length in lengths(load(tea.home))}
    assert told["Tea"].to_aws == Reach("pour", 1, 4)
    assert told["No kettle"].to_aws is None


def test_it_is_printed_as_a_table(tea: Desk) -> None:
    done = CliRunner().invoke(main, ["check", "--stats", str(tea.home)])
    header, *rows = (line.split("\t") for line in done.output.splitlines() if "\t" in line)
    assert header[:5] == ["flow", "scenario", "language", "steps", "at_aws"]
    assert [row[:4] for row in rows] == [
        ["tea", "Tea", "en", "3"],
        ["tea", "No tea", "en", "3"],
        ["tea", "No kettle", "en", "2"],
    ]


@pytest.fixture(scope="module")
def shortest() -> Length:
    """The shortest way to a call in the recovery."""
    told = (n for n in lengths(LIBRARY) if n.language == "en" and n.to_call)
    return min(told, key=lambda length: length.to_call.presses if length.to_call else 0)


def test_the_call_comes_after_ten_steps_at_most(shortest: Length) -> None:
    assert shortest.to_call
    assert shortest.to_call.presses <= MOST_STEPS


def test_the_first_action_at_aws_comes_soon(shortest: Length) -> None:
    assert shortest.to_aws
    assert shortest.to_aws.presses <= MOST_PRESSES
    assert shortest.to_aws.words <= MOST_WORDS
