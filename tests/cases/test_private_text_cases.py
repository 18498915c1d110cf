"""Public cases about texts that are kept: no phone number in the audit, one name for an account."""

import pytest

from bot.core.accounts import account
from bot.core.refusals import RefusalReason
from tests.core.paper import Walker
from tests.core.phones.spelled_numbers import NUMBERS


@pytest.mark.case("A36")
@pytest.mark.parametrize("number", NUMBERS)
def test_a_reason_that_holds_a_phone_number_is_refused_however_it_is_written(number: str) -> None:
    walker = Walker().walk("standalone", "ask", "answer=prod")
    refused = walker.refused("answer", f"new key, call Ana {number}")
    assert (refused.why, refused.detail) == (RefusalReason.BAD_ANSWER, "reason_digits")
    assert walker.run.place.step == "reason"


@pytest.mark.case("B09")
@pytest.mark.parametrize(
    "typed", ["prod—east", "prod–east", "prod--east", "prod-east", "Prod—East.", "“prod—east”"]
)
def test_dashes_that_a_keyboard_makes_are_one_account(typed: str) -> None:
    assert account(typed) == "prod-east"
