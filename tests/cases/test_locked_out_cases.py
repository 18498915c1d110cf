"""Public cases of people who were stuck before the phone call: each has a way on, and an end.

Somebody else has the device, AWS's sign-in shows something unexpected, the address or its inbox
is lost, the account is suspended, AWS Support asks back, a new device is refused.
"""

import pytest

from tests.cases.walks import CALLED, READY, REGISTERED, section, walked
from tests.support.shipped import LIBRARY

TROUBLE = f"{READY} other"
REPLACED = "passkey registered removed have_two changed all_ours right one"
FORMS = ("support_form", "account_support_form")


@pytest.mark.case("C30")
@pytest.mark.parametrize(
    ("then", "end"),
    [
        (f"signed_in lost {REPLACED}", "recovered"),
        (f"no_help standalone nothing skip skip skip {CALLED} {REGISTERED}", "recovered"),
        ("no_help member admin_here answer=1234-5678-9012 ready", None),
        ("taken_over account_form sent skip", "support"),
    ],
    ids=["they help", "the call", "the organization", "nobody of the team registered it"],
)
def test_whoever_left_with_the_device_is_asked_first(then: str, end: str | None) -> None:
    read = walked("others", then)
    assert read.steps[:2] == ["what_happened", "who_has_it"]
    assert read.end == end
    assert "block_the_phone" not in read.steps  # it is not lost
    for language, words in {
        "en": ("can trust them", "Do not write codes in Slack", "dispute"),
        "zh-TW": ("信得過", "驗證碼不要寫在 Slack", "糾紛"),
    }.items():
        told = section("who_has_it", language).text
        assert [word for word in words if word not in told] == []


@pytest.mark.case("C30")
def test_a_device_that_somebody_else_has_is_a_reason_for_a_new_password() -> None:
    assert "somebody else have it?" in section("change_password", "en").point
    assert "在別人手上" in section("change_password", "zh-TW").point


@pytest.mark.case("C30")
def test_a_device_of_somebody_who_left_is_not_a_strangers() -> None:
    """Whoever comes after them did not register it either, and nobody took the account over."""
    for language, words in (("en", "not even before you"), ("zh-TW", "離職的人也沒有")):
        assert words in section("who_has_it", language).text


@pytest.mark.case("C31")
def test_an_inbox_that_the_account_itself_serves_can_be_pointed_elsewhere() -> None:
    read = walked("broken standalone nothing no_inbox readable")
    assert read.steps[-2:] == ["inbox_lost", "number"]  # who has it is not asked again
    assert read.missing("Route 53", "MX") == []
    assert "expired? Renew it" in section("inbox_lost", "en").text
    assert "網域到期了" in section("inbox_lost", "zh-TW").text


@pytest.mark.case("C32")
@pytest.mark.parametrize(
    "noticed", ["other root_disabled", "password_refused recovery_disabled"], ids=["page", "reset"]
)
def test_where_root_is_disabled_only_the_organization_helps(noticed: str) -> None:
    read = walked(READY, noticed, "allowed signed_in", REGISTERED)
    assert "allow_recovery" in read.steps
    assert not set(FORMS) & set(read.steps)
    assert read.end == "recovered"
    for language in ("en", "zh-TW"):
        looks = "sign-in as root is currently disabled"
        assert looks in section("allow_recovery", language).text
        assert looks in section("sign_in_trouble", language).text.casefold()


@pytest.mark.case("C33")
@pytest.mark.parametrize(
    ("then", "end"),
    [
        (f"found {CALLED} {REGISTERED}", "recovered"),
        ("no_inbox account_form sent skip", "support"),
        ("not_found sent skip", "support"),
    ],
)
def test_a_root_email_that_nobody_knows_can_be_looked_up(then: str, end: str) -> None:
    read = walked(TROUBLE, "unknown_email", then)
    assert read.end == end
    assert read.missing("**AWS accounts**", "MasterAccountEmail", "@verify.signin.aws") == []


@pytest.mark.case("C34")
@pytest.mark.parametrize(
    ("then", "end"),
    [(f"through {CALLED} {REGISTERED}", "recovered"), ("stuck sent skip", "support")],
)
def test_a_page_of_amazon_com_is_not_aws_and_leads_on(then: str, end: str) -> None:
    read = walked(TROUBLE, "amazon", then)
    assert read.end == end
    assert read.missing("www.amazon.com/gp/help/customer/contact-us") == []
    assert "is not AWS's MFA" in section("amazon_page", "en").text
    assert "不是 AWS 的 MFA" in section("amazon_page", "zh-TW").text


@pytest.mark.case("C35")
def test_a_suspended_account_can_be_paid_for_without_root() -> None:
    read = walked("others no_help other closed signs_in nothing skip skip skip", CALLED, REGISTERED)
    assert read.end == "recovered"
    assert read.missing("**Billing and Cost Management**", "**Payments**") == []
    assert "owner of the management account" in section("account_closed", "en").text
    assert "管理帳戶的負責人" in section("account_closed", "zh-TW").text


@pytest.mark.case("C36")
@pytest.mark.parametrize("form", FORMS)
def test_what_support_asks_back_is_fetched_before_the_form_is_sent(form: str) -> None:
    for language, words in {
        "en": ("Reported", "address on file", "last four digits of the card", "a past bill"),
        "zh-TW": ("據回報", "地址", "信用卡末四碼", "某一期帳單"),
    }.items():
        told = section(form, language).text
        assert [word for word in words if word not in told] == []
    sources = set(LIBRARY.flows["mfa-lost"].steps[form].sources)
    assert sources >= {"report_asked", "report_asked_2013"}  # of the years that are named


@pytest.mark.case("C37")
@pytest.mark.parametrize("step", ["register_new", "remove_first"])
@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_name_that_is_taken_costs_no_device(step: str, language: str) -> None:
    told = section(step, language).text
    assert "Entity already exists" in told
    assert "**Device name**" in told


@pytest.mark.case("C38")
def test_a_govcloud_account_without_an_administrator_has_a_way_too() -> None:
    read = walked("broken other govcloud")
    assert read.end == "not_needed"
    assert "can request root access keys for it from AWS Support" in read.text["en"]
    assert "向 AWS Support 申請它的根使用者存取金鑰" in read.text["zh-TW"]


@pytest.mark.case("C30")
def test_replacing_leads_to_recovery_where_somebody_else_has_the_device() -> None:
    for language, words in (("en", "somebody else"), ("zh-TW", "在別人手上")):
        sections = LIBRARY.words["mfa-disable", language].sections
        assert words in sections["why"].text
        assert words in sections["device_is_lost"].point
        assert "/mfa-lost {account}" in sections["device_is_lost"].text
