"""What the bot promises about secrets: it notices them, and does not cry wolf."""

# full-width forms are what people type
import base64
import string
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.secrets import Secret, possible_secret_in, secret_in
from bot.core.secrets.rules import KEPT_RULES, RULES, first
from tests.core.ordinary_texts import ORDINARY
from tests.core.rule_texts import ONLY
from tests.core.secret_texts import POSSIBLE, SURE, texts
from tests.core.vendor_tokens import TOKENS

KEPT_ALONE = {rule.name for rule in KEPT_RULES} - {rule.name for rule in RULES}
FEW = 0.02  # false alarms

SEED = "JBSWY3DPEHPK3PXP"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SESSION_TOKEN = "IQoJb3JpZ2luX2VjE" + "aB3/" * 40
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIE"
SLACK = "xoxb" + "-123456789012-abcdefABCDEF"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (PEM, Secret.PRIVATE_KEY),
        (f"here: ```{PEM}```", Secret.PRIVATE_KEY),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----", Secret.PRIVATE_KEY),
        (SLACK, Secret.TOKEN),
        ("SLACK_BOT_TOKEN=" + SLACK, Secret.TOKEN),
        ("xapp" + "-1-A0123456789-42-abc", Secret.TOKEN),
        ("xoxe.xoxp" + "-1-Mi0yLTEyMzQ1", Secret.TOKEN),
        (KEY_ID, Secret.ACCESS_KEY),
        (f"my key is {KEY_ID.replace('AKIA', 'ASIA')}!", Secret.ACCESS_KEY),
        (SECRET_KEY, Secret.SECRET_KEY),
        (f"AWS_SECRET_ACCESS_KEY={SECRET_KEY}", Secret.SECRET_KEY),
        (SESSION_TOKEN, Secret.SESSION_TOKEN),
        ("aB3/" * 30, Secret.TOKEN),
        (f"https://example.com/?X-Amz-Security-Token={SESSION_TOKEN}", Secret.SESSION_TOKEN),
    ],
)
def test_keys_and_tokens_are_known_by_their_shape(text: str, secret: Secret) -> None:
    assert secret_in(text) is secret


@pytest.mark.parametrize(
    "text",
    [
        f"otpauth://totp/AWS:root?secret={SEED}",
        "otpauth-migration://offline?data=CjEKCkhlbGxvIQ",
        SEED,
        f"secret={SEED}",
        f"`{SEED}`",
        SEED * 4,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF",
        "JBSW Y3DP EHPK 3PXP",
        "JBSW-Y3DP-EHPK-3PXP",
        "the seed is jbsw y3dp ehpk 3pxp abcd efg2 hijk lmno",
    ],
)
def test_the_seed_of_an_authenticator_is_noticed(text: str) -> None:
    """As a QR code's link, or as it is printed beside it."""
    assert secret_in(text) is Secret.TOTP_SEED


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        "123 456",
        "123-456",
        " `123456`. ",
        "１２３４５６",
        "\u200b123456",
        "<@U0123456789> 123456",
        "<tel:123456|123456>",
        "123456 654321",
        "123456, 654321",
        "123456 and 654321",
        "123456\n654321",
        "code 123456",
        "Code: 12345678",
        "the code is 123456",
        "the code is now: 123456",
        "use code 123456 please",
        "codes 123456 654321",
        "OTP=123 456",
        "my mfa token 123456",
        "驗證碼 123456",
        "驗證碼：１２３４５６",
        "验证码是123456",
        "我的code是123456",
        "認証コード：123456",
        "code: a1B2c3",
        "123456 is my code",
        "123456 is the new code",
        "it says 123456",
        "I entered 123456",
    ],
)
def test_a_one_time_code_is_noticed(text: str) -> None:
    """Six digits alone, or said to be a code; eight only when said to be one."""
    assert secret_in(text) is Secret.CODE


@pytest.mark.parametrize(
    "text",
    [
        "password: hunter2",
        "Password：hunter2",
        "*Password:* hunter",
        "password:\nhunter2",
        "pw=letmein",
        "pwd: 'letmein'",
        "DB_PASSWORD=whatever",
        "passphrase: blue whale sings loudly",
        "password: Tr0ub4dor is it?",
        "password: $ecret99",
        "the password is hunter2",
        "root password for prod is Xk!29aa",
        "the password is now 12345678",
        "密碼：abc123",
        "密碼是abc123",
        "密碼 hunter2x!",
        "パスワード：himitsu9",
        "password: ? password: hunter2",
        "password: <http://hunter2.example|hunter2.example>",
    ],
)
def test_a_password_is_noticed_when_it_is_said_to_be_one(text: str) -> None:
    assert secret_in(text) is Secret.PASSWORD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I forgot the password",
        "is the password needed?",
        "Forgot password?",
        "password: forgot",
        "Password: known",
        "password: do I need it?",
        "password: really?",
        "password: I have it",
        "password: Carol is looking",
        "password: 1Password",
        "1Password: OpsTeam",
        "password:",
        "password: ****",
        "password: xxxxxx",
        "password: <password>",
        "password=${PASSWORD}",
        "password=$PASSWORD",
        "pw: https://vault.example.com/x1",
        "the password is unknown",
        "the password is in 1Password",
        "the password is 123456789012",
        "1Password: shared vault",
        "the password to prod2 is lost",
        "The password was changed 2h ago",
        "密碼：忘記了",
        "密碼是什麼",
        "what code?",
        "the code is wrong",
        "code is needed",
        "error code 404123",
        "postal code 100001",
        "country code 886 912345678",
        "code for account 123456789012",
        "how many codes do I need: 2",
        "this will then work fine",
        "that ec2a host will come back",
        "NOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOOO",
        "ticket 123456",
        "room 1203",
        "3 calls",
        "2, last 5 hours ago",
        "22:30",
        "20261122",
    ],
)
def test_an_ordinary_sentence_is_no_secret(text: str) -> None:
    assert secret_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "0912 345 678",
        "091-234-5678",
        "(02) 2345-6789",
        "02-2345-6789 ext 123456",
        "23456789",
        "+886 912 345 678",
        "886 912 345 678",
        "07911 123456",
        "0912 345678 is the pin line",
        "code 091-234-5678",
        "enter 0912 345 678",
        "says 886 912 345 678",
        "+1 202 555 0143",
        "123456789012",
        "1234-5678-9012",
        "1234 5678 9012",
        "arn:aws:iam::123456789012:root",
    ],
)
def test_phone_numbers_and_account_ids_are_no_secrets(text: str) -> None:
    assert secret_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "prod",
        "production-account-2",
        "productionaccount2",
        "PRODUCTIONACCOUNT",
        "PRODUCTIONACCOUNT2",
        "acme-ec2a-west-web2",
        "正式環境",
        "AIDACKCEVSQ6C2EXAMPLE",
        "U0123456789",
        "i-0abc123456789def0",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "/usr/lib/Python3/site/packages/Abc/defgh",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_lost-or-broken.html",
        f"https://console.aws.amazon.com/{SECRET_KEY}",
        "https://example.com/" + "aB3x" * 30,
    ],
)
def test_names_ids_and_links_are_no_secrets(text: str) -> None:
    assert secret_in(text) is None


def test_the_gravest_secret_is_named_first() -> None:
    """What has to be rotated, before what runs out by itself."""
    assert secret_in(f"password: hunter2, code 123456, {KEY_ID}") is Secret.ACCESS_KEY


@given(st.binary(min_size=40, max_size=40), st.sampled_from(["", "seed: ", "新的密鑰 "]))
def test_every_seed_that_aws_gives_out_is_noticed(seed: bytes, before: str) -> None:
    """Sixty-four characters of base32, unless one byte fills it."""
    text = base64.b32encode(seed).decode()
    assume(not any(char * 5 in text for char in text))
    assert secret_in(before + text) is not None


@given(
    st.integers(0, 999_999), st.sampled_from(["{}", "code {}", "驗證碼：{}", "OTP is {}", "{}."])
)
def test_every_code_is_noticed(code: int, said: str) -> None:
    assert secret_in(said.format(f"{code:06}")) is Secret.CODE


@given(st.text(string.ascii_lowercase + " ,.", max_size=200))
def test_small_letters_alone_are_no_secret(text: str) -> None:
    """Nothing is taken for a key, a seed or a code only because it is long."""
    assert secret_in(text) is None


@given(st.text() | st.text(st.sampled_from("password: code=is123456AKIA\n<>|@`xob-")))
def test_no_text_breaks_it(text: str) -> None:
    assert secret_in(text) in {None, *Secret}


def missed(kinds: dict[str, tuple[str, ...]], level: Callable[[str], object]) -> list[str]:
    return [text for _, text in texts(kinds) if not level(text)]


def test_no_text_that_holds_a_secret_passes() -> None:
    """Of tokens, keys, links, seeds, recovery codes, passwords and codes, in several languages."""
    assert sum(map(len, SURE.values())) >= 220
    assert missed(SURE, secret_in) == []
    assert missed(SURE, possible_secret_in) == []


def test_what_only_may_be_a_secret_is_not_kept() -> None:
    assert sum(map(len, POSSIBLE.values())) >= 40
    assert missed(POSSIBLE, possible_secret_in) == []


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        (secret_in, set(ORDINARY)),
        # No number is kept at all: `tests/core/test_digits.py`.
        (possible_secret_in, set(ORDINARY) - {"numbers"}),
    ],
)
def test_few_ordinary_texts_are_refused(
    level: Callable[[str], object], kinds: set[str], record_property: Callable[[str, object], None]
) -> None:
    """Else nobody heeds the warning."""
    ordinary = [text for kind in kinds for text in ORDINARY[kind]]
    alarms = [text for text in ordinary if level(text)]
    told = f"{level.__name__}: {len(alarms)} false alarms in {len(ordinary)} ordinary texts"
    record_property("false alarms", told)
    print(told, alarms)  # noqa: T201  # the figure, with `pytest -s`
    assert len(ordinary) >= 282
    assert len(alarms) / len(ordinary) < FEW, alarms


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_is_known_by_its_own_vendors_rule(name: str) -> None:
    (rule,) = (rule for rule in RULES if rule.name == name)
    assert rule.source
    assert all(map(rule.holds, TOKENS[name]))


def test_every_rule_has_a_text_of_its_own() -> None:
    names = [rule.name for rule in KEPT_RULES]
    assert len(set(names)) == len(names)
    assert set(names) == set(ONLY)


@pytest.mark.parametrize("name", ONLY)
def test_without_its_rule_a_text_would_pass(name: str) -> None:
    """No rule is there for nothing."""
    rules = KEPT_RULES if name in KEPT_ALONE else RULES
    (rule,) = (rule for rule in rules if rule.name == name)
    assert first(rules, ONLY[name]) is rule.secret
    assert first([other for other in rules if other is not rule], ONLY[name]) is None


@given(st.text() | st.from_regex(r"\A[\w.<>|:/@=-]{1,60}\Z"))
def test_what_is_thrown_away_is_judged_no_stricter_than_what_is_kept(text: str) -> None:
    assert possible_secret_in(text) or not secret_in(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "password: ",
        "password is ",
        "password a b c d e f ",
        "A",
        "A2",
        "JBSW ",
        "A2AA ",
        "123 ",
        "123456 ",
        "code is ",
        "a/",
        "aB1/",
        "<",
        "<a|",
        "-----BEGIN ",
        "IQoJ",
        "xox",
        "1",
        " ",
        "https://",
        "123456 is ",
        "?token=",
        "://a:",
        "/reset/",
        "-u a:",
        "mysql -p",
        "cookie=",
        "-eyJ",
        "eyJa.",
        "recovery code ",
        "key for a ",
        "密碼是",
        "hunter2 is ",
        "root:",
        "pass ",
        "一",
        "zero one ",
        "a1",
        "a!1",
        "a@",
        "abcd ",
        "AB1D-",
        "1-",
        "commit ",
        "=",
        "\n",
    ],
)
def test_forty_thousand_characters_do_not_hold_up_the_bot(piece: str) -> None:
    """The longest Slack message, made of what is hardest to read."""
    assert possible_secret_in(piece * (40_000 // len(piece))) in {None, *Secret}


@pytest.mark.timeout(20)
def test_no_rule_is_held_up_by_what_it_looks_for() -> None:
    """The beginnings of its own text, again and again."""
    for rule in KEPT_RULES:
        for length in (3, 6, 14, 40):
            piece = ONLY[rule.name][:length]
            rule.holds(piece * (40_000 // len(piece)))
