"""What a window shows beside its fields: Slack takes plain text there, and no mark."""

from functools import partial

from bot.slack.render.voice import Voice
from bot.slack.requests import windows
from bot.texts import Sentence, errors
from tests.support.each import each
from tests.support.slack import Body

RUNBOOK = "https://wiki.example.com/runbooks?a=1&b=2"
SENTENCES = [one for one in vars(errors).values() if isinstance(one, Sentence)]
FILLED: Body = {"state": {"values": {"answer": {}}}}


@each("language", ["en", "zh-TW"])
def test_no_error_of_a_window_shows_a_mark(language: str) -> None:
    voice = Voice(language)
    away = partial(errors.store_away, runbook=RUNBOOK)
    told = [*(one(language) for one in SENTENCES), away(language)]
    for text in told:
        answer = windows.rejected(language, FILLED, voice.say(text))
        error = answer["errors"]["answer"]
        assert not [mark for mark in ("<", ">", "|", "&amp;", "**") if mark in error], error
