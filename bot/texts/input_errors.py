"""Error replies to typed input: invalid answers, accounts, and secrets."""

from collections.abc import Mapping
from enum import Enum

from bot.core.phones import Phone
from bot.core.secrets import Secret
from bot.texts import N_, Text, label, listed, phones, say, sentences

_ANSWERS: Mapping[str, str] = {
    "phone": N_(
        "I can't find a usable phone number there. Write it like 0912 345 678 or +886 912 345 678."
    ),
    "phone_many": N_(
        "There is more than one number: {numbers}. Give the one that AWS has on file."
    ),
    "phone_also": N_(
        "I can read {numbers}, but not {rest}. Give only the number that AWS has on file."
    ),
    "earlier": N_(
        "Write how many there were (0 for none), and how long ago the last one was, in hours or"
        " minutes, with “ago”. For example: 2, last 5 hours ago. If you don't know, the number"
        " alone is enough."
    ),
    "earlier_none": N_(
        "You gave 0 attempts, but also a time for the last one. Give the number of attempts, or"
        " leave the time out."
    ),
    "earlier_many": N_(
        "Nobody makes that many attempts in a day. Write how many there were, 20 at most. For"
        " example: 3, last 5 hours ago."
    ),
    "correction_low": N_(
        "I have counted more attempts than that myself, and those stay. Enter a total that"
        " includes them."
    ),
    "confirmation": N_("That is not the account's name. Type {account} to go on."),
    "account_id": N_(
        "An account ID has twelve digits: 1234-5678-9012. A 0 at the beginning is one of them;"
        " spreadsheets drop it."
    ),
    "case_number": N_(
        "A case number has 6 to 20 digits, such as 1234567890; AWS Support shows it next to"
        " the case."
    ),
    "account_id_other": N_("This run is for account {account}. For another one, start a new run."),
    "account_id_listed": N_(
        "According to team.yaml, these digits belong to another account, not to {account}. Check"
        " them; if team.yaml is wrong, correct it there."
    ),
    "reason_digits": N_(
        "Use six digits at most: the reason is stored in the audit, and more digits could be a"
        " phone number. Name a ticket instead, such as OPS-1234; a date such as 2026-11-26 is"
        " fine."
    ),
    "name_digits": N_(
        "Use six digits at most: the name is stored, and more digits could be a phone number."
        " Write only who it is, such as Ana."
    ),
    "names_digits": N_(
        "Together, the names have more than six digits. They are stored, and so many digits could"
        " be a phone number, so I did not take them. Write only who it is, such as Ana."
    ),
    "reason_secret": N_(
        "Part of that looks like a password, a key or a code. The reason is stored, so I did not"
        " take it. Write it in plain words; a ticket such as OPS-1234 is fine. If it was a"
        " password or a key, replace it."
    ),
    "name_secret": N_(
        "Part of that looks like a password, a key or a code. The name is stored, so I did not"
        " take it. Write only who it is, such as Ana. If it was a password or a key, replace it."
    ),
    "names_secret": N_(
        "Together, the names look like a password, a key or a code. They are stored, so I did not"
        " take them. Write only who it is, such as Ana. If it was a password or a key, replace it."
    ),
    "difference_secret": N_(
        "Part of that looks like a password, a key or a code. The sentence is stored, so I did not"
        " take it. Write in plain words what AWS shows. If it was a password or a key, replace it."
    ),
    "reason": N_("Write the reason in 3 to 200 characters."),
    "difference_digits": N_(
        "Use six digits at most: the sentence is stored, and more digits could be a phone number or"
        " a code. Write only what AWS shows."
    ),
    "difference": N_("Write what you see in at most 200 characters."),
    "name": N_("Write a name in at most 60 characters."),
    "person": N_(
        "Choose somebody and leave the name empty, or type the name of somebody who is not in"
        " Slack. If there is nobody else, choose yourself."
    ),
    "people": N_("Name one person for each role, with a semicolon between them."),
    "secret": N_(
        "That looks like a secret, so I did not keep it. Never type codes, keys or"
        " passwords here. If somebody could have seen a password or a key, replace it."
    ),
}

_MOST_NAMED = 3  # numbers, below a field

_ACCOUNTS: Mapping[str, str] = {
    "empty": N_("Name the account: `{start}prod` or `{start}1234-5678-9012`."),
    "too_short": N_("A nickname has two characters or more. Try `{start}prod`."),
    "too_long": N_("That name is too long. Use at most 32 characters: `{start}prod`."),
    "several": N_("Name one account at a time: `{start}1234-5678-9012`."),
    "digits": N_(
        "Name the account, not a phone number. Use its twelve-digit ID (a 0 at the beginning is"
        " one of them; spreadsheets drop it), or a nickname that starts with a letter and has at"
        " most six digits. Try `{start}1234-5678-9012` or `{start}prod`."
    ),
    "characters": N_(
        "A nickname starts with a letter and has letters, digits, dots, dashes and underscores"
        " only: no spaces, and no email address. Try `{start}prod` or `{start}prod-eu`."
    ),
    "secret": N_(
        "That looks like a secret, so I did not keep it. Name the account by its twelve digits"
        " or by a plain nickname: `{start}prod`. If it was a password or a key, replace it."
    ),
}


class SecretAudience(Enum):
    """Audience of a typed secret."""

    SLACK = "slack"  # a command: it is posted nowhere
    DIRECT = "direct"  # a direct message to the bot
    CHANNEL = "channel"
    OTHERS = "others"  # a message that somebody else wrote


_EXPOSED: Mapping[SecretAudience, str] = {
    SecretAudience.SLACK: N_(
        "**That looks like a secret.** I did not keep or log it, and nobody here saw it,"
        " but it went through Slack."
    ),
    SecretAudience.DIRECT: N_(
        "**Delete your message:** it seems to contain a secret. I did not keep or log it, but it"
        " is still here in Slack."
    ),
    SecretAudience.CHANNEL: N_(
        "**Delete your message:** it seems to contain a secret. I did not keep or log it, but it"
        " is still in Slack, where everybody here can see it."
    ),
    SecretAudience.OTHERS: N_(
        "**That message seems to contain a secret.** I did not keep or log it, but everybody here"
        " can see it: tell whoever wrote it to delete it, and to do this:"
    ),
}
_ROTATE: Mapping[Secret, str] = {
    Secret.CODE: N_("A sign-in code expires soon. If it was still valid, ask AWS for a new one."),
    Secret.PASSWORD: N_("Change that password now."),
    Secret.TOTP_SEED: N_(
        "Remove that MFA device in AWS and register a new one: anyone who saw its secret key can"
        " generate its codes."
    ),
    Secret.RECOVERY_CODE: N_(
        "Make new recovery codes where you got these; the old ones then stop working."
    ),
    Secret.LINK: N_(
        "Anyone with that link can use the login in it. Revoke the link where it was made, or"
        " change the password."
    ),
    Secret.PRIVATE_KEY: N_("Make a new key pair, and remove the old one wherever it is trusted."),
}
_ROTATE_KEY = N_(
    "Deactivate that key in the AWS console and create a new one;"
    " look in CloudTrail for what it did."
)
_ROTATE_TOKEN = N_("Revoke that token where it was issued, and issue a new one.")


def bad_answer(language: str, code: str, account: str, found: tuple[Phone, ...] = ()) -> str:
    """Error below the field; `found`: phone numbers in the answer, if the code is about them."""
    if code == "phone" and found:
        return phones.trouble(language, found)
    numbers = dict.fromkeys(phone.e164 for phone in found if phone.e164)
    rest = dict.fromkeys(phone.input for phone in found if not phone.e164)
    named = {
        "numbers": listed(language, list(numbers)[:_MOST_NAMED]),
        "rest": listed(language, list(rest)[:_MOST_NAMED]),
    }
    return label(language, _ANSWERS[code], account=account, **named)


def bad_account(language: str, code: str, start: str) -> Text:
    """Reply to an invalid account; `start`: the command before it, such as `/command `."""
    return say(language, _ACCOUNTS[code], start=start)


def secret(language: str, kind: Secret, seen: SecretAudience) -> Text:
    """Reply to a typed secret: delete it, and what to rotate."""
    keys = (Secret.ACCESS_KEY, Secret.SECRET_KEY, Secret.SESSION_TOKEN)
    rotate = _ROTATE_KEY if kind in keys else _ROTATE.get(kind, _ROTATE_TOKEN)
    return sentences(language, say(language, _EXPOSED[seen]), say(language, rotate))
