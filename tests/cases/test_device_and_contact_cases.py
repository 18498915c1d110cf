"""Public cases of people who replace root's device, or set the contact phone: what stands in their
way has a sentence at the step where they meet it.
"""

import pytest

from bot.core.words import Section
from tests.cases.walks import LANGUAGES
from tests.support.shipped import LIBRARY


def section(flow: str, step: str, language: str) -> Section:
    return LIBRARY.words[flow, language].sections[step]


@pytest.mark.case("C48")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_page_that_iam_users_may_not_see_leads_to_the_cli(language: str) -> None:
    lines = section("contact-phone", "refused", language).body.splitlines()
    (line,) = (line for line in lines if "Activate IAM access" in line)
    assert "CLI" in line
    assert LIBRARY.flows["contact-phone"].steps["refused"].buttons["other_way"].go == "who_may"
    assert "cli" in LIBRARY.flows["contact-phone"].steps["who_may"].buttons


@pytest.mark.case("C54")
def test_an_approval_that_goes_to_the_dead_phone_leads_to_the_cli() -> None:
    for language, words in (("en", "a link to be opened first"), ("zh-TW", "先打開一個連結")):
        lines = section("contact-phone", "refused", language).body.splitlines()
        (line,) = (line for line in lines if words in line)
        assert "CLI" in line


@pytest.mark.case("C49")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("flow", "step"), [("mfa-disable", "add_passkey"), ("mfa-lost", "new_passkey")]
)
def test_a_passkey_that_windows_would_keep_goes_elsewhere(
    flow: str, step: str, language: str
) -> None:
    assert "Windows Hello" in section(flow, step, language).body


@pytest.mark.case("C49")
@pytest.mark.parametrize(
    ("flow", "step"), [("mfa-disable", "add_passkey"), ("mfa-lost", "new_passkey")]
)
def test_a_security_key_is_not_tried_in_the_private_window_of_the_sign_in(
    flow: str, step: str
) -> None:
    """`page_fails` advises such a window; AWS takes no security key there."""
    for language, words in (("en", "private window"), ("zh-TW", "無痕視窗")):
        assert words in section(flow, step, language).body


@pytest.mark.case("C55")
def test_the_old_phone_is_kept_until_the_new_device_has_signed_in() -> None:
    for language, words in (
        ("en", "Delete nothing from the old phone before that"),
        ("zh-TW", "在那之前，舊手機上什麼都不要刪"),
    ):
        assert words in section("mfa-disable", "sign_in_with_new", language).body


@pytest.mark.case("C56")
def test_the_number_on_file_is_not_that_of_an_alternate_contact() -> None:
    for flow, step in (("mfa-ready", "number"), ("contact-phone", "console_edit")):
        assert "alternate contacts" in section(flow, step, "en").body
        assert "備用聯絡人" in section(flow, step, "zh-TW").body
