"""What Slack says against a message before it takes it; every mistake is shown, refused or not."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.local.slack.blockkit import LONGEST_TEXT, mistakes
from bot.local.slack.workspace import Body, Workspace

FIELDS = {
    "chat.postMessage": "channel text blocks metadata thread_ts unfurl_links unfurl_media",
    "chat.update": "channel ts text blocks metadata",
    "views.open": "trigger_id view",
}
_ANSWER = "response_type replace_original delete_original text blocks thread_ts"


class Refused(Exception):
    """`args[0]` is Slack's word for why."""


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    event_type: str = Field(min_length=1)
    event_payload: dict[str, object]


_SOME = {"event_type": "none", "event_payload": {}}  # metadata need not be there; {} is none


def check_fields(workspace: Workspace, where: str, body: Body) -> None:
    """`where` is a method, or what the answer is to: a response_url, a command."""
    unknown = body.keys() - set(FIELDS.get(where, _ANSWER).split())
    workspace.advise(where, *(f"it has no field {name}" for name in sorted(unknown)))


def check_message(workspace: Workspace, where: str, body: Body) -> None:
    """Raises Refused."""
    check_fields(workspace, where, body)
    _check_text(workspace, where, body)
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        workspace.advise(where, f"response_type {body['response_type']} is none of Slack's")
    if wrong := mistakes(body.get("blocks", [])):
        workspace.slip(where, *wrong)
        raise Refused("invalid_blocks")
    try:
        _Metadata.model_validate(body.get("metadata") or _SOME)
    except ValidationError as error:
        told = (f"/metadata/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        workspace.slip(where, *told)
        raise Refused("invalid_metadata_format") from None


def _check_text(workspace: Workspace, where: str, body: Body) -> None:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        if not body.get("blocks"):
            workspace.slip(where, "it has neither text nor blocks")
            raise Refused("no_text")
        workspace.advise(where, "it has no text for screen readers")
    elif len(text) > LONGEST_TEXT:
        told = f"its text has {len(text)} characters, more than {LONGEST_TEXT}"
        if where == "chat.update":
            workspace.slip(where, told)
            raise Refused("msg_too_long")
        workspace.advise(where, told)
