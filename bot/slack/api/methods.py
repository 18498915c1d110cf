"""Methods of Slack's Web API that the bot calls, with the scopes that they need."""

from collections.abc import Mapping

# Each lets the bot look for a message of its own in one kind of channel; it works without them.
HISTORY = ("channels:history", "groups:history", "im:history")
# Each lets the bot see whether one kind of channel is shared with another company.
LOOKING = ("channels:read", "groups:read")
# Lets the bot see who is in a user group.
GROUPS = "usergroups:read"
# Lets the bot look for a direct message whose answer was lost: the channel's id, which only that
# answer tells otherwise, is asked for. It works without it.
OPENING = "im:write"
# What the bot does without each of the optional scopes, for whoever decides about them.
WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(HISTORY, "a step may be posted twice when Slack's answer is lost"),
    OPENING: "a direct message may be posted twice when Slack's answer is lost",
    **dict.fromkeys(LOOKING, "runs can also start in channels shared with other companies"),
    GROUPS: "it can't tell who is in a user group",
}
READING = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.replies",
        "usergroups.list",
        "usergroups.users.list",
        "users.info",
    }
)
# Every method that the bot calls, with the scopes for it; the manifest asks for these.
METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("chat:write", "chat:write.public"),
    "chat.update": ("chat:write",),
    "conversations.history": HISTORY,
    "conversations.info": LOOKING,
    "conversations.open": (OPENING,),
    "conversations.replies": HISTORY,
    "usergroups.list": (GROUPS,),
    "usergroups.users.list": (GROUPS,),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
