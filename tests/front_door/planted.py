"""What the tests of the door type and send, and what must never be logged, measured or told."""

from tests.support.slack import SECRET, TOKEN

IN_A_BODY = "planted-in-the-body"
ON_THE_LINE = "planted-on-the-line"
APP_TOKEN = "xapp-planted"
# What is typed, and the remedy for it.
SECRETS = {
    "access key": ("AKIAIOSFODNN7PLANTED", "Deactivate"),
    "secret key": ("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", "Deactivate"),
    "password": ("password: Hunter2!planted", "Change that password"),
    "seed": ("otpauth://totp/root?secret=JBSWY3DPEHPK3PXP", "Remove that MFA device"),
    "code": ("code 714 203", "ask AWS for a new one"),
    "token": ("xoxb-1234567890-planted", "Revoke"),
    "link": ("https://ana:Planted7word@example.com", "Revoke the link"),
    "recovery code": ("recovery code a1b2c-pl4nt", "new recovery codes"),
    "private key": ("-----BEGIN EC PRIVATE KEY----- planted", "new key pair"),
    "code in a sentence": ("AWS sent 714 203 to Ana", "ask AWS for a new one"),
}
_BEFORE = ("password: ", "recovery code ", "code ")
CORES = tuple(
    next((typed.removeprefix(b) for b in _BEFORE if typed.startswith(b)), typed)
    for typed, _ in SECRETS.values()
)
# What only may be a secret: not kept where it would be.
POSSIBLE = ("x7Kp9QzR2mPl", "Pl4nted&3word")
PHONES = ("0912 345 678", "912345678", "912 345 678", "912-345-678")
NAMES = ("Plantania", "Plantben")
EVERYTHING = (IN_A_BODY, ON_THE_LINE, APP_TOKEN, TOKEN, SECRET, *CORES, *PHONES, *NAMES)


def found_in(text: str) -> list[str]:
    return [each for each in EVERYTHING if each in text]
