"""Numbers that are no phone numbers: sums, dates, IDs."""

import pytest

from bot.core.phones.finder import find
from tests.core.phones.numbers import one
from tests.support.each import each


@each(
    "text",
    [
        "",
        "hello",
        "3 calls",
        "2, last 5 hours ago",
        "2026-11-22",
        "22:30",
        "2026-11-22 22:30:15",
        "2026-11-22T22:30:00Z",
        "22.11.2026",
        "22:30 12",
        "ticket #1234567",
        "i-0abc1234567890def",
        "<@U0123456789>",
        "<#C0123456789|ops-0912345678>",
        "<https://example.com/0912345678|0912345678>",
        "<mailto:0912345678@example.com|0912345678@example.com>",
        "<!date^1392734382^{date}|0912345678>",
        "12345678@example.com",
        "room 1203, floor 12",
    ],
)
def test_what_does_not_look_like_a_number_is_left_alone(text: str) -> None:
    assert find(text, "TW") == ()


@pytest.mark.parametrize(
    "beside",
    ["NT$12,345,678", "2026-11-27 03:12", "i-0abc1234567890def", "12:30-13:00", "#12345678"],
)
def test_a_sum_a_date_or_an_id_beside_a_number_is_no_second_one(beside: str) -> None:
    assert one(f"0912345678 {beside}").e164 == "+886912345678"


@pytest.mark.parametrize("region", ["TW", "JP", "HK", "AT", "FR"])
@each(
    "text",
    [
        "統一編號 12345675",
        "統編：22099131",
        "身分證字號 A123456789",
        "A123456789",
        "護照 312345678",
        "訂單編號 20261127001",
        "案件編號 1234567890",
        "AWS 案件 1234567890",
        "订单编号 20261127001",
        "员工编号 0912345678",
        "員工 ID：0912345678",
        "case 12345678",
        "case ID: 170912345600012",
        "serial no. 0912345678",
        "SSN 123-45-6789",
        "VAT 12345675",
        "card 4111111111111111",
    ],
)
def test_the_number_of_something_else_is_no_phone_number(text: str, region: str) -> None:
    assert find(text, region) == ()
    assert one(f"{text}, +886 912 345 678", region).e164 == "+886912345678"
