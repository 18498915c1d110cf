"""What the files at the top promise to those who install, build and run the bot."""

import json
import os
import re
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.health import healthcheck
from tests.support import fast

ANY = "0.0.0.0"  # noqa: S104 -- inside a container
ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")


def unfolded(name: str) -> list[str]:
    """A file's lines without comments, those that end in a backslash joined with the next."""
    lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip()[:1] != "#"]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line.strip()]


def locked(name: str) -> dict[str, str]:
    """Package -> version, of a requirement file."""
    pins = [Requirement(line.split(" --hash")[0]) for line in unfolded(name)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def needs(*lists: list[str]) -> list[Requirement]:
    return [Requirement(line) for entries in lists for line in entries]


# --- requirement files


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    lines = unfolded(name)
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.]+( ; [^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *$", line), line


@pytest.mark.parametrize("name", LOCKS)
def test_no_requirement_file_names_a_registry_or_a_path(name: str) -> None:
    """A lock that names one ties everybody to it."""
    text = (ROOT / name).read_text()
    assert not re.search(r"://|file:|index-url|find-links|trusted-host|(?m:^-)|[ =]/", text)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("requirements.txt", needs(PROJECT["project"]["dependencies"])),
        ("requirements-build.txt", needs(PROJECT["build-system"]["requires"])),
        (
            "requirements-dev.txt",
            needs(
                PROJECT["project"]["dependencies"],
                PROJECT["build-system"]["requires"],
                PROJECT["dependency-groups"]["dev"],
                *PROJECT["project"]["optional-dependencies"].values(),
            ),
        ),
    ],
)
def test_the_requirement_files_are_what_pyproject_asks_for(
    name: str, wanted: list[Requirement]
) -> None:
    """`make lock` was run after pyproject.toml was changed."""
    pins = locked(name)
    stale = [
        str(need)
        for need in wanted
        if not need.specifier.contains(pins.get(canonicalize_name(need.name), "0"))
    ]
    assert not stale, f"{name} lacks {stale}: make lock"


def test_what_is_tested_is_what_is_shipped() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()


# --- the wheel

READ_AT_RUN_TIME = set(".mo .lua .md .yaml .html .js .css .svg".split())


def test_all_files_that_are_read_at_run_time_are_in_the_wheel(tmp_path: Path) -> None:
    made = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    names = set(ZipFile(made).namelist())
    for home, inside in (("bot", "bot"), ("flows", "bot/data/flows")):
        for path in (ROOT / home).rglob("*"):
            if path.suffix in READ_AT_RUN_TIME:
                assert f"{inside}/{path.relative_to(ROOT / home)}" in names
    assert any(name.endswith("/zh_TW/LC_MESSAGES/bot.mo") for name in names)
    assert {"bot/local/slack/page/index.html", "bot/data/team.example.yaml"} <= names
    assert not any(name.endswith((".po", ".pot")) for name in names)


# --- the image


def instructions() -> list[tuple[str, str]]:
    lines = [re.sub(r"\s+", " ", line).strip() for line in unfolded("Dockerfile")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def final_stage() -> list[tuple[str, str]]:
    steps = instructions()
    last = max(index for index, (word, _) in enumerate(steps) if word == "FROM")
    return steps[last:]


def the_only(word: str) -> str:
    (value,) = (value for name, value in final_stage() if name == word)
    return value


def test_both_stages_stand_on_one_pinned_python_that_the_bot_supports() -> None:
    images = {value.split(" ")[0] for word, value in instructions() if word == "FROM"}
    (image,) = images
    match = re.fullmatch(r"python:3\.(\d+)-slim-[a-z]+", image)
    assert match
    assert (
        f"3.{match[1]}" in Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    )


def test_the_image_runs_as_a_fixed_user_who_is_not_root() -> None:
    uid, gid = the_only("USER").split(":")
    assert int(uid) >= 10_000
    made = next(value for word, value in final_stage() if word == "RUN" and "useradd" in value)
    assert f"--uid {uid} " in made
    assert f"--gid {gid} " in made


def test_the_image_starts_the_bot_itself_and_lets_it_end_in_order() -> None:
    """Exec form: a shell in between would not pass SIGTERM on."""
    assert json.loads(the_only("ENTRYPOINT")) == list(PROJECT["project"]["scripts"])
    assert json.loads(the_only("CMD")) == ["run"]
    assert the_only("STOPSIGNAL") == "SIGTERM"
    environ = dict(pair.split("=", 1) for pair in the_only("ENV").split(" "))
    assert {name for name, value in environ.items() if value == ANY} == {"HOST", "OPERATE_HOST"}
    assert the_only("EXPOSE").split() == [environ["PORT"], environ["OPERATE_PORT"]]
    assert "PYTHONUNBUFFERED=1" in the_only("ENV")


def test_the_health_check_is_the_one_that_is_tested() -> None:
    command = json.loads(the_only("HEALTHCHECK").split("CMD ", 1)[1])
    assert command == ["python", "-m", healthcheck.__name__]


def test_no_tool_for_building_gets_into_the_image() -> None:
    copies = [value for word, value in final_stage() if word == "COPY"]
    assert copies == ["--from=build /opt/mfa-bot /opt/mfa-bot"]
    runs = " ".join(value for word, value in final_stage() if word == "RUN")
    assert not re.search(r"\b(pip|apt-get|gcc)\b", runs)


def test_nothing_is_installed_that_no_hash_vouches_for() -> None:
    installs = [
        command
        for word, value in instructions()
        if word == "RUN"
        for command in value.split("&&")
        if " install " in command
    ]
    assert installs
    for command in installs:
        assert "--require-hashes" in command or "--no-deps /wheels/" in command, command


def test_the_version_on_the_image_is_the_projects() -> None:
    assert f'image.version="{PROJECT["project"]["version"]}"' in the_only("LABEL")


def test_the_changelog_begins_with_this_version_and_what_it_asks_of_operators() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert newest.startswith(PROJECT["project"]["version"])
    assert "\n### What an operator must do\n" in newest


def test_all_that_the_image_is_built_from_is_there_and_let_through() -> None:
    sources = {
        source
        for word, value in instructions()
        if word == "COPY" and "--from" not in value
        for source in value.split(" ")[:-1]
    }
    ignored, *let_through = unfolded(".dockerignore")
    assert ignored == "*"
    assert sources == {line[1:] for line in let_through if line.startswith("!")}
    for source in sources:
        assert (ROOT / source).exists(), source


# --- compose, settings, checks


def test_the_example_names_every_setting_and_no_secret() -> None:
    settings = dict(line.split("=", 1) for line in unfolded(".env.example"))
    assert settings == {
        "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": "",
        "SLACK_SIGNING_SECRET_OLD": "",
        "SLACK_API_URL": "https://slack.com/api/",
        "REDIS_URL": "",
        "REDIS_PASSWORD": "",
        "DATA_DIR": ".data",
        "HOST": "127.0.0.1",
        "PORT": "3000",
        "OPERATE_HOST": "127.0.0.1",
        "OPERATE_PORT": "3001",
        "WORKERS": "1",
        "STOP_DELAY": "0",
        "DEFAULT_REGION": "TW",
        "DEFAULT_TIME_ZONE": "Asia/Taipei",
        "LANGUAGES": "",
        "TEAM_FILE": "",
        "AWS_READER_ROLE": "",
        "AWS_EXTERNAL_ID": "",
        "AWS_SECURITY_HUB_REGION": "",
        "ATTEMPT_LIMIT": "3",
        "ATTEMPT_RISKY": "2",
        "ATTEMPT_WINDOW_HOURS": "24",
        "ALLOW_GUESTS": "false",
        "TELL_CHANNEL": "",
        "RUNBOOK_URL": "",
        "FLOWS_DIR": "",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
    }


def test_a_commit_is_checked_by_what_ci_checks() -> None:
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    (local,) = repos
    entries = [hook["entry"] for hook in local["hooks"]]
    assert local["repo"] == "local"
    assert entries == ["make check", "make test-fast"]
    for entry in ("make check", "make test"):  # of which the fast loop is a part
        assert entry in (ROOT / ".ci" / "run").read_text().splitlines()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_make_alone_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    (declared,) = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE) == declared.split()
    assert ".DEFAULT_GOAL := help" in text


# --- the fast loop


def test_the_fast_loop_leaves_out_only_what_there_is() -> None:
    assert {path.name for path in fast.TESTS.iterdir() if fast.leaves_out(path)} == fast.LEFT_OUT


@pytest.mark.parametrize("event", ["socket.bind", "subprocess.Popen", "os.fork"])
def test_the_fast_loop_says_to_whoever_starts_a_server_where_that_belongs(event: str) -> None:
    with pytest.raises(fast.NotFast, match="belongs into one of"):
        fast.refuse(event, ())
    fast.refuse("socket.connect", ())


# --- the form of files

TEXTS = {".py", ".js", ".css", ".html", ".md", ".yaml", ".json", ".toml", ".lua", ".txt"}
HOMES = ("bot", "docs", "flows", "tests")


def test_every_text_has_the_form_that_editors_are_told() -> None:
    """UTF-8, lines that end as on Unix, none in a blank, and one at the end of the file."""
    told = (ROOT / ".editorconfig").read_text()
    for line in ("charset = utf-8", "end_of_line = lf", "insert_final_newline = true"):
        assert line in told
    texts = [path for home in HOMES for path in (ROOT / home).rglob("*") if path.suffix in TEXTS]
    assert len(texts) > 400
    for path in (*texts, *(path for path in ROOT.glob("*") if path.suffix in TEXTS)):
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text, path
        assert not text or text.endswith("\n"), path
        assert not re.search(r"[ \t]$", text, re.MULTILINE), path
