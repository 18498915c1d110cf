"""Public cases of people who lost root: each is walked on the real flows, to the right end.

What must be read on the way is held in every language where it is a name, and by its words
where it is a sentence.
"""

from collections.abc import Callable

import pytest

from bot.texts import errors
from tests.cases.walks import CALLED, PROMPT, READY, REGISTERED, section, walked
from tests.support.shipped import LIBRARY

NUMBER = "answer=0912345678 console updated later go_on"  # contact-phone, and back
CENTRAL = "broken member admin_here answer=1234-5678-9012 ready"
WIPE = "all_credentials wipe"
SESSION = "says_go"


@pytest.mark.case("C01")
def test_where_no_mail_comes_to_an_inbox_that_is_fine_aws_is_asked() -> None:
    read = walked(PROMPT, "no_mail inbox_fine sent skip")
    assert read.steps[-4:] == ["mail_checks", "support_form", "case_number", "support"]
    assert read.end == "support"
    assert "The Inbox Is Fine, No Mail Comes" in read.pressed["en"]
    assert "信箱正常，但沒收到信" in read.pressed["zh-TW"]
    assert read.missing("https://support.aws.amazon.com/#/contacts/aws-mfa-support") == []


@pytest.mark.case("C01")
def test_where_the_page_shows_another_number_it_is_corrected_before_any_call() -> None:
    read = walked(PROMPT, "other_digits change_phone", NUMBER, CALLED, REGISTERED)
    assert read.end == "recovered"
    assert read.steps.index("console_edit") < read.steps.index("ready_to_call")


@pytest.mark.case("C01")
def test_where_nobody_can_correct_the_number_that_the_page_shows_aws_is_asked() -> None:
    read = walked(PROMPT, "other_digits no_phone sent skip")
    assert read.end == "support"
    assert "ready_to_call" not in read.steps


@pytest.mark.case("C03")
@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ("waiting skip", "support"),
        ("papers asked skip", "support"),
        (f"answered mfa_removed signed_in {REGISTERED}", "recovered"),
    ],
    ids=["nothing yet", "papers", "a PIN by mail"],
)
def test_a_dead_phone_that_nobody_can_change_leads_to_what_aws_asks_then(
    asked: str, end: str
) -> None:
    read = walked("broken standalone nothing phone_gone no_phone no_call", asked)
    assert read.steps[3:7] == ["people", "phone_gone", "support_form", "without_call"]
    assert read.end == end
    assert "Nobody Can Change It" in read.pressed["en"]
    for language, words in {
        "en": ("Reported", "PIN, by mail", "Identity papers"),
        "zh-TW": ("據回報", "PIN，寄到根使用者信箱", "身分證明文件"),
    }.items():
        told = section("without_call", language).text
        assert [word for word in words if word not in told] == []


@pytest.mark.case("C05")
@pytest.mark.parametrize(
    "noticed",
    [
        "stolen blocked_it not_sure member taken_over",
        "lost taken_over",
        "broken standalone nothing no_inbox taken_over",
        f"{READY} password_refused taken_over",
        "broken member taken_over",
    ],
    ids=["stolen member", "lost phone", "inbox", "sign-in", "member"],
)
def test_a_takeover_is_an_incident_first_and_aws_is_told_of_it(noticed: str) -> None:
    read = walked(noticed, "account_form sent skip")
    assert read.steps[-4:-2] == ["taken_over", "account_support_form"]
    assert read.end == "support"
    assert read.missing("EmailUpdated", "PasswordUpdated", "aws-account-support") == []
    for language, lead, told in (
        ("en", "Call your security lead", "the account was taken over"),
        ("zh-TW", "打給資安負責人", "帳戶遭人接管"),
    ):
        assert lead in section("taken_over", language).body.partition("\n")[0]
        assert told in section("account_support_form", language).body


@pytest.mark.case("C05")
def test_the_organization_moves_a_members_email_back_and_ends_the_others_access() -> None:
    deleted = f"moved_taken_over ready {WIPE} recovery_on signed_in"
    stolen = "passkey registered removed have_two changed strange told right one"
    read = walked("broken member taken_over member answer=1234-5678-9012", deleted, stolen)
    assert read.end == "recovered"
    assert read.steps.index("move_root_email") < read.steps.index("central_delete")
    assert read.missing("start-primary-email-update", "EmailUpdated") == []


@pytest.mark.case("C08")
@pytest.mark.parametrize(
    ("denied", "end"),
    [
        (f"{WIPE} denied changed {WIPE} leave_without", "central_root_done"),
        (f"{WIPE} denied by_cli {SESSION} removed later", "device_removed"),
        (f"device_only {SESSION} denied changed {WIPE} leave_without", "central_root_done"),
        (f"{WIPE} denied not_possible another_device signed_in kept", "not_needed"),
    ],
    ids=["console", "console, then CLI", "CLI", "nobody can change it"],
)
def test_a_policy_that_denies_the_root_session_is_known_by_its_looks(denied: str, end: str) -> None:
    read = walked(CENTRAL, denied)
    assert "central_policy" in read.steps
    assert read.end == end
    looks = ("iam:GetAccountSummary", "a service control policy explicitly denies", "AccessDenied")
    remedy = ("list-policies-for-target", "aws:AssumedRoot")
    assert read.missing(*looks, *remedy) == []


@pytest.mark.case("C10")
def test_an_authenticator_without_an_entry_for_root_leads_to_the_phone() -> None:
    read = walked(READY, CALLED, REGISTERED)
    assert read.end == "recovered"
    assert "the_call" in read.steps


@pytest.mark.case("C12")
def test_codes_that_neither_clock_nor_resync_mend_lead_to_the_phone() -> None:
    tried = "broken standalone codes_refused still_refused not_in"
    read = walked(tried, "skip skip skip", CALLED, REGISTERED)
    assert read.end == "recovered"
    assert read.steps.index("resync") < read.steps.index("the_call")


@pytest.mark.case("C13")
@pytest.mark.parametrize(
    ("then", "end"),
    [
        (f"{CALLED} {REGISTERED}", "recovered"),
        (f"no_prompt yes_root {REGISTERED}", "recovered"),
        ("inbox_fine sent skip", "support"),
        ("no_inbox account_form sent skip", "support"),
    ],
    ids=["MFA comes next", "nothing comes next", "no mail", "no inbox"],
)
def test_a_code_from_a_mail_at_sign_in_is_no_mfa_code(then: str, end: str) -> None:
    read = walked(READY, "mail_code", then)
    assert read.end == end
    assert "AWS Mailed a Code" in read.pressed["en"]
    assert read.missing("@signin.aws", "@verify.signin.aws") == []
    assert "never here. It is not the MFA code." in section("mail_code", "en").point
    assert "不要輸入到這裡。那不是 MFA 驗證碼。" in section("mail_code", "zh-TW").point


SPENDS = ("**SMS text**", "**Voice call**", "**Call me now**")
NO_CALL = "Do not start phone verification in AWS: no {}, {} or {}".format(*SPENDS)
NOBODY_CALLS = {
    "attempts used up": lambda language: section("calls_used_up", language).text,
    "taken over": lambda language: section("taken_over", language).text,
    "database away": lambda language: errors.store_away(language).markdown,
    "outcome unknown": lambda language: errors.commit_unknown(language).markdown,
}


@pytest.mark.parametrize("told", NOBODY_CALLS.values(), ids=NOBODY_CALLS)
def test_where_nobody_may_call_all_that_spends_an_attempt_is_named(
    told: Callable[[str], str],
) -> None:
    assert NO_CALL in told("en")
    assert [name for name in SPENDS if name not in told("zh-TW")] == []


@pytest.mark.parametrize("kind", ["passkey", "app", "token"])
def test_a_stolen_device_is_removed_right_after_the_new_one_is_registered(kind: str) -> None:
    read = walked("stolen blocked_it standalone nothing skip skip skip", CALLED, kind, "registered")
    assert read.steps[-2:] == [f"new_{kind}", "remove_lost_device"]


@pytest.mark.parametrize(
    ("step", "button"),
    [
        ("remove_lost_device", "keep_for_now"),
        ("remove_refused", "later"),
        ("change_password", "not_needed"),
    ],
)
def test_what_leaves_a_thief_a_key_is_asked_again(step: str, button: str) -> None:
    assert LIBRARY.flows["mfa-lost"].steps[step].buttons[button].confirm


@pytest.mark.parametrize(
    "where",
    [
        "cause_found opened page_fails",
        "cause_found other page_fails",
        "cause_found opened chosen page_fails",
        "cause_found opened chosen opened",
    ],
)
def test_whoever_is_blocked_after_a_failed_call_can_say_so(where: str) -> None:
    called = "opened chosen opened calling no_ring"
    assert walked(READY, called, where, "blocked").steps[-1] == "calls_used_up"
