"""Who has a role, how that is told, and what whoever has it may do."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core import answers
from bot.core.answers import BadAnswer
from bot.core.decision import Decision
from bot.core.flow import PERSON, Flows
from bot.core.people import as_name, assignee, helper, is_user, user_in
from bot.core.press import ANSWER, SKIP, TAKING_OVER, Press, RunLocation
from bot.core.refusals import RefusalReason, Refused
from bot.core.verbs import Verb
from bot.core.view import view
from tests.core.paper import LEAD, Walker, flow, step, to
from tests.support.each import each

BEN, CAT = "U0BEN", "U0CAT"
BOTH = ("inbox_reader", "phone_holder")
HELPING = flow(
    "helping",
    "done",
    [
        step("who", asks=PERSON, roles=BOTH, go="mail", skip="mail"),
        step("mail", to("opened", "call"), to("again", "mail_again"), turn_of="inbox_reader"),
        step("mail_again", to("opened", "call"), turn_of="inbox_reader"),
        step("call", to("rang", "number"), turn_of="phone_holder"),
        step("number", asks="phone", go="done", turn_of="phone_holder"),
        step("done", end="done"),
    ],
)
FLOWS = Flows({"helping": HELPING})


@pytest.fixture
def at_mail() -> Walker:
    """Ben reads the mail, Cat holds the phone."""
    return Walker(flows=FLOWS, flow="helping").walk(f"answer={BEN};{CAT}")


def directly(walker: Walker, button: str, by: str = BEN, **other: Any) -> Press:
    """A press in somebody's direct messages, while the thread is in a channel."""
    where = {"channel": f"D{by[1:]}", "location": RunLocation("C1", walker.run.turn)}
    return walker.a_press(button, by=by, **{**where, **other})


class TestNames:
    @each(
        "typed, user",
        [
            ("U0BEN", BEN),
            ("<@U0BEN>", BEN),
            ("<@W012ABC|ben>", "W012ABC"),
            ("<@USLACKBOT>", "USLACKBOT"),
            ("WILLIAM", ""),
            ("Ben", ""),
            ("u0ben", ""),
            ("<@U0BEN> and Cat", ""),
            ("<@u0ben>", ""),
            ("U0BEN U0CAT", ""),
            ("", ""),
        ],
    )
    def test_a_user_is_named_by_a_mention_or_by_an_id(self, typed: str, user: str) -> None:
        assert user_in(typed) == user

    @given(st.text() | st.from_regex("[UW][A-Z0-9]+", fullmatch=True))
    @example("U00")
    @example("U0123456789A")
    def test_no_typed_name_is_ever_somebodys_id(self, typed: str) -> None:
        assert user_in(typed) or not is_user(as_name(typed))

    def test_an_id_is_kept_even_where_it_looks_like_a_number_or_a_secret(self) -> None:
        many = "U01234567AB"
        assert answers.people(f"<@{many}>", BOTH[:1]) == {"inbox_reader": many}

    @pytest.mark.parametrize("between", ["\n", ";", " ; "])
    def test_each_role_has_its_person_in_order(self, between: str) -> None:
        named = answers.people(f"<@U0BEN>{between}Carol  Lin", BOTH)
        assert named == {"inbox_reader": BEN, "phone_holder": "Carol Lin"}

    @each("first", ["@ben", "ceo@acme.io"])
    def test_two_handles_or_addresses_are_no_secret(self, first: str) -> None:
        named = answers.people(f"{first}\nops@acme.io", BOTH)
        assert named == {"inbox_reader": first, "phone_holder": "ops@acme.io"}

    def test_for_one_role_a_semicolon_is_part_of_the_name(self) -> None:
        assert answers.people("Ben; nights", BOTH[:1]) == {"inbox_reader": "Ben; nights"}

    @each(
        "text, code, part",
        [
            ("Ben", "people", ""),
            ("Ben;Cat;Dan", "people", ""),
            ("\nCat", "person", "inbox_reader"),
            ("Ben\n", "person", "phone_holder"),
            ("?\nCat", "person", "inbox_reader"),
            ("Ben\n-", "person", "phone_holder"),
            ("Ben\nNobody.", "person", "phone_holder"),
            ("不知道\nCat", "person", "inbox_reader"),
            ("Ben\n0912 345 678", "name_digits", "phone_holder"),
            ("Ben 0912\nCarol 34567", "names_digits", "phone_holder"),
            ("Ben 34567\nCarol 09", "names_digits", "inbox_reader"),
            ("Ben\n〇九一二三四五六七八", "name_digits", "phone_holder"),
            ("٠٩١٢٣٤٥٦٧٨\nCat", "name_digits", "inbox_reader"),
            ("x" * 61 + "\nCat", "name", "inbox_reader"),
            ("AKIAIOSFODNN7EXAMPLE\nCat", "secret", "inbox_reader"),
            # As an id begins, but no id of Slack's
            ("UXSG5CTMVRXEZLU2\nCat", "secret", "inbox_reader"),
            ("W3DPEHPK3PXPJBSW\nCat", "secret", "inbox_reader"),
            ("U0912345678\nCat", "name_digits", "inbox_reader"),
            # Half a secret each
            ("4829\n13", "names_secret", "inbox_reader"),
            ("password:\ntiger99 kid", "names_secret", "phone_holder"),
        ],
    )
    def test_what_is_no_name_is_refused_where_it_stands(
        self, text: str, code: str, part: str
    ) -> None:
        with pytest.raises(BadAnswer) as refused:
            answers.people(text, BOTH)
        assert (refused.value.code, refused.value.part) == (code, part)

    def test_the_refusal_says_whose_name_it_was(self) -> None:
        walker = Walker(flows=FLOWS, flow="helping")
        refused = walker.refused(ANSWER, "Ben\n0912 345 678")
        assert (refused.why, refused.part) == (RefusalReason.BAD_ANSWER, "phone_holder")


class TestWhoseTurn:
    def test_it_is_whoever_has_the_role_and_is_not_the_lead(self, at_mail: Walker) -> None:
        run = at_mail.run
        assert (assignee("inbox_reader", run), helper("inbox_reader", run)) == (BEN, BEN)
        assert assignee("inbox_reader", replace(run, lead=BEN)) == ""
        assert assignee(None, run) == ""
        assert assignee("inbox_reader", replace(run, values={})) == ""
        assert assignee("inbox_reader", replace(run, outcome="done")) == ""

    def test_a_name_has_a_turn_and_presses_nothing(self, at_mail: Walker) -> None:
        carol = replace(at_mail.run, values={"inbox_reader": "Carol"})
        assert (assignee("inbox_reader", carol), helper("inbox_reader", carol)) == ("Carol", "")
        assert view(FLOWS, carol, at_mail.attempts, at_mail.now).turn_of == "Carol"

    def test_one_person_with_both_roles_gets_no_turn_of_their_own(self) -> None:
        walker = Walker(flows=FLOWS, flow="helping").walk(SKIP)
        assert walker.run.values == dict.fromkeys(BOTH, LEAD)
        assert assignee("inbox_reader", walker.run) == ""

    def test_who_said_that_they_have_both_keeps_them_when_another_leads(self) -> None:
        walker = Walker(flows=FLOWS, flow="helping").walk(SKIP)
        walker.walk(TAKING_OVER, by=CAT)
        assert assignee("inbox_reader", walker.run) == LEAD


class TestPresses:
    def test_they_press_their_step_from_the_thread_and_from_their_messages(
        self, at_mail: Walker
    ) -> None:
        for press in (
            lambda: directly(at_mail, "again"),
            lambda: at_mail.a_press("opened", by=BEN),
        ):
            result = at_mail.take(press())
            assert isinstance(result, Decision)
            assert result.audit["by"] == BEN
        assert (at_mail.here, at_mail.run.lead) == ("call", LEAD)

    def test_and_type_its_answer_there(self, at_mail: Walker) -> None:
        at_mail.walk("opened", "rang")
        answer = directly(at_mail, ANSWER, by=CAT, answer="0912 345 678")
        assert isinstance(at_mail.take(answer), Decision)
        assert at_mail.here == "done"

    @pytest.mark.parametrize("button", [verb for verb in Verb if verb != Verb.TAKE_OVER])
    def test_nothing_of_the_bots_own_from_their_messages(
        self, at_mail: Walker, button: Verb
    ) -> None:
        refused = at_mail.take(directly(at_mail, button, answer="de"))
        assert isinstance(refused, Refused)
        assert refused.why is RefusalReason.OUTSIDE

    @pytest.mark.parametrize("by", [CAT, "U0DAN"])
    def test_nobody_else_presses_it(self, at_mail: Walker, by: str) -> None:
        """Not even whoever has the other role."""
        assert at_mail.refused("opened", by=by).why is RefusalReason.NOT_LEAD
        refused = at_mail.take(directly(at_mail, "opened", by=by))
        assert isinstance(refused, Refused)
        assert refused.why is RefusalReason.HELPED

    def test_another_step_is_not_theirs(self, at_mail: Walker) -> None:
        at_mail.walk("opened")
        assert at_mail.refused("rang", by=BEN).why is RefusalReason.NOT_LEAD

    def test_a_former_step_is_over_for_them_whatever_came_then(self, at_mail: Walker) -> None:
        old = directly(at_mail, "opened")
        later = at_mail.walk("again")  # theirs too
        for press in ("opened", Verb.STOP, None):
            now = replace(old, location=RunLocation("C1", later.run.turn))
            refused = later.take(now)
            assert isinstance(refused, Refused)
            assert refused.why is RefusalReason.HELPED
            if press:
                later.walk(press)

    def test_in_the_thread_it_is_an_earlier_step_as_for_everybody(self, at_mail: Walker) -> None:
        old = at_mail.a_press("opened", by=BEN)
        at_mail.walk("again")
        refused = at_mail.take(old)
        assert isinstance(refused, Refused)
        assert refused.why is RefusalReason.STALE

    def test_a_step_that_was_told_again_is_still_theirs(self, at_mail: Walker) -> None:
        press = directly(at_mail, "opened")
        at_mail.walk(f"{Verb.LANGUAGE}=de")
        at_mail.take(replace(press, location=RunLocation("C1", at_mail.run.turn)))
        assert at_mail.here == "call"

    def test_of_two_who_press_at_once_one_moves_it(self, at_mail: Walker) -> None:
        leads, bens = at_mail.a_press("again"), directly(at_mail, "opened")
        assert isinstance(at_mail.take(leads), Decision)
        refused = at_mail.take(bens)
        assert isinstance(refused, Refused)
        assert (refused.why, at_mail.here) == (RefusalReason.HELPED, "mail_again")
