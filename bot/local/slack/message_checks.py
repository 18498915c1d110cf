"""Validation of a message before Slack takes it; the page shows every violation, refused or not."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.local.slack.blockkit import LONGEST_TEXT, block_violations
from bot.local.slack.workspace import Body, Workspace

FIELDS = {
    "chat.postMessage": "channel text blocks metadata thread_ts unfurl_links unfurl_media",
    "chat.update": "channel ts text blocks metadata",
    "views.open": "trigger_id view",
    "views.publish": "user_id view hash",
    "views.update": "view_id view hash",
}
_ANSWER_FIELDS = "response_type replace_original text blocks thread_ts"


class Refused(Exception):
    """A call that Slack refuses; `args[0]` is its error code."""


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    event_type: str = Field(min_length=1)
    event_payload: dict[str, object]


_NO_METADATA = {"event_type": "none", "event_payload": {}}  # valid, for a message without any


def check_fields(workspace: Workspace, where: str, body: Body) -> None:
    """`where`: a method, or what is answered: "response_url", or the name of a command."""
    unknown = body.keys() - set(FIELDS.get(where, _ANSWER_FIELDS).split())
    workspace.report_advice(where, *(f"it has no field {name}" for name in sorted(unknown)))


def check_message(workspace: Workspace, where: str, body: Body) -> None:
    """Raises Refused."""
    check_fields(workspace, where, body)
    _check_text(workspace, where, body)
    if body.get("response_type", "ephemeral") != "ephemeral":
        workspace.report_advice(where, f"response_type {body['response_type']} is not known here")
    if wrong := block_violations(body.get("blocks", [])):
        workspace.report_violation(where, *wrong)
        raise Refused("invalid_blocks")
    try:
        _Metadata.model_validate(body.get("metadata") or _NO_METADATA)
    except ValidationError as error:
        told = (f"/metadata/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        workspace.report_violation(where, *told)
        raise Refused("invalid_metadata_format") from None


def _check_text(workspace: Workspace, where: str, body: Body) -> None:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        if not body.get("blocks"):
            workspace.report_violation(where, "it has neither text nor blocks")
            raise Refused("no_text")
        workspace.report_advice(where, "it has no text for screen readers")
    elif len(text) > LONGEST_TEXT:
        told = f"its text has {len(text)} characters, more than {LONGEST_TEXT}"
        if where == "chat.update":
            workspace.report_violation(where, told)
            raise Refused("msg_too_long")
        workspace.report_advice(where, told)
