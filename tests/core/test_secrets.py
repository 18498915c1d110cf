"""What the bot promises about secrets: it notices them."""

# full-width forms are what people type
import base64
import string
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.secrets import Secret, possible_secret_in, secret_in
from tests.core.secret_texts import POSSIBLE, SURE, texts
from tests.core.vendor_tokens import BASE32, drawn
from tests.support.each import each

SEED = "JBSWY3DPEHPK3PXP"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SESSION_TOKEN = "IQoJb3JpZ2luX2VjE" + "aB3/" * 40
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIE"
SLACK = "xoxb" + "-123456789012-abcdefABCDEF"


@each(
    "text, secret",
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


@each(
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


@each(
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
        "sidebar code 48291312",
        "our crossbar code is AB12CD9",
    ],
)
def test_a_one_time_code_is_noticed(text: str) -> None:
    """Six digits alone, or said to be a code; eight only when said to be one."""
    assert secret_in(text) is Secret.CODE


@each(
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


@pytest.mark.parametrize(("length", "share"), [(8, 0.4), (12, 0.7), (16, 0.85), (20, 0.9)])
def test_most_runs_of_small_letters_are_not_kept(length: int, share: float) -> None:
    """Drawn by lot, and with neither capital, digit nor sign: told by pairs that no word has."""
    runs = [drawn(length, string.ascii_lowercase) for _ in range(500)]
    assert sum(bool(possible_secret_in(run)) for run in runs) > share * len(runs)


@given(
    st.from_regex(r"\A[A-Z]?[a-z]{5,8}\Z"),
    st.from_regex(r"\A[0-9]{1,4}\Z"),
    st.sampled_from("!@#$%^&*"),
    st.sampled_from(["{word}{digits}{sign}", "{word}{sign}{digits}", "{sign}{word}{digits}"]),
)
def test_a_word_with_digits_and_a_sign_is_not_kept(
    word: str, digits: str, sign: str, form: str
) -> None:
    """Unless it is a name with a number that a sentence ends with, such as Team7!"""
    text = form.format(word=word, digits=digits, sign=sign)
    assume(not text.startswith(("@", "#")))  # a mention, a channel
    assert possible_secret_in(text)


@given(
    st.from_regex(r"\A[A-Za-z]{3,6}\Z"),
    st.integers(0, 9),
    st.from_regex(r"\A[A-Za-z]{2,6}\Z"),
    st.sampled_from("!@#$%^&*"),
)
def test_a_word_with_a_digit_in_it_and_a_sign_behind_is_not_kept(
    head: str, digit: int, tail: str, sign: str
) -> None:
    assume(tail.casefold() not in {"st", "nd", "rd", "th"})
    assert possible_secret_in(f"{head}{digit}{tail}{sign}")
    assert possible_secret_in(f"because of {head}{digit}{tail}{sign}")


FRAMES = (
    "他說{}了",
    "用{}登入",
    "我的{}，",
    "「{}」",
    "舊{}過期",
    "（{}）",
    "これは{}です",
    "비밀{}입니다",
)
FEW_MISSED = 0.02


@each("number", range(len(FRAMES)))
def test_a_secret_is_noticed_in_the_midst_of_a_script_without_blanks(number: int) -> None:
    """Whatever the secret, in Han, kana or Hangul; a code alone may be any number in a sentence.

    Each secret in a third of the frames.
    """
    sure = {kind: many for kind, many in SURE.items() if kind != "codes"}
    for kinds, level in ((sure, secret_in), (SURE | POSSIBLE, possible_secret_in)):
        latin = [text for _, text in texts(kinds) if text.isascii() and "\n" not in text]
        tried = latin[number % 3 :: 3]
        passed = [text for text in tried if not level(FRAMES[number].format(text))]
        assert len(passed) <= FEW_MISSED * len(tried), passed


@each("before", ["note:", "x/", "now=", "->", "a,", "b;", "c|", "→"])
def test_a_common_password_is_not_kept_whatever_sign_stands_before_it(before: str) -> None:
    for common in ("Passw0rd", "hunter2", "admin123", "Welcome1", "qwerty123", "letmein1"):
        assert possible_secret_in(before + common), common


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_code_in_two_halves_is_not_kept(first: int, second: int) -> None:
    """Unless both are statuses of HTTP."""
    assume(not (200 <= first <= 511 and 200 <= second <= 511))
    for form in (
        "code {} then {}",
        "code {} and {}",
        "code {}... {}",
        'code "{}" "{}"',
        "先 {} 再 {}",
        "先{}再{}",
        "驗證碼前三碼 {}，後三碼 {}",
        "first half {}, second half {}",
        "{},{} is the code",
        "驗證碼 {},{}",
    ):
        assert possible_secret_in(form.format(f"{first:03}", f"{second:03}")), form


def test_a_comma_in_a_code_hides_it_from_nobody() -> None:
    for text in ("the code is 482,913", "482,913 is the code", "驗證碼 482,913"):
        assert secret_in(text) is Secret.CODE


def test_most_keys_of_an_authenticator_are_not_kept_in_small_groups() -> None:
    """Sixteen characters of base32, in fours with blanks, as Google and others print them."""
    keys = [drawn(16, BASE32.lower()) for _ in range(500)]
    grouped = [" ".join(key[n : n + 4] for n in range(0, 16, 4)) for key in keys]
    assert sum(bool(possible_secret_in(key)) for key in grouped) > 0.9 * len(grouped)


# What Unicode calls ignorable, and what is blank though it is called a letter or a sign.
UNSEEN = (
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u200b\u200d\u202e\u2060\u206f\u2800",
    *"\u3164\ufe00\ufe0f\ufeff\uffa0\ud800\U000e0001\U000e0100\U000e01ef",
)


@each("unseen", UNSEEN)
def test_what_nobody_sees_hides_no_secret(unseen: str) -> None:
    """Wherever it stands in it."""
    for text in ("password: toor", "密碼: toor", "code 482913", f"key {KEY_ID}"):
        for at in range(len(text)):
            hidden = text[:at] + unseen + text[at:]
            assert secret_in(hidden) or possible_secret_in(hidden.replace(unseen, " ")), hidden
