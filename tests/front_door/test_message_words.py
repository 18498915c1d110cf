"""Numbers in a message that somebody forwards, or that another app posts: not in its text."""

import json
from itertools import product
from urllib.parse import urlencode

from tests.support.bots import Served
from tests.support.each import each
from tests.support.person import CHANNEL
from tests.support.slack import BOT_USER, Body

NUMBER, SPELLED = "0912 345 678", "+886912345678"


def rich(*parts: str, kind: str = "rich_text_section") -> Body:
    elements = [{"type": "text", "text": part} for part in parts]
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def section(text: str) -> Body:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def forwarded(text: str) -> Body:
    """One that was shared into another channel, as Slack tells of it."""
    blocks = [{"channel": CHANNEL, "ts": "1790.1", "message": {"blocks": [rich(text)]}}]
    kept = {"text": text, "fallback": text, "message_blocks": blocks}
    return {"is_share": True, "is_msg_unfurl": True, "author_id": "U0BEN", **kept}


def seen(text: str) -> dict[str, Body]:
    """Messages that show this text, each in another way."""
    first, last = text.split(" ", 1)
    in_list = {"type": "rich_text_list", "elements": rich(text)["elements"]}
    cells = [{"type": "raw_text", "text": "On call"}, rich(text)]
    field = {"title": "Phone", "value": text, "short": True}
    return {
        "forwarded": {"attachments": [forwarded(text)]},
        "forwarded, without its text": {"attachments": [{**forwarded(text), "text": ""}]},
        "attachment": {"attachments": [{"title": "Alert", "text": f"On call: {text}"}]},
        "above an attachment": {"attachments": [{"pretext": text, "text": "Alert"}]},
        "field of an attachment": {"attachments": [{"fields": [field]}]},
        "blocks of an attachment": {"attachments": [{"color": "f00", "blocks": [section(text)]}]},
        "section": {"blocks": [section(f"*{text}*")]},
        "field of a section": {"blocks": [{"type": "section", "fields": [section(text)["text"]]}]},
        "context": {"blocks": [{"type": "context", "elements": [section(text)["text"]]}]},
        "rich text": {"blocks": [rich("Call ", text)]},
        "rich text in parts": {"blocks": [rich(f"{first} ", last)]},
        "table": {"blocks": [{"type": "table", "rows": [cells]}]},
        "list": {"blocks": [{"type": "rich_text", "elements": [in_list]}]},
    }


def message_action(message: Body) -> str:
    """The shortcut on a message, which Ana uses."""
    return urlencode(
        {
            "payload": json.dumps(
                {
                    "type": "message_action",
                    "callback_id": "format_numbers",
                    "team": {"id": "T0ACME"},
                    "user": {"id": "U0ANA", "team_id": "T0ACME"},
                    "channel": {"id": CHANNEL},
                    "message": {"type": "message", "ts": "1790.1", "text": "", **message},
                }
            )
        }
    )


async def asked(bot: Served, way: str, message: Body) -> str:
    """What the bot says of the numbers in a message."""
    known = len(bot.slack.of("chat.postMessage"))
    if way == "shortcut":
        assert (await bot.door.signed(message_action(message))).status == 200
    else:
        about = {"type": "message", "channel_type": "im", "channel": "D0ANA", "user": "U0ANA"}
        about["text"] = ""
        if way == "mention":
            said = f"<@{BOT_USER}> this one"
            await bot.slack.do("say", **{"as": "U0ANA"}, channel=CHANNEL, thread="", text="-")
            about |= {"type": "app_mention", "channel_type": "channel", "channel": CHANNEL}
            about |= {"ts": bot.slack.messages[-1].ts, "text": said}
        else:
            about["ts"] = f"1795.{known + 1}"
        assert (await bot.door.event({**about, **message})).status == 200
    await bot.settled()
    (told,) = bot.slack.of("chat.postMessage")[known:]
    return json.dumps(told.body, ensure_ascii=False)


WAYS = ["shortcut", "direct message", "mention"]


@each("way, message", product(WAYS, seen(NUMBER).values()))
async def test_a_number_is_read_wherever_people_see_it_and_once(
    bot: Served, way: str, message: Body
) -> None:
    told = json.loads(await asked(bot, way, message))["text"]
    assert told.count(SPELLED) == 1


@each("way, message", product(WAYS, seen("password: hunter2-Planted!").values()))
async def test_so_is_a_secret_which_is_not_repeated(bot: Served, way: str, message: Body) -> None:
    told = await asked(bot, way, message)
    assert "contain a secret" in told
    assert "Planted" not in told


async def test_what_stands_in_the_text_is_answered_beside_what_is_forwarded(bot: Served) -> None:
    message = {"text": "Or +44 20 7946 0958", "attachments": [forwarded(NUMBER)]}
    told = await asked(bot, "direct message", message)
    assert told.index("+442079460958") < told.index(SPELLED)


@each(
    "text, block",
    [
        (f"Call *{NUMBER}*", rich("Call ", NUMBER)),
        (f"&gt; AT&amp;T\n&gt; {NUMBER}", rich(f"AT&T\n{NUMBER}", kind="rich_text_quote")),
        (f"```\n{NUMBER}\n```", rich(NUMBER, kind="rich_text_preformatted")),
        (f"<tel:0912345678|{NUMBER}>", rich(NUMBER)),
        (NUMBER, section(f"*{NUMBER}*")),
    ],
)
async def test_what_slack_repeats_in_blocks_is_answered_once(
    bot: Served, text: str, block: Body
) -> None:
    told = json.loads(await asked(bot, "shortcut", {"text": text, "blocks": [block]}))["text"]
    assert told.count(SPELLED) == 1


async def test_what_a_button_holds_for_its_app_is_no_number(bot: Served) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Ack"}, "value": NUMBER}
    blocks = [{"type": "actions", "elements": [button]}]
    told = await asked(bot, "shortcut", {"text": "Alert", "blocks": blocks})
    assert "I see no phone number" in told
