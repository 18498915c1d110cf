"""What the bot promises about the names of accounts."""

# full-width forms are what people type
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.accounts import BadAccount, BadAccountReason, account
from tests.core.ordinary_texts import NICKNAMES
from tests.support.each import each


@each(
    "text",
    [
        "123456789012",
        "1234-5678-9012",
        "1234 5678 9012",
        " 1234-5678-9012\n",
        "1234–5678–9012",
        "１２３４－５６７８－９０１２",
        "١٢٣٤٥٦٧٨٩٠١٢",
        "`1234-5678-9012`",
        "“123456789012”",
        "<tel:123456789012|1234-5678-9012>",
        "\u202a1234-5678-9012\u202c",
        "1234ー5678ー9012",
        "123456789012.",
        "(123456789012)",
        "arn:aws:iam::123456789012:root",
        "arn:aws-cn:iam::123456789012:user/ana",
        "arn:aws:organizations::123456789012:account/o-abcdefghij/123456789012",
        "https://123456789012.signin.aws.amazon.com/console",
        "<https://123456789012.signin.aws.amazon.com/console>",
        "123456789012 (prod)",
        "1234-5678-9012 (prod-eu-1)",
        "prod (123456789012)",
        "prod 123456789012",
        "prod-123456789012",
        "prod2: 123456789012",
        "account 123456789012",
        "AWS account ID: 1234-5678-9012",
        "帳號：123456789012",
        "the prod account 1234-5678-9012",
        "1234.5678.9012",
        "1234_5678_9012",
        "prod(123456789012)",
        "prod（１２３４－５６７８－９０１２）",
        "Acme Production (1234-5678-9012)",
        "prod, 123456789012",
        "prod | 123456789012",
        "prod — 123456789012",
        "prod@123456789012",
        "123456789012 | root@example.com",
        "123456789012, the production account",
        "{123456789012}",
        '{"Account": "123456789012"}',
        "_123456789012_",
        "arn:aws:iam::123456789012",
        "<arn:aws-us-gov:iam::123456789012:root>",
        "http://123456789012.signin.aws.amazon.com/console",
        "https://123456789012.signin.aws.amazon.com/console?region=us-east-1",
        "https://123456789012.signin.amazonaws.cn/console#",
        "https://signin.aws.amazon.com/console?account=123456789012",
        "https://us-east-1.signin.aws.amazon.com/oauth?account=123456789012",
        "https://123456789012-abcdef12.us-east-1.console.aws.amazon.com/iam/home",
        "https://acme.awsapps.com/start/#/console?account_id=123456789012&role_name=Admin",
        "<https://d-9067012345.awsapps.com/start/#/console?account_id=123456789012&amp;role_name=A>",
        "ssoins-210987654321abcd.portal.us-east-1.app.aws/#/console?account_id=123456789012",
        "https://start.us-gov-home.awsapps.com/directory/acme#/console?account_id=123456789012",
    ],
)
def test_twelve_digits_are_one_account_however_written(text: str) -> None:
    """Else one account would have two budgets of calls."""
    assert account(text) == "123456789012"


def test_an_account_id_may_begin_with_zero() -> None:
    assert account("0000-1234-5678") == "000012345678"


@each(
    "text, name",
    [
        ("prod", "prod"),
        ("Prod-EU.2_a", "prod-eu.2_a"),
        ("ＰＲＯＤ", "prod"),
        ("`prod`", "prod"),
        ("*prod*", "prod"),
        ("「正式環境」", "正式環境"),
        ("Straße", "strasse"),
        ("本番2", "本番2"),
        ("prod\u200b", "prod"),
        ("prod\u3164", "prod"),
        ("pr\u034fod", "prod"),
        ("<http://prod.example.com|prod.example.com>", "prod.example.com"),
        ("a" * 32, "a" * 32),
        ("ab", "ab"),
        ("prod.", "prod"),
        ("the dragon2 account", "dragon2"),
        *((said, "prod") for said in ("prod please", "the prod account", "帳戶 prod", "請 prod")),
        ("prod。", "prod"),
        ("“prod”.", "prod"),
        ("„prod“", "prod"),
        ("#prod", "prod"),
        ("<#C012AB3CD|prod>", "prod"),
        ("(prod)", "prod"),
        ("【prod】", "prod"),
        ("_prod_", "prod"),
        ("https://acme-prod.signin.aws.amazon.com/console", "acme-prod"),
        ("<http://acme-prod.signin.aws.amazon.com|acme-prod.signin.aws.amazon.com>", "acme-prod"),
        ("<#C012AB3CD|正式環境>", "正式環境"),
        ("prod—east", "prod-east"),
        ("prod–east", "prod-east"),
        ("prod--east", "prod-east"),
        ("prod\u2212east", "prod-east"),
        ("prod\ufe0f", "prod"),
        ("prod٢", "prod2"),
        ("サーバー", "サーバー"),
        ("उत्पादन", "उत्पादन"),
        ("การผลิต", "การผลิต"),
    ],
)
def test_a_nickname_is_one_name_however_typed(text: str, name: str) -> None:
    """In any script, any case, any width, with or without quotes."""
    assert account(text) == name


@each(
    "text, reason",
    [
        ("", BadAccountReason.EMPTY),
        (" \n", BadAccountReason.EMPTY),
        ("``", BadAccountReason.EMPTY),
        ("a", BadAccountReason.TOO_SHORT),
        ("a" * 33, BadAccountReason.TOO_LONG),
        ("ß" * 17, BadAccountReason.TOO_LONG),
        ("12345", BadAccountReason.DIGITS),
        ("1234-5678-901", BadAccountReason.DIGITS),
        ("1234567890123", BadAccountReason.DIGITS),
        ("0912 345 678", BadAccountReason.DIGITS),
        ("+886912345678", BadAccountReason.DIGITS),
        ("(02) 2345-6789", BadAccountReason.DIGITS),
        ("prod europe", BadAccountReason.CHARACTERS),
        ("prod\nstaging", BadAccountReason.CHARACTERS),
        ("1234-5678-9012 2109-8765-4321", BadAccountReason.SEVERAL),
        ("123456789012, 210987654321", BadAccountReason.SEVERAL),
        ("2prod", BadAccountReason.CHARACTERS),
        ("-prod", BadAccountReason.CHARACTERS),
        ("prod\x00", BadAccountReason.CHARACTERS),
        ("prod🚀", BadAccountReason.CHARACTERS),
        ("<@U0123456789>", BadAccountReason.CHARACTERS),
        ("<@U0123456789|ana>", BadAccountReason.CHARACTERS),
        ("prod &amp; dev", BadAccountReason.CHARACTERS),
        ("arn:aws:s3:::acme-logs", BadAccountReason.CHARACTERS),
        (
            "arn:aws:organizations::123456789012:account/o-abc/210987654321",
            BadAccountReason.SEVERAL,
        ),
        ("123456789012 and 210987654321", BadAccountReason.SEVERAL),
        ("not prod 123456789012", BadAccountReason.DIGITS),
        ("123456789012 (not 210987654321)", BadAccountReason.SEVERAL),
        ("210987654321 (123456789012)", BadAccountReason.SEVERAL),
        ("123456789012_0316137", BadAccountReason.DIGITS),
        ("https://us-east-1.signin.aws.amazon.com/console", BadAccountReason.EMPTY),
        ("us-east-1.console.aws.amazon.com", BadAccountReason.EMPTY),
        ("acme.awsapps.com/start/#/console?account_id=1234567890123", BadAccountReason.DIGITS),
        ("https://awsapps.example.com/?account_id=123456789012", BadAccountReason.DIGITS),
        ("signin.aws.amazon.com/?account=123456789012&to=210987654321", BadAccountReason.SEVERAL),
        ("prod1-2345-6789-0123", BadAccountReason.DIGITS),
        ("ana0912345678", BadAccountReason.DIGITS),
        ("prod-20261126", BadAccountReason.DIGITS),
        ("安娜零九一二三四五六七八", BadAccountReason.DIGITS),
        ("<#C012AB3CD>", BadAccountReason.CHARACTERS),
        ("prod - east", BadAccountReason.CHARACTERS),
        *(
            (f"pr{char}od", BadAccountReason.CHARACTERS)
            for char in "|:{}~,*?[]<>&/\\#@$%^()+=;'\"!｜：｛"
        ),
        ("123456", BadAccountReason.SECRET),
        ("AKIAIOSFODNN7EXAMPLE", BadAccountReason.SECRET),
        ("password: hunter2", BadAccountReason.SECRET),
        ("123456789012 (password: hunter2)", BadAccountReason.SECRET),
        ("x7Kp9QzR2m", BadAccountReason.SECRET),
        *((said, BadAccountReason.SECRET) for said in ("Admin123!", "Root123!", "P@ssw0rd")),
        ("x7kp9qzr2m", BadAccountReason.SECRET),
        ("team-42-a1b2c3d4", BadAccountReason.SECRET),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_the_reason(
    text: str, reason: BadAccountReason
) -> None:
    with pytest.raises(BadAccount) as refused:
        account(text)
    assert refused.value.reason is reason


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    """It may be a secret, and errors are logged."""
    with pytest.raises(BadAccount) as refused:
        account("AKIAIOSFODNN7EXAMPLE")
    assert str(refused.value) == "secret"


@each("name", NICKNAMES)
def test_ordinary_nicknames_are_taken(name: str) -> None:
    """In many scripts, with numbers, dots and dashes."""
    assert account(name)


@given(st.text() | st.from_regex(r"\A[\w.<>|'-]{1,40}\Z"))
def test_a_name_is_safe_to_keep_and_stays_the_same(text: str) -> None:
    """In Redis keys, in a button's value, in Slack's mark-up, and typed again."""
    try:
        name = account(text)
    except BadAccount:
        return
    assert 2 <= len(name) <= 32
    assert all(
        char.isalnum() or unicodedata.category(char)[0] == "M" or char in "._-" for char in name
    )
    assert account(name) == name


@given(st.integers(0, 10**12 - 1))
def test_every_account_id_is_taken(number: int) -> None:
    digits = f"{number:012}"
    assert account(digits) == account(f"{digits[:4]}-{digits[4:8]}-{digits[8:]}") == digits
