"""The rules by which secrets are noticed: each is needed, and none holds up the bot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.secrets import possible_secret_in, secret_in
from bot.core.secrets.rules import KEPT_RULES, RULES, first
from tests.core.rule_texts import ONLY
from tests.core.vendor_tokens import TOKENS
from tests.support.each import each
from tests.support.long_texts import LONGEST, is_read_in_time

KEPT_ALONE = {rule.name for rule in KEPT_RULES} - {rule.name for rule in RULES}


@each("name", TOKENS)
def test_a_token_is_known_by_its_own_vendors_rule(name: str) -> None:
    (rule,) = (rule for rule in RULES if rule.name == name)
    assert rule.source
    assert all(map(rule.holds, TOKENS[name]))


def test_every_rule_has_a_text_of_its_own() -> None:
    names = [rule.name for rule in KEPT_RULES]
    assert len(set(names)) == len(names)
    assert set(names) == set(ONLY)


@each("name", ONLY)
def test_without_its_rule_a_text_would_pass(name: str) -> None:
    """No rule is there for nothing."""
    rules = KEPT_RULES if name in KEPT_ALONE else RULES
    (rule,) = (rule for rule in rules if rule.name == name)
    assert first(rules, ONLY[name]) is rule.secret
    assert first([other for other in rules if other is not rule], ONLY[name]) is None


@given(st.text() | st.from_regex(r"\A[\w.<>|:/@=-]{1,60}\Z"))
def test_what_is_thrown_away_is_judged_no_stricter_than_what_is_kept(text: str) -> None:
    assert possible_secret_in(text) or not secret_in(text)


HARD = (
    "password: ",
    "password is ",
    "password a b c d e f ",
    "A",
    "A2",
    "JBSW ",
    "A2AA ",
    "123 ",
    "123456 ",
    "code is ",
    "a/",
    "aB1/",
    "<",
    "<a|",
    "-----BEGIN ",
    "IQoJ",
    "xox",
    "1",
    " ",
    "https://",
    "123456 is ",
    "?token=",
    "://a:",
    "/reset/",
    "-u a:",
    "mysql -p",
    "cookie=",
    "-eyJ",
    "eyJa.",
    "recovery code ",
    "key for a ",
    "密碼是",
    "hunter2 is ",
    "root:",
    "pass ",
    "一",
    "zero one ",
    "a1",
    "a!1",
    "用a1",
    "密碼設",
    "password fluffy",
    "code 482 ",
    "code 482 a",
    "mgo2 ",
    "安全問題答案是",
    "金鑰 ",
    "x/",
    "a@",
    "abcd ",
    "AB1D-",
    "a1b2 ",
    "zqxj",
    "seed ",
    "seed a ",
    "seed apple, ",
    "passswow",
    "root Tiger9",
    "a@b.c",
    "密碼「龍",
    "帳密 a",
    "1-",
    "commit ",
    "493817 and ",
    "user: a pass",
    "帳a密",
    "id/pw a",
    "creds for a",
    "machine a login a ",
    "a.b:22:a:a:",
    "--password ",
    "a@b.c password ",
    "密碼ㄅ",
    "password (a",
    "arn:aws:",
    "=",
    "\n",
)


@pytest.mark.longest
@each("piece", HARD)
def test_a_long_text_does_not_hold_up_the_bot(piece: str) -> None:
    """Made of what is hardest to read."""
    assert is_read_in_time(possible_secret_in, piece)


@pytest.mark.longest
def test_nor_does_the_longest_message() -> None:
    """Of all that is hard to read together."""
    lines = " ".join(HARD)
    assert possible_secret_in(lines * (LONGEST // len(lines))) is not None


@pytest.mark.longest
@each("length", (3, 6, 14, 40))
def test_no_rule_is_held_up_by_what_it_looks_for(length: int) -> None:
    """The beginnings of its own text, again and again."""
    for rule in KEPT_RULES:
        assert is_read_in_time(rule.holds, ONLY[rule.name][:length]), rule.name
