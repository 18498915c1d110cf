"""Settings of the bot, validated from environment variables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.core.access import AccessRules
from bot.core.budget import HOUR, Limits
from bot.files.quoted import quoted
from bot.files.resources import named
from bot.settings import validators
from bot.settings.mistakes import BadSettings
from bot.settings.secret_hints import hint, is_quoted
from bot.settings.team_file import read_team
from bot.store.address import FORMS, BadAddress
from bot.texts.languages import available

_REGION = r"^([a-z]{2}(-[a-z]+)+-[0-9]{1,2})?$"  # of AWS
_IAM = "0-9A-Za-z_+=,.@-"  # with \w, every letter of Unicode, the start would take 19 ms more


def _setting(default: Any, what: str, must: str, *, secret: bool = False) -> Any:
    """Field with its description for the README (`what`), and the rule for error sentences
    (`must`). A secret value is never shown.
    """
    return Field(
        default,
        description=what,
        json_schema_extra={"must": must},
        validate_default=True,
        repr=not secret,
    )


class Settings(BaseModel):
    """Settings, each read from the variable of the same name in capitals."""

    model_config = ConfigDict(frozen=True)

    slack_bot_token: Annotated[str, Field(pattern=r"^(xoxb-[0-9A-Za-z-]+)?$")] = _setting(
        "",
        "bot token, `xoxb-…` (OAuth & Permissions)",
        "start with xoxb-, and hold letters, digits and hyphens: copy the Bot User OAuth Token"
        " from the app's OAuth & Permissions (one that starts with xoxe expires within a day:"
        " create the app again with token rotation off)",
        secret=True,
    )
    slack_signing_secret: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = _setting(
        "",
        "signing secret (Basic Information); for HTTP mode",
        "be 32 digits and letters from a to f: copy it from the app's Basic Information, App"
        " Credentials, Signing Secret",
        secret=True,
    )
    slack_signing_secret_old: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = _setting(
        "",
        "the former signing secret, while it is being replaced: requests that it signed are"
        " accepted too",
        "be 32 digits and letters from a to f: the former signing secret",
        secret=True,
    )
    slack_app_token: Annotated[str, Field(pattern=r"^(xapp-[0-9A-Za-z-]+)?$")] = _setting(
        "",
        "app-level token, `xapp-…`; set it to use Socket Mode",
        "start with xapp-, and hold letters, digits and hyphens: generate it in the app's Basic"
        " Information, App-Level Tokens",
        secret=True,
    )
    slack_api_url: Annotated[str, AfterValidator(validators.web_address)] = _setting(
        "https://slack.com/api/",
        "address of Slack's Web API",
        "be like https://slack.com/api/: http or https, a host, a port from 1 to 65535 where it"
        " needs one; no user, no ? and no #",
    )
    redis_url: Annotated[str, AfterValidator(validators.address)] = _setting(
        "",
        "Redis or Valkey 7.0+, a Cluster, or Sentinels; without it the bot starts a server of"
        " its own",
        f"be like {FORMS}",
        secret=True,
    )
    host: Annotated[str, AfterValidator(validators.host)] = _setting(
        "127.0.0.1",
        "address to listen on for Slack's requests, in HTTP mode; `::` is every address, IPv4 too",
        "be an address of this machine",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = _setting(
        3000, "port for Slack's requests, in HTTP mode", "be a whole number from 0 to 65535"
    )
    operate_host: Annotated[str, AfterValidator(validators.host)] = _setting(
        "127.0.0.1",
        "address for `/healthz`, `/readyz` and `/metrics`",
        "be an address of this machine",
    )
    operate_port: Annotated[int, Field(ge=0, le=65535)] = _setting(
        3001,
        "port for `/healthz`, `/readyz` and `/metrics`; it must differ from `PORT`",
        "be a whole number from 0 to 65535",
    )
    workers: Annotated[int, Field(ge=1, le=64)] = _setting(
        1,
        "processes that share the work: over HTTP they serve one port together; in Socket Mode each"
        " has a connection of its own, ten at most",
        "be a whole number from 1 to 64",
    )
    stop_delay: Annotated[int, Field(ge=0, le=60)] = _setting(
        0,
        "seconds to go on serving after SIGTERM while `/readyz/process` is red, so that a load"
        " balancer notices; HTTP mode only",
        "be a whole number of seconds from 0 to 60",
    )
    data_dir: Annotated[Path, AfterValidator(validators.directory)] = _setting(
        Path(".data"),
        "where the bot's own Redis keeps its data",
        "be a directory; what follows a ~ at its beginning must be a user of this machine",
    )
    default_region: Annotated[str, AfterValidator(validators.region)] = _setting(
        "TW", "country of phone numbers that name none", "be a country code such as TW or JP"
    )
    default_time_zone: Annotated[str, AfterValidator(validators.time_zone)] = _setting(
        "Asia/Taipei",
        "time zone for reminders at 9:00, for people whose Slack does not tell theirs",
        "be the name of a time zone, such as Asia/Taipei, Europe/Berlin or UTC",
    )
    languages: Annotated[str, AfterValidator(validators.languages)] = _setting(
        "",
        "the languages that the bot speaks, such as `zh-TW,en`; people who read none of them get"
        " the first. Without it the bot speaks every language that it has, English first",
        f"name some of {', '.join(available())}, with commas between",
    )
    attempt_limit: Annotated[int, Field(ge=1, le=10)] = _setting(
        3,
        "how many phone verifications are allowed in the window",
        "be a whole number from 1 to 10",
    )
    attempt_risky: Annotated[int, Field(ge=1), AfterValidator(validators.within_limit)] = _setting(
        2, "the first attempt that the bot warns about", "be a whole number from 1 to ATTEMPT_LIMIT"
    )
    attempt_window_hours: Annotated[int, Field(ge=1, le=168)] = _setting(
        24, "length of the rolling window, in hours", "be a whole number of hours from 1 to 168"
    )
    allow_guests: bool = _setting(
        False,
        "`true` lets guests of the workspace start, lead and take over runs",
        "be true or false",
    )
    tell_channel: Annotated[str, Field(pattern=r"^([CG][A-Z0-9]{5,20})?$")] = _setting(
        "",
        "ID of the channel that is told when a procedure with `told: true` runs in direct messages;"
        " without it such a procedure works in channels only",
        "be a channel's ID such as C0123456789",
    )
    runbook_url: Annotated[str, Field(pattern=r"^(https?://[^\s@/]+(/\S*)?)?$")] = _setting(
        "",
        "where the printed runbooks are (`docs/runbooks`), for the sentence that says that Redis is"
        " unavailable; without it that sentence has no link",
        "be an address such as https://wiki.example.com/runbooks",
    )
    team_file: str = _setting(
        "",
        "`team.yaml`: your AWS accounts, who may do what, and who approves"
        " ([team.example.yaml](team.example.yaml))",
        "be the path of a file",
    )
    flows_dir: str = _setting(
        "",
        "folder of your own words and procedures, laid over the shipped ones"
        " ([flows/README.md](flows/README.md))",
        "be the path of a folder",
    )
    aws_reader_role: Annotated[str, Field(pattern=rf"^[{_IAM}]*$", max_length=64)] = _setting(
        "",
        "name of the role in each account with which the bot asks AWS, such as `mfa-bot-reader`;"
        " without it AWS is not asked. Needs the extra `aws`",
        "be a role's name such as mfa-bot-reader, not its ARN",
    )
    aws_external_id: Annotated[str, Field(pattern=rf"^([:/{_IAM}]{{2,}})?$", max_length=1224)] = (
        _setting(
            "",
            "external ID that the trust policy of that role asks for",
            "be 2 to 1224 letters, digits and + = , . @ : / _ -",
        )
    )
    aws_security_hub_region: Annotated[str, Field(pattern=_REGION)] = _setting(
        "",
        "Region where Security Hub gathers the findings of all accounts. The bot asks it, in its"
        " delegated administrator account, about root MFA where no role answers. Needs the extra"
        " `aws`",
        "be a Region such as eu-central-1",
    )
    log_level: Annotated[
        str, Field(pattern="^(?i:DEBUG|INFO|WARNING|ERROR)$"), AfterValidator(str.upper)
    ] = _setting("INFO", "DEBUG, INFO, WARNING or ERROR", "be DEBUG, INFO, WARNING or ERROR")
    log_format: Annotated[str, Field(pattern="^(?i:text|json)$"), AfterValidator(str.lower)] = (
        _setting("text", "`text`, or `json`: one object a line", "be text or json")
    )

    @property
    def limits(self) -> Limits:
        return Limits(self.attempt_limit, self.attempt_risky, self.attempt_window_hours * HOUR)

    @property
    def rules(self) -> AccessRules:
        return AccessRules(self.allow_guests, self.tell_channel)

    @property
    def own_flows(self) -> Path | None:
        return named(self.flows_dir) if self.flows_dir else None

    @property
    def spoken_languages(self) -> tuple[str, ...]:
        named = self.languages.split(",") if self.languages else available()
        return tuple(dict.fromkeys(named))

    @property
    def api_url(self) -> str:
        return self.slack_api_url.rstrip("/") + "/"


def read(environ: Mapping[str, str]) -> Settings:
    """Settings of environment variables; an empty one counts as not set. Raises BadSettings."""
    known = {name: name.upper() for name in Settings.model_fields}
    given = {n: environ[e].strip() for n, e in known.items() if environ.get(e, "").strip()}
    mistakes: list[str] = []
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        mistakes.extend(map(_sentence, error.errors()))
    try:
        read_team(given.get("team_file", ""), given.get("flows_dir", ""))
    except BadSettings as bad:
        mistakes.extend(bad.mistakes)
    if mistakes:
        raise BadSettings(tuple(mistakes))
    return settings


def _sentence(detail: Any) -> str:
    """Sentence on an invalid setting; it repeats no secret, as often two settings are mixed up."""
    field = Settings.model_fields[name := str(detail["loc"][0])]
    must = field.json_schema_extra["must"] if isinstance(field.json_schema_extra, dict) else ""
    given, hinted = detail["input"], hint(name.upper(), str(detail["input"]))
    if isinstance(wrong := detail.get("ctx", {}).get("error"), BadAddress):
        must, hinted = str(wrong), ""  # which says it all
    if is_quoted(str(given)):
        must, hinted = "stand without quotes around it", ""  # `docker run --env-file` keeps them
    shown = field.repr and "@" not in str(given)  # a URL may hold a password before it
    what = (quoted(str(given), "") if shown else "") or hinted
    return f"{name.upper()} must {must}{f' (it is {what})' if what else ''}."
