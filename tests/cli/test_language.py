"""`--language`: what the command line says of a procedure, in the language of who reads it."""

import json
import re
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from bot.core.words import bold_phrases
from tests.cli import drawings
from tests.cli.conftest import Command
from tests.store.walker import TO_THE_END
from tests.support.code import extracted
from tests.support.shipped import LIBRARY

HAN = re.compile("[\u4e00-\u9fff]")
LABELS = {  # of AWS's console, in English everywhere
    phrase
    for words in LIBRARY.words.values()
    for section in words.sections.values()
    for phrase in bold_phrases(section.text)
}
all_flows = pytest.mark.parametrize("flow", LIBRARY.flows)


@cache
def english() -> set[str]:
    """Every piece of three words or more that the bot says of its own."""
    pieces = {
        " ".join(piece.split())
        for message in extracted()
        for piece in re.split(r"\{\w+\}|`[^`]*`|\*+|[.:;] ", str(message.id))
        if len(piece.split()) > 2
    }
    return pieces - LABELS


def english_in(told: str) -> list[str]:
    flat = " ".join(told.split())
    return [piece for piece in english() if piece in flat]


@pytest.mark.parametrize("tag", ["zh-TW", "zh_TW", "zh-tw", "zh-Hant", "zh-HK", "zh_TW.UTF-8"])
def test_a_language_is_named_as_people_name_it(mfa_bot: Command, tag: str) -> None:
    told = mfa_bot(["phone", "0912 345 678", "--language", tag]).stdout
    assert "台灣手機" in told


@pytest.mark.parametrize(
    "command", ["print mfa-lost", "picture mfa-lost", "play mfa-lost", "phone 1"]
)
@pytest.mark.parametrize("tag", ["tlh", "zh-CN", "nonsense!", "''"])
def test_a_language_that_is_not_there_is_a_sentence(
    mfa_bot: Command, command: str, tag: str
) -> None:
    result = mfa_bot(f"{command} --language {tag}")
    assert result.exit_code == 2
    assert "there are en (English), zh-TW (繁體中文)." in " ".join(result.output.split())


@all_flows
def test_the_runbook_is_chinese_but_for_names_and_addresses(mfa_bot: Command, flow: str) -> None:
    told = mfa_bot(f"print {flow} --language zh-TW").stdout
    words = LIBRARY.words[flow, "zh-TW"]
    assert told.startswith(f"# {words.title}\n")
    assert "核對的是 AWS 2026 年 10 月的文件。" in told
    assert "\n## 來源\n" in told
    assert '<a id="sources">' not in told
    assert english_in(told) == []
    assert english_in(mfa_bot(f"print {flow}").stdout) != []


@all_flows
def test_the_picture_is_chinese(mfa_bot: Command, flow: str) -> None:
    told = mfa_bot(f"picture {flow} --language zh-TW").stdout
    assert HAN.search(told)
    assert english_in(told) == []
    assert "(visits" not in told


@all_flows
def test_the_svg_is_chinese_in_lines_that_fit_their_boxes(mfa_bot: Command, flow: str) -> None:
    """No wider than the English ones. No line begins with the end of a sentence, and no character
    is alone on the last one.
    """
    svg = mfa_bot(f"picture {flow} --language zh-TW --svg").stdout
    assert ET.fromstring(svg).get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-TW"  # noqa: S314 -- our own
    there = drawings.drawn(svg)
    assert drawings.kept(f"{flow}.zh-TW") == there, "`make pictures` draws it anew"
    assert english_in(svg) == []
    assert "(visits" not in svg
    lines = [line for each in there for line in each.lines]
    assert any(HAN.search(line) for line in lines)
    for line in lines:
        assert sum(2 if ord(char) > 0x2E7F else 1 for char in line) <= 34, line
        assert line[0] not in "、。」！），：；？", line
    several = [each.lines for each in there if len(each.lines) > 1]
    assert several
    for broken in several:
        assert cell_len(broken[-1]) > max(map(cell_len, broken)) / 3, broken


def test_a_whole_walk_is_chinese(mfa_bot: Command) -> None:
    """The steps, the panels, the bot's own buttons, and what it asks."""
    scripted = ["play", "mfa-lost", "--language", "zh-TW", "--account", "prod", "--press"]
    result = mfa_bot([*scripted, ",".join(TO_THE_END)])
    assert result.exit_code == 0
    for told in ("總共約", "2026 年 10 月的文件核對", "結束：", "電話驗證已用"):
        assert told in result.stdout
    assert english_in(result.stdout) == []


def test_the_prompts_are_chinese_too(mfa_bot: Command) -> None:
    play = ["play", "mfa-lost", "--language", "zh-TW"]
    typed = "x\n\nnonsense\nbroken\nq\n"
    told = mfa_bot(play, typed).stdout
    assert told.count("哪一個 AWS 帳戶？暱稱或十二位數字 [prod]：") == 2
    assert "暱稱至少要兩個字元" in told
    assert "輸入 1 到 6 的編號、清單裡的名稱，或用 q 離開。" in told
    assert "按哪一個？輸入編號或名稱，q 離開：" in told
    assert told.endswith("停在這裡。進度已保留：再執行一次就能繼續。\n")
    again = mfa_bot(play, "prod\nwhat\n繼續\nq\n").stdout
    assert "你在第 2 步，總共約 20 步：prod 是獨立帳戶，還是在組織裡？" in again
    assert "輸入 g 繼續、s 重新開始，或 q 離開。" in again


def test_a_press_that_the_step_has_not_names_those_it_has(mfa_bot: Command) -> None:
    scripted = ["play", "mfa-lost", "--language", "zh-TW", "--account", "prod", "--press"]
    told = " ".join(mfa_bot([*scripted, "nonsense"]).stdout.split())
    assert "這裡沒有按鈕「nonsense」。有這些：broken、lost、" in told


def test_warnings_for_programs_are_in_the_language_too(mfa_bot: Command) -> None:
    (one,) = json.loads(mfa_bot(["phone", "0912", "--json", "--language", "zh-TW"]).stdout)
    assert one["warnings"]
    assert all(HAN.search(warning) for warning in one["warnings"])
