"""What the bot promises about everything else: it does not cry wolf."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.secrets import possible_secret_in, secret_in
from tests.core.ordinary_texts import ORDINARY
from tests.support.each import each

FEW = 0.02  # false alarms


@each(
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
        "bar code 48291312",
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


@each(
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


@each(
    "number",
    [
        f"{opens}{area}{closes}{apart}{digits}"
        for opens, closes in ("()", "（）", "[]", "【】")
        for area, digits in (("089", "335482"), ("082", "325630"), ("037", "322150"))
        for apart in ("", " ")
    ],
)
def test_six_digits_behind_an_area_code_are_no_code(number: str) -> None:
    """As numbers of Taitung, Kinmen and Miaoli have them."""
    for said in (
        "AWS 上的電話是 {}",
        "電話 {}，AWS 打不通",
        "AWS phone on file: {}",
        "code sent to {}",
    ):
        assert secret_in(said.format(number)) is None, said


@each(
    "text",
    [
        "MFA for prod [123456789012] 482913",
        "MFA(prod01)482913",
        "mfa (iPhone15)482913",
        "OTP [prod-01] 482913",
        "驗證碼【prod01】482913",
        "totp [03:12] 482913",
    ],
)
def test_what_else_stands_in_brackets_hides_no_code(text: str) -> None:
    assert secret_in(text) is not None


@each(
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
        "https://console.aws.amazon.com/wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "https://example.com/" + "aB3x" * 30,
    ],
)
def test_names_ids_and_links_are_no_secrets(text: str) -> None:
    assert secret_in(text) is None


@each(
    "text",
    [
        "User: arn:aws:iam::123456789012:root is not authorized to perform: iam:EnableMFADevice",
        "User: arn:aws:sts::123456789012:assumed-role/Admin/ana is not authorized",
        "AccessDenied when calling DeactivateMFADevice: User: arn:aws:iam::123456789012:user/ana2",
        "root: arn:aws:iam::123456789012:mfa/root-account-mfa-device",
        "admin: arn:aws-cn:iam::aws:policy/AdministratorAccess",
        "secret: arn:aws:secretsmanager:us-east-1:123456789012:secret:root/prod-AbC1dE",
        "user: U01ABCDEF23",
        "user/ana-lopez-1",
    ],
)
def test_what_aws_and_slack_call_somebody_is_no_login(text: str) -> None:
    """Errors of AWS begin with `User:`, and people paste them."""
    assert secret_in(text) is None
    assert possible_secret_in(text) is None


@each(
    "said",
    [
        *"accepted accessible available back blank correct current elsewhere hers mine".split(),
        *"nowhere personal random ready rejected slow stale temporary theirs unique".split(),
        *"easy hard identical local obvious stolen".split(),
        "correct, MFA lost",
        "given to Ben",
        "inside the safe",
        "taken from a note",
        "written down nowhere",
        "split in two",
        "very long",
        "over a year old",
        "Bob's",
    ],
)
def test_what_is_said_about_a_password_is_not_taken_for_it(said: str) -> None:
    assert possible_secret_in(f"password is {said}") is None
    assert possible_secret_in(f"The password was {said}") is None
    assert secret_in(f"password: {said}") is None


@each(
    "text",
    [
        "https://acme.pagerduty.com/incidents/Q2BN8YKJ8MZKAB",
        "see Q2BN8YKJ8MZKAB in PagerDuty",
        "PagerDuty Q2BN8YKJ8MZKAB",
        "org o-a1b2c3d4e5",
        "SCP p-1a2b3c4d denies it",
        "FY2026Q3 clean-up",
        "2026Q4 drill",
        "FY25Q4-FY26Q1",
        "26W48 on call",
        "Authorization: approved by Dana",
        "authorization: verbally given by the CISO",
        "root@example.com: mailbox full",
        "aws@example.com,finance@example.com",
        "it sends the code to a***@example.com",
        "AWS shows r****t@e***.com",
        "信箱顯示 a***@example.com",
        "error, reference: 4f2a9c1b",
        "backup codes lost since 2024",
        "HTTP codes 401 then 403",
        "沒收到密碼重設 email",
        "密碼更新 flow 壞了",
        "the password of web01 is lost",
        "換成安全金鑰 YubiKey5",
        "security question answers are lost",
        "安全問題答案忘了",
        "the codes from 2023 are gone",
    ],
)
def test_what_an_on_call_engineer_refers_to_is_kept(text: str) -> None:
    """Incidents, policies, approvals, mailboxes and quarters, of few digits."""
    assert possible_secret_in(text) is None


@given(st.text(string.ascii_lowercase + " ,.", max_size=200))
def test_small_letters_alone_are_no_secret(text: str) -> None:
    """Nothing is taken for a key, a seed or a code only because it is long."""
    assert secret_in(text) is None


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
