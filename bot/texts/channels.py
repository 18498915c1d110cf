"""Texts for channels in which Slack does not let the bot post, with the remedy."""

from bot.texts import N_, Channel, Sentence, Text, say, sentences

# By Slack's word for why.
_ADVICE = {
    "not_in_channel": N_("Type `/invite @mfa-bot` there."),
    "channel_not_found": N_("If it is a private channel, type `/invite @mfa-bot` there."),
    "is_archived": N_("The channel is archived: use another one."),
    "restricted_action": N_("Only some people may post there: use another channel."),
    "restricted_action_read_only_channel": N_("The channel is read-only: use another one."),
    "restricted_action_thread_only_channel": N_(
        "Only replies in threads are allowed there: use another channel."
    ),
    "restricted_action_non_threadable_channel": N_(
        "Threads are not allowed there, and I need them: use another channel."
    ),
    "ekm_access_denied": N_(
        "Your organization has withdrawn the encryption keys: ask your Slack administrators."
    ),
    "thread_not_found": N_("The thread was deleted."),
    "cannot_reply_to_message": N_("Slack allows no replies to that message."),
    "restricted_action_thread_locked": N_("The thread is locked."),
}
# To invite the bot helps only where it is not in a channel yet.
_INVITED = frozenset({"not_in_channel", "channel_not_found"})
_opens_there = Sentence("Runs that you start after that open in the channel.")
_BETWEEN_PEOPLE = N_("I can't join a conversation between people: use a channel.")
NO_MESSAGES_TAB = N_(
    "My Messages tab is turned off: turn it on in the app's settings, under App Home."
)
# Of the bot's own direct messages, which it needs where a channel is closed to it.
_DIRECT = {
    "messages_tab_disabled": NO_MESSAGES_TAB,
    "ekm_access_denied": _ADVICE["ekm_access_denied"],
}


def advice(language: str, code: str, channel: Channel) -> Text | None:
    """Remedy for Slack's refusal to post in a channel; None for other refusals."""
    template = _BETWEEN_PEOPLE if _is_between_people(channel, code) else _ADVICE.get(code)
    return say(language, template) if template else None


def _is_between_people(channel: Channel, code: str) -> bool:
    return channel.id.startswith("D") and code == "channel_not_found"


def cannot_post(language: str, code: str) -> Text:
    """Reply if neither channel nor direct messages work; `code`: Slack's error for the latter."""
    why = say(
        language,
        "Slack does not let me post ({code}). Your run is kept, and nothing is lost. Tell whoever"
        " runs this bot; I keep trying.",
        code=code,
    )
    return sentences(language, why, say(language, _DIRECT[code]) if code in _DIRECT else None)


def moved_to_dm(language: str, channel: Channel, code: str) -> Text:
    """Message that a run moved to direct messages; `code`: Slack's error, empty if unknown."""
    moved = say(
        language,
        "I can't post in {channel}, so the run is in our direct messages: look under Apps.",
        channel=channel,
    )
    invited = code in _INVITED and not _is_between_people(channel, code)
    then = _opens_there(language) if invited else None
    return sentences(language, moved, advice(language, code, channel), then)


def answered_elsewhere(language: str, channel: Channel, code: str) -> Text:
    """Introduction to an answer that had to go to direct messages."""
    here = say(language, "I can't answer in {channel}.", channel=channel)
    would = say(language, "What I would have said there:")
    return sentences(language, here, advice(language, code, channel), would)
