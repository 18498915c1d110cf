"""`mfa-bot report`: who did what when, as a file."""

import csv
import io
import json

import pytest
from markdown_it import MarkdownIt

from bot.cli.report_files import as_cell, as_csv, as_json, markdown
from bot.core.report import Report, report
from tests.cli.conftest import Command
from tests.core.paper import NOW
from tests.store.walker import TO_THE_CALL, TO_THE_END
from tests.support.shipped import LIBRARY

PLAY = ["play", "mfa-lost", "--account", "prod", "--press"]
REPORT = ["report", "--workspace", "terminal"]  # of what `play` keeps


def played(mfa_bot: Command, *presses: str) -> str:
    """Id of a run that was played, as the list of its account tells it."""
    mfa_bot([*PLAY, ",".join(presses)])
    listed = mfa_bot([*REPORT, "prod"])
    assert listed.exit_code == 0
    return listed.stdout.split()[0]


def words(language: str = "en") -> dict[str, object]:
    return {name: LIBRARY.in_language(name, language) for name in LIBRARY.flows}


def a_report(**fields: str) -> Report:
    """Of one entry with these fields."""
    audit = {"run": "prod.a", "account": "prod", "by": "U1", "button": "start", "turn": "1"}
    found = report(LIBRARY.flows, "prod.a", [audit | {"at": str(NOW), **fields}], NOW)
    assert found
    return found


def test_the_runs_of_an_account_are_listed_with_their_ids(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    played(mfa_bot, "broken")
    told = mfa_bot([*REPORT, "prod"]).stdout.splitlines()
    assert [line.split()[1] for line in told[:2]] == ["mfa-lost", "mfa-lost"]
    assert "open after 0:0" in told[0]
    assert told[1].startswith(run)
    assert "recovered after 0:0" in told[1]


def test_the_list_of_runs_is_json_too(mfa_bot: Command) -> None:
    """With what the lines tell, in the fields that the report of one run begins with."""
    run = played(mfa_bot, *TO_THE_END)
    mfa_bot(["play", "mfa-lost", "--drill", "--account", "prod", "--press", "broken"])
    told = json.loads(mfa_bot([*REPORT, "prod", "--format", "json"]).stdout)
    assert [(one["drill"], one["outcome"]) for one in told] == [(True, None), (False, "recovered")]
    one = json.loads(mfa_bot([*REPORT, run, "--format", "json"]).stdout)
    assert told[1] == {name: one[name] for name in told[1]}
    assert (told[1]["run"], told[1]["account"], told[1]["flow"]) == (run, "prod", "mfa-lost")
    assert told[1]["began"].endswith("Z")


def test_the_list_of_runs_is_csv_too(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    told = mfa_bot([*REPORT, "prod", "--format", "csv"]).stdout
    (row,) = csv.DictReader(io.StringIO(told))
    assert (row["run"], row["drill"], row["outcome"]) == (run, "no", "recovered")
    assert set(row) == set(json.loads(mfa_bot([*REPORT, "prod", "--format", "json"]).stdout)[0])


def test_json_has_a_row_for_each_row_of_the_tables_with_the_same_facts(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    facts = json.loads(mfa_bot([*REPORT, run, "--format", "json"]).stdout)
    tables = {
        part.splitlines()[0]: [
            [cell.strip() for cell in line.strip("| ").split(" | ")]
            for line in part.splitlines()
            if line.startswith("|")
        ][2:]
        for part in mfa_bot([*REPORT, run]).stdout.split("\n## ")[1:]
    }
    names = {
        "Time per Step": "times",
        "Attempts": "attempts",
        "Who Led": "leads",
        "Every Press": "entries",
    }
    assert tables.keys() == names.keys()
    for title, name in names.items():
        assert len(facts[name]) == len(tables[title]), title
    for title in ("Attempts", "Who Led", "Every Press"):
        for fact, row in zip(facts[names[title]], tables[title], strict=True):
            assert fact["time"] == row[0].replace(" UTC", "Z").replace(" ", "T")
    assert [one["used"].replace(">", " → ") for one in facts["attempts"]] == [
        row[3] for row in tables["Attempts"]
    ]
    assert [one["button"] for one in facts["attempts"]] == ["calling", "signed_in"]
    assert facts["began_by"] == facts["leads"][0]["lead"]


def test_a_report_tells_every_press_the_attempts_and_the_times_in_utc(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    told = mfa_bot([*REPORT, run]).stdout
    assert told.startswith("# Report: Sign in as root without the MFA device\n")
    assert f"run `{run}`" in told
    assert "**Root Sign-In Recovered** since" in told
    assert "| A phone call | 0 → 1 |" in told
    assert "Result: Signed In" in told
    assert told.count(" UTC | ") >= len(TO_THE_END)


def test_it_speaks_chinese_too(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_CALL)
    told = mfa_bot([*REPORT, run, "--language", "zh-TW"]).stdout
    assert "## 各步驟所花時間" in told
    assert "AWS" in told
    assert "What happened" not in told


def test_json_has_all_that_the_audit_has(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    told = json.loads(mfa_bot([*REPORT, run, "--format", "json"]).stdout)
    assert (told["run"], told["account"], told["outcome"]) == (run, "prod", "recovered")
    assert [entry["button"] for entry in told["entries"]][:3] == ["start", "broken", "standalone"]
    assert [one["change"] for one in told["attempts"]] == ["call", "result"]
    assert all(entry["time"].endswith("Z") for entry in told["entries"])


def test_csv_has_a_row_for_each_press(mfa_bot: Command) -> None:
    run = played(mfa_bot, *TO_THE_END)
    told = mfa_bot([*REPORT, run, "--format", "csv"]).stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["button"] for row in rows][:2] == ["start", "broken"]
    assert {row["run"] for row in rows} == {run}
    assert rows[-1]["outcome"] == "recovered"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A spreadsheet would run it on the machine of whoever opens the file."""
    assert as_cell(text) == f"'{text}"
    found = a_report(reason=text, by=text, button=text, proof=text)
    for row in csv.reader(io.StringIO(as_csv("en", found, words()))):  # type: ignore[arg-type]
        assert not [cell for cell in row if cell.startswith(text[0])]


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("text", ["closed{}=1+1", "closed {}=1+1{}", ' =1{}"=1'])
def test_nor_where_a_spreadsheet_parts_cells_by_something_else(text: str, between: str) -> None:
    found = a_report(reason=text.replace("{}", between))
    told = io.StringIO(as_csv("en", found, words()))  # type: ignore[arg-type]
    for row in csv.reader(told, delimiter=between):
        assert not [cell for cell in row if cell.lstrip().startswith("=")]


@pytest.mark.parametrize("text", ["", "prod", "a=b", "0912", "'=1", "我"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert as_cell(text) == text


@pytest.mark.parametrize(
    "text", ["a|b", "**x**", "[a](http://b)", "<img>", "`x", "a\nb\n\n# c", "\\|", "_a_", "1. b"]
)
def test_what_was_typed_is_no_mark_up_in_markdown(text: str) -> None:
    told = markdown("en", a_report(reason=text), words())  # type: ignore[arg-type]
    table = MarkdownIt("commonmark").enable("table").parse(told)
    cells = [cell for cell in table if cell.type == "inline"]
    shown = ["".join(part.content for part in cell.children or ()) for cell in cells]
    assert " ".join(text.split()) in shown


def test_what_it_does_not_know_is_in_every_format() -> None:
    found = a_report(by="aws", witness="a_fax", button="run:unheard_of")
    for told in (markdown("en", found, words()), as_csv("en", found, words()), as_json(found)):  # type: ignore[arg-type]
        for part in ("aws", "witness", "fax", "run:unheard"):
            assert part in told.replace("AWS", "aws")  # people read its name


def test_what_is_unknown_is_a_sentence_with_a_way_on(mfa_bot: Command) -> None:
    for which in ("nothere", "prod.0123456789ab", "!"):
        result = mfa_bot([*REPORT, which])
        assert result.exit_code == 1
        assert f"The audit has no run '{which}'" in result.stderr
        assert "mfa-bot report prod" in result.stderr


@pytest.mark.parametrize("which", ["", "   "])
def test_without_a_name_it_says_what_to_name(mfa_bot: Command, which: str) -> None:
    result = mfa_bot([*REPORT, which])
    assert result.exit_code == 1
    assert result.stderr.startswith("Name a run or an account: `mfa-bot report prod`")


def test_an_id_can_be_copied_as_it_stands(mfa_bot: Command) -> None:
    """Also that of a drill, which has a character that Markdown knows."""
    mfa_bot(["play", "mfa-lost", "--drill", "--account", "prod", "--press", "broken"])
    run = mfa_bot("report prod").stdout.split()[0]
    assert run.startswith("drill~prod.")
    for copied in (run, f" {run} ", f"`{run}`"):
        assert f"run `{run}`" in mfa_bot(["report", copied]).stdout


def test_without_slack_it_asks_which_workspace_is_meant(
    mfa_bot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = mfa_bot("report prod")
    assert result.exit_code == 1
    assert "--workspace T0" in result.stderr
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    result = mfa_bot("report prod")
    assert result.exit_code == 1
    assert "--workspace T0" in result.stderr
