"""Two letters that are a state as well as a country, and digits behind a number that are no part of
it: floors, hours, postcodes.
"""

from bot.core.phones import Caution
from bot.core.phones.finder import find
from tests.core.phones.numbers import NAMES, found, may_be, spelled
from tests.support.each import each


def asked(text: str, region: str) -> set[str]:
    """Numbers that are offered for the one in a text, which is refused."""
    (phone,) = find(text, region, names=NAMES)
    assert phone.e164 is None
    return {one.e164 for one in phone.candidates}


@each(
    "region, text, both",
    [
        ("US", "Denver, CO 303-555-0123", {"+13035550123", "+573035550123"}),
        ("US", "Bloomington, IN: (812) 555-0123", {"+18125550123", "+918125550123"}),
        ("US", "(812) 555-0123 (IN)", {"+18125550123", "+918125550123"}),
        ("TW", "Denver, CO 303-555-0123", {"+13035550123", "+573035550123"}),
        ("IT", "Bergamo (BG) 035 123456", {"+39035123456", "+35935123456"}),
        ("IT", "24100 Bergamo BG 035 123456", {"+39035123456", "+35935123456"}),
        ("US", "Chicago, IL 312-555-0123", {"+13125550123"}),
        ("TW", "Chicago, IL 312-555-0123", {"+13125550123"}),
        ("BR", "Porto Alegre, RS (51) 3212-3456", {"+555132123456"}),
        ("IT", "Como (CO) 031 123456", {"+39031123456"}),
    ],
)
def test_behind_a_town_two_letters_may_be_a_state(region: str, text: str, both: set[str]) -> None:
    """So it asks, and never takes the country in silence."""
    assert asked(text, region) == both


@each(
    "region, text, default",
    [
        ("TW", "PM 0912345678", "+886912345678"),
        ("TW", "HK 0912345678", "+886912345678"),
        ("US", "LA: 212-555-2368", "+12125552368"),
    ],
)
def test_where_the_country_of_two_letters_has_no_such_number_the_default_one_is_offered(
    region: str, text: str, default: str
) -> None:
    assert default in asked(text, region)


def test_a_country_named_by_two_letters_still_counts() -> None:
    assert spelled("VN 0912345678") == ["+84912345678"]
    assert spelled("DE 0911 123456") == ["+49911123456"]
    assert spelled("Ana VN 0912345678") == ["+84912345678"]
    assert spelled("Garcia (ES) 612 345 678") == ["+34612345678"]
    assert spelled("Amsterdam, NL 06 1234 5678") == ["+31612345678"]
    assert spelled("Berlin, DE 0911 123456") == ["+49911123456"]
    assert spelled("Fr 030 123456", "DE") == ["+4930123456"]  # Friday


@each(
    "region, text, number",
    [
        ("DE", "030 123456 8.00-17.00", "+4930123456"),
        ("DE", "030 123456 12.30 Uhr", "+4930123456"),
        ("DE", "030 123456 8 bis 17 Uhr", "+4930123456"),
        ("DE", "030 123456 2. Stock", "+4930123456"),
        ("DE", "030 123456 3 mal probiert", "+4930123456"),
        ("DE", "030 123456 2 rings", "+4930123456"),
        ("AT", "0664 1234567 2 mal", "+436641234567"),
        ("KR", "02-312-3456 7층", "+8223123456"),
        ("IT", "06 1234567 2 piano", "+39061234567"),
        ("IT", "02 1234567 3° piano", "+39021234567"),
        ("TW", "07-321-4567 8樓", "+88673214567"),
        ("US", "212-555-2368 2 rings", "+12125552368"),
        ("JP", "090・1234・5678", "+819012345678"),
    ],
)
def test_what_is_counted_behind_a_number_is_no_part_of_it(
    region: str, text: str, number: str
) -> None:
    assert spelled(text, region) == [number]


@each(
    "region, text, number",
    [
        ("DE", "030 12 34 56 78 Büro", "+493012345678"),
        ("NL", "06 123 456 78 mobiel", "+31612345678"),
        ("SE", "0123-456 78 hem", "+4612345678"),
        ("DE", "030 123456 78", "+493012345678"),
        ("TW", "0912 345 678 人在國外", "+886912345678"),
        ("TW", "0912 345 678 個人手機", "+886912345678"),
        ("TW", "0933 123 456 樓下警衛", "+886933123456"),
        ("DE", "0911 123 456 Tage erreichbar", "+49911123456"),
        ("DE", "089 1234 56 OG", "+4989123456"),
        ("AU", "0412 345 678 Floor manager", "+61412345678"),
        ("DE", "030 1234 5678 Berlin", "+493012345678"),
        ("IT", "02 1234 5678 Milano", "+390212345678"),
        ("AT", "01 5123 4567 Wien", "+43151234567"),
    ],
)
def test_the_last_group_of_a_number_stays_before_other_words(
    region: str, text: str, number: str
) -> None:
    assert spelled(text, region) == [number]


@each(
    "region, text, number",
    [
        ("DE", "030 1234567 10117 Berlin", "+49301234567"),
        ("DE", "Tel: 030 123456 - 10117 Berlin", "+4930123456"),
        ("AT", "01 234567 1010 Wien", "+431234567"),
    ],
)
def test_digits_before_a_town_may_be_its_postcode(region: str, text: str, number: str) -> None:
    assert number in asked(text, region)


@each(
    "region, text, number",
    [
        ("US", "212-555-2368 / 2369", "+12125552368"),
        ("TW", "0912-345-678/9", "+886912345678"),
        ("TW", "02-8780-1234 (8301)", "+886287801234"),
    ],
)
def test_a_group_too_many_is_told_apart(region: str, text: str, number: str) -> None:
    assert number in asked(text, region)


@each(
    "region, text, number",
    [
        ("TW", "line 2 0912345678", "+886912345678"),
        ("TW", "8 0912 345 678", "+886912345678"),
        ("US", "New York, NY 10001 212-555-2368", "+12125552368"),
        ("FR", "75008 01 42 68 53 00", "+33142685300"),
        ("AU", "Level 2 02 9374 4000", "+61293744000"),
        ("TW", "+0912345678", "+886912345678"),
        ("GB", "+07911 123456", "+447911123456"),
    ],
)
def test_a_group_or_a_sign_too_many_before_a_number_is_told_apart(
    region: str, text: str, number: str
) -> None:
    assert number in asked(text, region)


@each("text", ["growth +84% 0912345678", "+84%\n0912345678"])
def test_a_percentage_is_no_country_code(text: str) -> None:
    assert spelled(text) == ["+886912345678"]


@each(
    "region, text, theirs",
    [
        ("TW", "Australian mobile 0412 345 678", "+61412345678"),
        ("DE", "my Swiss mobile 079 123 45 67", "+41791234567"),
        ("US", "Mexican number 55 1234 5678", "+525512345678"),
        ("GB", "Indian mobile 98765 43210", "+919876543210"),
    ],
)
def test_an_adjective_says_a_country_too(region: str, text: str, theirs: str) -> None:
    assert theirs in asked(text, region)


@each(
    "text",
    [
        *(
            "USD 912345678",
            "booking number 0912345678",
            "user_id=0912345678",
            "/log/0912345678.log",
        ),
        *(
            "會員編號：0912345678",
            "驗證碼 0912345678",
            "單號 0912345678",
            "Kundennummer 0912345678",
        ),
    ],
)
def test_numbers_of_other_things_are_no_phone_numbers(text: str) -> None:
    assert not any(may_be(phone) for phone in found(text))


def test_beside_some_words_a_number_may_be_a_phone_s() -> None:
    for text in ("LINE帳號 0912345678", "order - 0912345678", "team member number 0912345678"):
        assert spelled(text) == ["+886912345678"], text
    (account,) = found("帳號 123456789012")
    assert account.warnings == (Caution.ACCOUNT_ID,)
