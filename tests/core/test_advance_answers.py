"""What becomes of what people type: kept, counted, put on record, or refused."""

import json

import pytest

from bot.core.refusals import RefusalReason
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import NOW, Walker
from tests.support.each import each

TO_THE_NAME = ("standalone", "ask")
TO_THE_REASON = (*TO_THE_NAME, "answer=prod")
TO_THE_ID = (*TO_THE_REASON, "answer=A new phone")
TO_THE_READER = (*TO_THE_ID, "answer=1234-5678-9012")
TO_THE_HOLDER = (*TO_THE_READER, "answer=Ana")
SECRETS = ("AKIAIOSFODNN7EXAMPLE", "otpauth://totp/AWS:root?secret=JBSWY3DPEHPK3PXP")


@each(
    "way, answer, code",
    [
        (("questions",), "nonsense", "phone"),
        (("questions",), "", "phone"),
        (("questions",), "0912 345 678 or 0987 654 321", "phone_many"),
        (("questions",), "0912 345 678, office 02-2345-678", "phone_also"),
        (("questions", "later"), "some", "earlier"),
        (("questions", "later"), "", "earlier"),
        (TO_THE_NAME, "production", "confirmation"),
        (TO_THE_NAME, "", "confirmation"),
        (TO_THE_REASON, "no", "reason"),
        (TO_THE_REASON, "x" * 201, "reason"),
        (TO_THE_ID, "prod", "account_id"),
        (TO_THE_ID, "1234-5678", "account_id"),
        (TO_THE_READER, " ", "person"),
        (TO_THE_HOLDER, "x" * 61, "name"),
    ],
)
def test_a_bad_answer_moves_nothing_and_says_what_is_wrong(
    way: tuple[str, ...], answer: str, code: str
) -> None:
    walker = Walker().walk(*way)
    turn = walker.run.turn
    refused = walker.refused("answer", answer)
    assert (refused.why, refused.detail, walker.run.turn) == (RefusalReason.BAD_ANSWER, code, turn)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "way",
    [("questions",), ("questions", "later"), TO_THE_NAME, TO_THE_REASON, TO_THE_ID, TO_THE_READER],
)
def test_a_secret_is_refused_before_any_rule_reads_it(way: tuple[str, ...], secret: str) -> None:
    walker = Walker().walk(*way)
    before = walker.run
    refused = walker.refused("answer", secret)
    assert (refused.why, refused.detail) == (RefusalReason.BAD_ANSWER, "secret")
    assert walker.run == before


def test_a_secret_beside_a_good_answer_is_refused_too() -> None:
    walker = Walker().walk(*TO_THE_REASON)
    assert walker.refused("answer", f"new phone, key {SECRETS[0]}").detail == "secret"


def test_a_number_is_kept_as_aws_and_a_keypad_want_it() -> None:
    walker = Walker().walk("questions", "answer=0912 345 678")
    assert walker.here == "earlier"
    assert walker.run.values["contact"] == "+886 912345678"
    assert walker.run.values["e164"] == "+886912345678"
    assert walker.run.values["keypad"] == "0912345678"


def test_a_newer_number_takes_the_place_of_the_old_one() -> None:
    walker = Walker().walk("questions", "answer=0912345678", Verb.BACK, "answer=+14155552671")
    assert walker.run.values["e164"] == "+14155552671"


def test_what_each_rule_keeps() -> None:
    walker = Walker().walk(*TO_THE_HOLDER, "answer=  Ben   Lin ")
    assert walker.run.values == {
        "account_id": "123456789012",
        "inbox_reader": "Ana",
        "phone_holder": "Ben Lin",
    }


def test_the_reason_goes_to_the_audit_and_nowhere_else() -> None:
    walker = Walker().walk(*TO_THE_REASON, "answer=  A new   phone")
    assert walker.last.audit["reason"] == "A new phone"
    assert "A new phone" not in repr(walker.run)
    assert "reason" not in walker.walk("answer=1234-5678-9012").last.audit


def test_no_phone_number_and_no_name_goes_to_the_audit() -> None:
    walker = Walker()
    told = [json.dumps(dict(walker.walk(press).last.audit)) for press in TO_THE_HOLDER]
    told.append(json.dumps(dict(walker.walk("answer=Ben Lin").last.audit)))
    walker = Walker().walk("questions", "answer=0912 345 678")
    told.append(json.dumps(dict(walker.last.audit)))
    for secret in ("912", "Ana", "Ben"):
        assert not any(secret in entry for entry in told)


class TestForgetting:
    def test_what_only_the_walk_needed_is_forgotten_at_the_end(self) -> None:
        """The account's digits stay: the last step shows commands with them."""
        walker = Walker().walk(*TO_THE_HOLDER, "answer=Ben", "form")
        assert walker.run.outcome == "support"
        assert walker.run.values == {"account_id": "123456789012"}

    def test_a_stopped_run_keeps_it_because_it_can_go_on(self) -> None:
        walker = Walker().walk("questions", "answer=0912345678", Verb.STOP)
        assert walker.walk(Verb.GO_ON).run.values["keypad"] == "0912345678"

    def test_an_end_that_can_be_taken_up_keeps_it_until_the_last_end(self) -> None:
        walker = Walker().walk("questions", "answer=0912345678", "answer=1", "wait")
        assert walker.run.values["keypad"] == "0912345678"
        walker.walk(Verb.GO_ON, "checked", "form")
        assert walker.run.values == {}


def test_an_answer_is_dated_by_the_clock_of_the_press() -> None:
    walker = Walker().wait(1000).walk("questions", "later", "answer=1, last 30 min ago")
    assert walker.attempts.made[0].at == NOW + 1000 - 30 * 60_000


def test_starting_over_keeps_what_was_typed() -> None:
    walker = Walker().walk("questions", "answer=0912 345 678")
    typed = walker.run.values
    walker.walk(Verb.START_OVER, "questions")
    assert walker.run.values == typed
    shown = view(walker.flows, walker.run, walker.attempts, walker.now)
    assert shown.typed == "+886912345678"  # in the window, so that it need not be typed again
