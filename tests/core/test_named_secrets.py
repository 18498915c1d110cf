"""What the bot promises about secrets that a sentence names, or tells how they were used."""

import string

from bot.core.secrets import possible_secret_in, secret_in
from tests.core.vendor_tokens import BASE32, drawn
from tests.support.each import each


@each(
    "said",
    [
        *("recovery code {}", "one recovery code left: {}", "backup codes {} are in the safe"),
        *("復原碼 {} 用掉了", "備用碼：{}", "setup key {}", "MFA secret {} is on paper"),
        *("the secret key on the page was {}", "種子 {} 在保險箱", "金鑰 {} 印出來了"),
    ],
)
def test_most_that_is_called_a_recovery_code_or_a_key_is_not_kept(said: str) -> None:
    """Drawn by lot, in the forms that vendors give out, however few digits they hold."""
    capitals, small = string.ascii_uppercase, string.ascii_lowercase + string.digits
    forms = (
        lambda: drawn(16, capitals),
        lambda: drawn(16, BASE32),
        lambda: f"{drawn(5, small)}-{drawn(5, small)}",
        lambda: f"{drawn(4, capitals)}-{drawn(4, capitals)}",
        lambda: " ".join(drawn(4, capitals) for _ in range(8)),
    )
    for form in forms:
        texts = [said.format(form()) for _ in range(50)]
        passed = [text for text in texts if not possible_secret_in(text)]
        assert len(passed) < 0.25 * len(texts), passed


def test_names_and_places_beside_a_recovery_code_are_kept() -> None:
    for text in (
        "recovery codes for acme-prod are in 1Password",
        "recovery codes with KPMG-HK",
        "金鑰由 MR-SCHWARTZ 保管",
        "金鑰在 win11vm",
        "MFA key lost!please help",
        "the recovery code is on my iPhone15",
        "setup key lost with the YubiKey 5C",
        "backup codes of db-prod1 are printed",
        "MFA secret of prod2 was never written down",
        "復原碼在台北辦公室的保險箱",
        "種子存在 iPad 裡",
        "seed of the replica db-prod-01 failed",
    ):
        assert not possible_secret_in(text), text


@each(
    "said",
    [
        *("key in {} on the phone", "the call said enter {}", "phone asked me for {}"),
        *("AWS phone call wanted me to key in {}", "enter {}", "I typed in {}"),
        *("電話裡要我按 {}", "我按了 {} 沒反應", "螢幕上顯示四位數 {}", "畫面上的六位數：{}"),
    ],
)
def test_the_digits_that_the_call_asks_for_are_not_kept(said: str) -> None:
    for digits in ("4827", "9032", "90321"):
        assert possible_secret_in(said.format(digits)), digits


def test_the_last_digits_of_a_number_and_years_are_no_code() -> None:
    for text in (
        *(
            "the last four digits are 1234",
            "電話末四碼是 1234",
            "手機末四位數 5678",
            "entered in 2024",
        ),
        *(
            "call the front desk, press 8301",
            "總機按 8301",
            "按 27001 規定",
            "project code: TW-001",
        ),
        *("error_code=1234", "zip_code=10617", "no OTP: OPS-42", "MFA on 120 of 150", "PR123456"),
    ):
        assert not possible_secret_in(text), text


@each(
    "said",
    [
        *("I typed {} and it was rejected", "log in as root@acme.com with {}"),
        *("entered {}, invalid", "輸入 {} 就可以", "sign in with acme/{}"),
    ],
)
def test_what_somebody_typed_to_sign_in_is_not_kept(said: str) -> None:
    for value in ("dragonfly57", "Qq112233", "Mango_Lassi_42", "Gladiator_9", "Taipei-1646"):
        assert possible_secret_in(said.format(value)), value
    for name in ("iPhone15", "prod2", "eu-west-1", "windows11", "OPS-1234", "staging"):
        assert not possible_secret_in(said.format(name)), name


@each(
    "text",
    [
        *("login failed with Error_403", "tried Chrome_129, login page denied"),
        *("用 Firefox_128 登入失敗", "Signed in with Ana_2", "用 admin01 登入失敗"),
        *("sign in with Key_2 failed", "打了 AWS24 小時客服，登入還是失敗", "INC123456 已開"),
        *("員工編號 A123456", "密碼是去年設定2023", "密碼是王經理離職後重設2024"),
        *("password is briefly unknown", "the password: correct-ish", "PwCTaiwan", "vSphereESXi"),
        *("JHANGJHIHWEI", "SQLSRVBKP", "WIFI6-WIFI7", "TPE1A-TPE2B", "Oops!I!lost!it"),
        *("password reset was done yesterday", "the twenty twenty-six budget"),
        *("ten, twenty or thirty people", "MFA 不是密碼", "email 是密碼重設用的"),
        *("no secrets such as a password", "this counts as a password", "Ana 作為密碼保管人"),
        "Bearer authentication-service-prod",
    ],
)
def test_what_people_write_about_names_and_errors_is_kept(text: str) -> None:
    assert not possible_secret_in(text)


@each(
    "text",
    [
        *("code five nine three then two zero four", "OTP code 593 then 204"),
        *("驗證碼 五九三 然後 二零四", "驗證碼幺八三二九洞", "驗證碼念法 拐兩洞 勾三勾"),
        *("the code is FQ7-K2M", "user_code=KQWJ-PLMX"),
        *("密碼是 tigerlily", "password is butterfly", "密碼為 spring"),
        *("password: correct-horse-battery-staple", "the password is correct.horse.battery"),
        *("密碼是春天來了2024", "密碼為「春天來了2024」", "密碼：愛台灣520"),
        *("the password, as far as Bob remembers, is MoonLight_88", "qq123456", "abc112233"),
        *("I typed %Q#phHiJn#oi and it failed", "um2bv-g8ujd"),
        *("the code is thirteen fourteen fifteen", "forty-nine thirty-eight seventeen"),
        *("we use sunflower as the root password", "用 sunflower 當密碼", "sunflower 就是密碼"),
        *("口令 sunflower", "QWERTZUIOP", "it was asdfghjkl", "letmein"),
    ],
)
def test_however_it_is_said_it_is_not_kept(text: str) -> None:
    assert possible_secret_in(text)


@each(
    "text",
    [
        *("password\nTaipei101!", "root pw:\n\nbanana-Kite-49", "密碼\nTaipei101"),
        "Bearer ZqumpmhsEJNpjJOQGarbFlYm",
        "https://device.sso.us-east-1.amazonaws.com/?user_code=KQWJ-PLMX",
        "https://acme.awsapps.com/start#/?authCode=KQWJPLMXABCDEFGH",
    ],
)
def test_what_surely_is_a_login_is_refused_everywhere(text: str) -> None:
    assert secret_in(text)
