"""What the bot promises about names that are close to a known one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.near_names import MOST_NAMES, NearName, distance, near_names, near_tried
from bot.core.team import KnownAccount
from tests.support.each import each

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = st.text(LETTERS, min_size=3, max_size=32)
IDS = st.text("0123456789", min_size=12, max_size=12)
ANY = st.text(f"{LETTERS}0123456789-_.帳務生產ア", min_size=1, max_size=32)
PROD = KnownAccount(name="prod", id="123456789012", also=("production", "main"))
SANDBOX = KnownAccount(name="sandbox", id="210987654321")
STAGING = KnownAccount(name="staging")
EU, US = KnownAccount(name="prod-eu"), KnownAccount(name="prod-us")


@each(
    "typed, meant",
    [
        ("prdo", "prod"),
        ("pord", "prod"),
        ("prd", "prod"),
        ("prood", "prod"),
        ("prof", "prod"),
        ("prod2", "prod"),
        ("prоd", "prod"),  # a Cyrillic letter
        ("рrоԁ", "prod"),  # three of them
        ("ѕаndbох", "sandbox"),
        ("pröd", "prod"),
        ("ѕtаgıng", "staging"),
        ("prod-account", "prod"),
        ("aws-prod", "prod"),
        ("prod帳戶", "prod"),
        ("mian", "main"),
        ("producton", "production"),
        ("prodcutoin", "production"),
        ("pro-duction", "production"),
        ("sandbx", "sandbox"),
        ("sand", "sandbox"),
        ("sbx", "sandbox"),
        ("stg", "staging"),
        ("my-sandbox", "sandbox"),
        ("aws.sandbox.acme", "sandbox"),
        ("123456789021", "123456789012"),  # two neighbours swapped
        ("923456781012", "123456789012"),  # two others swapped
        ("213456789012", "123456789012"),
        ("923456787012", None),  # two wrong
        ("123456789013", "123456789012"),  # one wrong
        ("023456789012", "123456789012"),
        ("210987654311", "210987654321"),
        ("102987654321", None),
        ("billing", None),
        ("playground", None),  # its letters are those of prod, and more
        ("dev", None),
        ("p", None),
        ("qa", None),
        ("999999999999", None),
    ],
)
def test_a_slip_is_near_and_another_name_is_not(typed: str, meant: str | None) -> None:
    near = near_names(typed, (PROD, SANDBOX, STAGING))
    assert [one.name for one in near] == ([meant] if meant else [])


def test_an_account_is_offered_once_by_its_nearest_name() -> None:
    assert near_names("productoin", (PROD,)) == (NearName("production", "prod"),)


def test_what_is_equally_near_is_offered_together_in_the_order_of_the_file() -> None:
    assert [one.name for one in near_names("prod", (US, EU))] == ["prod-us", "prod-eu"]
    assert [one.name for one in near_names("eu-prod", (US, EU))] == ["prod-eu"]
    many = [KnownAccount(name=f"prod-{letter}") for letter in LETTERS]
    assert len(near_names("prod-1", many)) == MOST_NAMES


def test_the_nearest_alone_is_offered() -> None:
    assert [one.name for one in near_names("prod-eux", (PROD, EU, US))] == ["prod-eu"]


def test_two_slips_are_one_name_only_where_it_is_long() -> None:
    assert distance("prdd", "porp") is None
    assert distance("accuontng", "accounting") == 2


@given(ANY, ANY)
def test_being_near_is_mutual(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)


@given(NAMES, st.data())
def test_one_letter_wrong_missing_or_too_many_is_near(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    for slip in (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + letter + name[at:],
    ):
        assert distance(slip, name) in (0, 1)


@given(st.one_of(NAMES, IDS), st.data())
def test_two_neighbours_that_are_swapped_are_near(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    assume(swapped != name)
    assert distance(swapped, name) == 1


@given(IDS, st.data())
def test_one_digit_wrong_is_near_and_three_are_not(number: str, data: st.DataObject) -> None:
    wrong = data.draw(st.sets(st.integers(0, 11), min_size=3, max_size=3))

    def with_wrong(places: set[int]) -> str:
        pairs = enumerate(number)
        return "".join(str((int(d) + 1) % 10) if n in places else d for n, d in pairs)

    assert distance(with_wrong({min(wrong)}), number) == 1
    assert distance(with_wrong(wrong), number) is None


@given(IDS, NAMES)
def test_a_number_is_never_near_a_nickname(number: str, name: str) -> None:
    assert distance(number, name) is None


@given(st.text(LETTERS, min_size=8, max_size=20), st.text("0123456789", min_size=8, max_size=20))
def test_names_without_a_letter_in_common_are_never_near(one: str, other: str) -> None:
    assert distance(one, other) is None


@each(
    "typed, meant",
    [
        ("prdo", ["prod"]),
        ("payment", ["payments"]),
        ("pay-ments", ["payments"]),
        ("eu-1", []),
        ("eu-3", []),  # another number is another account
        ("eu3", []),
        ("ue-2", ["eu-2"]),
        ("prod-eu", []),  # a longer name is another account, where nobody says which there are
        ("pay", []),
        ("123456789021", ["123456789012"]),
        ("billing", []),
    ],
)
def test_of_accounts_that_nobody_listed_a_slip_alone_is_near(typed: str, meant: list[str]) -> None:
    tried = ("prod", "payments", "eu-2", "123456789012")
    assert [one.name for one in near_tried(typed, tried)] == meant


@pytest.mark.parametrize("typed", ["рrоԁ", "prod帳戶", "account-prod", "root.prod", "pröd"])
def test_what_looks_or_reads_like_a_name_is_near_where_nobody_has_listed_it(typed: str) -> None:
    assert [one.name for one in near_tried(typed, ["prod", "billing"])] == ["prod"]
