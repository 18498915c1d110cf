"""FLOWS_DIR: a team's own words and procedures, laid over the shipped ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.flowfiles.library import BrokenFlows, Library, load
from tests.flowfiles.conftest import SCENARIOS, SMALL, WORDS, Desk

CHINESE = """\
# 泡茶

一步一步泡茶。

## kettle
水壺煮開了嗎？
[boils] 開了
[broken] 壞了

## pour
{account} 為什麼要倒茶？

先讀 **Brew**。
[answer] 填寫原因
[label] 原因
[example] 客人
[skip] 略過

## cold
沒有茶。

## served
請喝。

## hint
慢慢倒。

## about
泡茶。

[usage] 茶壺

## outcomes
[cold] 沒有茶
[served] 上茶了

## sources
[book] 岡倉天心《茶之書》
"""


@pytest.fixture
def own(tmp_path: Path) -> Desk:
    """An empty folder for a team's own files."""
    home = tmp_path / "own"
    home.mkdir()
    return Desk(home)


Loads = Callable[..., Library]


@pytest.fixture
def loads(tea: Desk, own: Desk) -> Loads:
    """The small flow with the team's files over it."""
    return lambda *spoken: load(tea.home, own.home, spoken)


def problems(loads: Loads, *spoken: str) -> list[str]:
    with pytest.raises(BrokenFlows) as broken:
        loads(*spoken)
    return [str(problem) for problem in broken.value.problems]


def test_an_empty_folder_changes_nothing(tea: Desk, loads: Loads) -> None:
    assert loads() == load(tea.home)


def test_a_section_takes_the_place_of_the_shipped_text_and_no_other_changes(
    tea: Desk, own: Desk, loads: Loads
) -> None:
    own.put("tea/en.md", "## kettle\nDoes it whistle?\n\nListen.\n[broken] It Is Silent\n")
    words, shipped = loads().words["tea", "en"], load(tea.home).words["tea", "en"]
    kettle = words.sections["kettle"]
    assert (kettle.point, kettle.body) == ("Does it whistle?", "Listen.")
    assert kettle.labels == {"boils": "It Boils", "broken": "It Is Silent"}
    others = shipped.sections.keys() - {"kettle"}
    assert {name: words.sections[name] for name in others} == {
        name: shipped.sections[name] for name in others
    }
    assert (words.title, words.intro) == (shipped.title, shipped.intro)


def test_a_label_alone_leaves_the_text(own: Desk, loads: Loads) -> None:
    own.put("tea/en.md", "## kettle\n[boils] It Sings\n")
    kettle = loads().words["tea", "en"].sections["kettle"]
    assert kettle.point == "Does the kettle boil?"
    assert kettle.labels == {"boils": "It Sings", "broken": "It Is Broken"}


def test_title_command_and_names_of_ends_can_be_changed(own: Desk, loads: Loads) -> None:
    own.put("tea/en.md", "# Brew\n\n## about\nBrew tea.\n\n## outcomes\n[cold] Dry\n")
    words = loads().words["tea", "en"]
    assert (words.title, words.about, words.usage) == ("Brew", "Brew tea", "the pot")
    assert (words.outcome("cold"), words.outcome("served")) == ("Dry", "Tea Served")


def test_a_flow_yaml_takes_the_place_of_the_shipped_one(own: Desk, loads: Loads) -> None:
    own.put("tea/flow.yaml", SMALL.replace("command: /tea", "command: /brew"))
    assert loads().flows["tea"].command == "/brew"


def test_shipped_words_of_steps_and_buttons_that_it_leaves_out_are_left_out(
    own: Desk, loads: Loads
) -> None:
    before, rest = SMALL.split("  pour:")
    table = before.replace("{boils: pour, broken: cold}", "{sings: served}")
    table += "  served:" + rest.split("  served:")[1]
    own.put("tea/flow.yaml", table)
    (told,) = problems(loads)
    assert told.endswith("/ kettle: the button 'sings' has no label; add a line '[sings] …'.")
    own.put("tea/en.md", "## kettle\n[sings] It Sings\n")
    own.put("tea/scenarios.yaml", "- title: Tea\n  presses: [sings]\n  end: served\n")
    words = loads().words["tea", "en"]
    assert words.sections.keys() == {"kettle", "served", "about", "outcomes"}
    assert words.sections["kettle"].labels == {"sings": "It Sings"}
    assert words.sections["outcomes"].labels == {"served": "Tea Served"}


def test_a_procedure_of_its_own_stands_beside_the_shipped_ones(own: Desk, loads: Loads) -> None:
    for file, text in {"flow.yaml": SMALL, "en.md": WORDS, "scenarios.yaml": SCENARIOS}.items():
        own.put(f"coffee/{file}", text.replace("tea", "coffee"))
    assert [*loads().flows] == ["coffee", "tea"]


@pytest.mark.parametrize(
    ("file", "text", "place", "says"),
    [
        ("tea/en.md", "## kettle\n\n## kettel\nx\n", " line 3 / kettel", "Did you mean 'kettle'?"),
        ("tea/en.md", "## kettle\n[boil] Yes\n", " line 1 / kettle", "Did you mean 'boils'?"),
        ("tea/en.md", "## pour\nWhy?\n\n{acount}\n", " line 1 / pour", "Did you mean 'account'?"),
        ("tea/en.md", f"## kettle\n{'x' * 200}\n", " line 1 / kettle", "140 at most"),
        ("tea/en.md", "## two words\nx\n", " line 1", "opens no section"),
        ("tea/en.md", "## kettle\n```\n", " line 2", "never closed"),
        ("tea/en.md", b"## kettle\ncaf\xe9\n", " line 2", "not UTF-8"),
        ("tea/flow.yaml", "a: [\n", " line 2", "not valid YAML"),
        ("tea/flow.yaml", SMALL.replace("goal:", "gaol:"), "", "Did you mean 'goal'?"),
        ("tea/flow.yaml", SMALL.replace("flow: tea", "flow: the"), "", "make them one"),
        ("tea/scenarios.yaml", "a: b\n", "", "a list is expected"),
        ("tea/english.md", "## kettle\nx\n", "", "is not a language"),
        ("tea/flow.yml", SMALL, "", "nothing reads this"),
        ("tea/en.txt", WORDS, "", "nothing reads this"),
    ],
)
def test_a_slip_is_told_by_the_file_and_the_line_where_it_stands(
    own: Desk, loads: Loads, file: str, text: str | bytes, place: str, says: str
) -> None:
    own.put(file, text)
    told = problems(loads)
    (mine,) = [one for one in told if says in one]
    assert mine.startswith(f"{own.home / file}{place}")


@pytest.mark.parametrize("name", ["tee", "Tea", "kettle"])
def test_a_folder_of_no_procedure_is_told(own: Desk, loads: Loads, name: str) -> None:
    own.put(f"{name}/en.md", "## kettle\nx\n")
    (told,) = problems(loads)
    assert told.startswith(f"{own.home / name}: there is no procedure '{name}'.")
    assert ("Did you mean 'tea'?" in told) is (name != "kettle")


def test_what_editors_and_systems_leave_there_is_passed_over(own: Desk, loads: Loads) -> None:
    own.put("README.md", "Ours")
    for file in (".git/config", "tea/.en.md.swp", "tea/en.md~", "..data/x"):
        own.put(file, "")
    assert [*loads().flows] == ["tea"]


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_can_not_be_read_is_told(tea: Desk, tmp_path: Path, *, made: bool) -> None:
    place = tmp_path / "none"
    if made:
        place.touch()
    with pytest.raises(BrokenFlows, match=r"none: this can't be read .* unset FLOWS_DIR"):
        load(tea.home, place)


def test_words_of_a_language_that_is_not_spoken_are_not_checked(
    tea: Desk, own: Desk, loads: Loads
) -> None:
    tea.put("tea/zh-TW.md", CHINESE)
    own.put("tea/en.md", "## kettle\nDoes the **New Kettle** boil?\n")
    (told,) = problems(loads, "en", "zh-TW")
    assert told == problems(loads)[0]
    assert "tea / zh-TW.md" in told
    assert "the bold phrase 'New Kettle' of en.md is missing." in told
    library = loads("en")
    assert library.words["tea", "zh-TW"].title == "泡茶"  # a run that is under way goes on


def test_each_language_is_laid_over_its_own(tea: Desk, own: Desk, loads: Loads) -> None:
    tea.put("tea/zh-TW.md", CHINESE)
    own.put("tea/zh-TW.md", "## kettle\n水壺響了嗎？\n")
    english, chinese = (loads().words["tea", tag] for tag in ("en", "zh-TW"))
    assert chinese.point("kettle") == "水壺響了嗎？"
    assert chinese.source("The book of tea, by Okakura") == "岡倉天心《茶之書》"
    assert english.point("kettle") == "Does the kettle boil?"


PICTURE = "## kettle\n[picture] https://pictures.example.com/kettle.png\n[picture_alt] A kettle\n"


def test_a_picture_is_laid_beside_a_shipped_step_in_one_language(
    tea: Desk, own: Desk, loads: Loads
) -> None:
    tea.put("tea/zh-TW.md", CHINESE)
    own.put("tea/en.md", PICTURE)
    library = loads("en", "zh-TW")
    english, chinese = (library.words["tea", tag].sections["kettle"] for tag in ("en", "zh-TW"))
    assert english.picture == ("https://pictures.example.com/kettle.png", "A kettle")
    assert english.point == "Does the kettle boil?"
    assert chinese.picture is None


@pytest.mark.parametrize("file", ["tea/kettle.png", "tea/kettle.JPG"])
def test_a_picture_s_file_is_told_how_it_is_shown(own: Desk, loads: Loads, file: str) -> None:
    own.put(file, "")
    (told,) = problems(loads)
    assert told.startswith(f"{own.home / file}: Slack fetches a picture by its address:")
