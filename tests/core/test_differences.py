"""Reports that AWS shows something else, summed up by the words that they are about."""

from bot.core.differences import Difference, Observation, ReportedStep, Reporter, StepWords, summary

CALL = StepWords("mfa-lost", "call", "en", "aaaaaaaa")
CHANGED = StepWords("mfa-lost", "call", "en", "bbbbbbbb")
CHINESE = StepWords("mfa-lost", "call", "zh-TW", "cccccccc")
ANA, BEN = Reporter("prod.1", 5, "UANA"), Reporter("prod.1", 5, "UBEN")
LATER = Reporter("prod.1", 9, "UANA")


def test_each_person_counts_once_a_turn() -> None:
    pressed = [Difference(who, CALL) for who in (ANA, BEN, ANA, LATER)]
    assert summary(pressed) == (ReportedStep(CALL, 3, ()),)


def test_words_of_another_version_or_language_are_counted_apart_most_first() -> None:
    pressed = [Difference(ANA, CHANGED), Difference(BEN, CALL), Difference(LATER, CALL)]
    other = Difference(Reporter("dev.2", 1, "UMEI"), CHINESE)
    assert [(one.words, one.count) for one in summary([*pressed, other])] == [
        (CALL, 2),
        (CHANGED, 1),
        (CHINESE, 1),
    ]


def test_what_was_said_stands_with_its_step_and_the_last_word_of_a_person_counts() -> None:
    said = [Observation(ANA, text) for text in ("first", "No button")]
    told: list[Difference | Observation] = [Difference(ANA, CALL), *said, Difference(BEN, CALL)]
    assert summary(told) == (ReportedStep(CALL, 2, ("No button",)),)


def test_a_sentence_whose_report_is_forgotten_is_about_nothing() -> None:
    assert summary([Observation(ANA, "No button")]) == ()
