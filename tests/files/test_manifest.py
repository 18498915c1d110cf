"""The Slack app manifest: what Slack takes, and what the flows say."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
import yaml

from bot.files import resources
from bot.files.manifest import SlashCommand, as_json, create_link, manifest
from bot.files.resources import resource
from bot.slack.api.methods import GROUPS, HISTORY, LOOKING, METHODS, OPENING
from bot.slack.transport.bolt_app import EVENTS
from tests.support.each import each

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "manifest_schemas"  # Slack's own; where from, its LICENSE says

SOCKET = manifest(None)
HTTP = manifest("https://bot.example.com")


@pytest.mark.parametrize("text", [SOCKET, HTTP], ids=["socket", "http"])
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_slack_takes_it(text: str, version: str) -> None:
    schema = json.loads((SCHEMAS / f"manifest.schema.{version}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(yaml.safe_load(text))


@pytest.mark.parametrize("url", [None, "https://bot.example.com"])
def test_the_commands_are_those_of_the_flows(url: str | None) -> None:
    """Whatever an author writes into them, nothing else of the manifest changes."""
    odd = SlashCommand(
        "/tea", 'Make "tea": hot, #1, {never} \\1 冷', "[cups]: - 2", "tea", "Make: Tea # 1"
    )
    app, before = yaml.safe_load(manifest(url, [odd])), yaml.safe_load(manifest(url))
    (command,) = app["features"].pop("slash_commands")
    del before["features"]["slash_commands"]
    shortcut, on_message = app["features"].pop("shortcuts")
    assert (shortcut["name"], shortcut["callback_id"]) == ("Make: Tea # 1", "start:tea")
    assert (shortcut["type"], shortcut["description"]) == ("global", odd.about)
    assert on_message == before["features"].pop("shortcuts")[-1]
    assert (command["command"], command["description"]) == (odd.command, odd.about)
    assert command["usage_hint"] == odd.usage
    assert command.get("url") == (f"{url}/slack/events" if url else None)
    assert app == before


def test_five_procedures_have_a_shortcut_the_urgent_ones_first() -> None:
    """Slack takes five global ones; a procedure that gives it no name has none."""
    commands = [
        SlashCommand(f"/tea-{n}", "Tea", "", f"tea-{n}", f"Tea {n}", urgent=n == 6)
        for n in range(7)
    ]
    nameless = SlashCommand("/a", "Nothing", "", "a")
    shortcuts = yaml.safe_load(manifest(None, [nameless, *commands]))["features"]["shortcuts"]
    told = [each["callback_id"] for each in shortcuts if each["type"] == "global"]
    assert told == ["start:tea-6", *(f"start:tea-{n}" for n in range(4))]


def test_socket_mode_names_no_address_of_the_bot() -> None:
    app = yaml.safe_load(SOCKET)
    assert app["settings"]["socket_mode_enabled"] is True
    assert addresses(app) == []


def test_over_http_every_way_in_has_the_address_and_nothing_else_differs() -> None:
    app = yaml.safe_load(HTTP)
    where = "https://bot.example.com/slack/events"
    assert app["settings"].pop("socket_mode_enabled") is False
    assert app["settings"]["event_subscriptions"].pop("request_url") == where
    assert app["settings"]["interactivity"].pop("request_url") == where
    for command in app["features"]["slash_commands"]:
        assert command.pop("url") == where
    socket = yaml.safe_load(SOCKET)
    del socket["settings"]["socket_mode_enabled"]
    assert app == socket


def test_over_http_comments_and_order_stay() -> None:
    """All but the comment that says which of the two it is for."""
    over_http, over_socket = map(transport, (HTTP, SOCKET))
    assert over_http.startswith("# This is the manifest for HTTP.")
    assert over_socket.startswith("# This is the manifest for Socket Mode,")
    told = HTTP.replace(over_http, over_socket)
    same = [line for line in told.splitlines() if "bot.example.com/slack/events" not in line]
    as_in_file = SOCKET.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
    assert same == as_in_file.splitlines()


def transport(text: str) -> str:
    """Comment that says how Slack reaches the bot: the last lines above the manifest itself."""
    head, _, _ = text.partition("display_information:")
    return head[head.index("# This is the manifest for") :]


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.com/",
        " https://bot.example.com//",
        "https://bot.example.com/slack/events",
        "https://bot.example.com/slack/events/",
    ],
)
def test_an_address_may_end_as_people_write_it(url: str) -> None:
    assert manifest(url) == HTTP


def test_a_port_and_a_path_before_ours_stay() -> None:
    app = yaml.safe_load(manifest("https://example.com:8443/on-call"))
    url = "https://example.com:8443/on-call/slack/events"
    assert set(addresses(app)) == {url}


@each(
    "url",
    [
        "http://bot.example.com",
        "http://localhost:3000",
        "bot.example.com",
        "",
        "https://",
        "https://ana:secret@bot.example.com",
        "https://bot.example.com?x=1",
        "https://bot.example.com/#top",
        "https://bot.example.com\n  evil: true",
        "https://bot.example.com:0",
        "https://bot.example.com:65536",
        "https://..",
        "https://-.example.com",
    ],
)
def test_an_address_that_slack_would_not_take_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"such as https://bot\.example\.com"):
        manifest(url)


@pytest.mark.parametrize("text", [SOCKET, HTTP], ids=["socket", "http"])
def test_json_and_link_hold_the_same_manifest(text: str) -> None:
    query = parse_qs(urlsplit(create_link(text)).query, strict_parsing=True)
    assert json.loads(as_json(text)) == yaml.safe_load(text)
    assert query == {"new_app": ["1"], "manifest_json": [as_json(text)]}


def test_a_link_can_stand_in_markdown_and_in_a_terminal() -> None:
    odd = SlashCommand("/tea", "Make (tea) & <cake>: 100%, #1 冷\u3000", "[cups] 'x' \"y\"")
    link = create_link(manifest(None, [odd]))
    assert re.fullmatch(r"[A-Za-z0-9:/?&=%_.,~-]+", link)


def test_the_first_line_says_that_it_is_not_for_app_engine() -> None:
    assert re.match(r"# .*Slack app manifest of mfa-bot.* not a Google App Engine", SOCKET)


def test_colour_and_length_are_as_slack_wants_them() -> None:
    """Slack's schema spells the colour's pattern in a way that validators pass over."""
    information = yaml.safe_load(SOCKET)["display_information"]
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", information["background_color"])
    assert 175 <= len(information["long_description"]) <= 4000


def test_the_bot_asks_for_no_more_and_no_less_than_it_uses() -> None:
    app = yaml.safe_load(SOCKET)
    asked = app["oauth_config"]["scopes"]
    optional = set(asked["bot_optional"])
    called = {scope for scopes in METHODS.values() for scope in scopes}
    needed = {"commands"} | {scope for scope in EVENTS.values() if scope}
    assert set(asked["bot"]) == called | needed
    assert optional == {*HISTORY, *LOOKING, OPENING, GROUPS} - needed
    assert set(app["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_what_is_optional_is_asked_for_too() -> None:
    """Slack grants no scope that stands among the optional ones alone."""
    for text in (SOCKET, HTTP):
        asked = yaml.safe_load(text)["oauth_config"]["scopes"]
        assert set(asked["bot_optional"]) <= set(asked["bot"])


def test_in_a_wheel_the_files_are_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "app.yaml").touch()
    monkeypatch.setattr(resources, "_HOMES", (tmp_path / "data", ROOT))
    assert resource("app.yaml") == tmp_path / "data" / "app.yaml"
    assert resource("flows") == ROOT / "flows"


def test_a_file_that_is_missing_is_named_with_the_remedy() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.yaml is missing .* install mfa-bot"):
        resource("nowhere.yaml")


def addresses(value: Any) -> list[str]:
    """Every URL in the manifest's values (its comments are not values)."""
    if isinstance(value, dict):
        return [url for item in value.values() for url in addresses(item)]
    if isinstance(value, list):
        return [url for item in value for url in addresses(item)]
    return [value] if isinstance(value, str) and "://" in value else []
