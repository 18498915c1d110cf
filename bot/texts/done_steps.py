"""Lines of steps that are done: by a press, or by the bot itself."""

from collections.abc import Mapping

from bot.core import verbs
from bot.core.press import ANSWER
from bot.core.run import Answered, Move
from bot.core.typed_ids import ACCOUNT_ID
from bot.core.verbs import Verb
from bot.core.view import View
from bot.core.words import PEOPLE, Words
from bot.texts import N_, Text, Timestamp, joined, label, numbered, presser, say
from bot.texts.buttons import pressed
from bot.texts.people import chosen
from bot.texts.steps import point, without_full_stop

_PRESSED = (
    N_("{point} → **{button}** · {who} · {at}"),
    N_("{point} → **{button}**: {reason} · {who} · {at}"),
)
_PUBLIC = (ACCOUNT_ID, "case_number")  # values by their names, which are those of the rules too


def done_line(
    language: str,
    view: View,
    move: Move | None,
    words: Words | None,
    filled: tuple[str, ...] = (),
) -> Text:
    """Line that replaces an old step's message; `filled`: names of the values that it asked for."""
    if move is None or words is None:
        return say(language, "The run has moved on from this step.")
    stays = move.button == Verb.GO_ON and _shown_again(view, move)
    done = verbs.does_step(move.button) and not stays
    if stays or (verbs.keeps_step(move.button) and not done):  # it is told again below
        to = pressed(language, move.button, move.step, words, move.by)
        who, at = presser(language, move.by), Timestamp(move.at)
        return say(language, "→ **{to}** · {who} · {at}", to=to, who=who, at=at)
    here = without_full_stop(point(language, view, words, move.step))
    if move.button == ANSWER:
        # A typed ID may be taken back; the step that it leads to shows it.
        kept = tuple(name for name in filled if name != ACCOUNT_ID)
        said = _answer_given(language, view, kept)
        by = Text("{who} · {at}", {"who": presser(language, move.by), "at": Timestamp(move.at)})
        return joined(joined(Text("✓ {point} →", {"point": here}), said, by=" "), by, by=" · ")
    reason = _reason(view, move)
    plain, reasoned = _PRESSED
    line = say(
        language,
        reasoned if reason else plain,
        point=here,
        button=pressed(language, move.button, move.step, words, move.by),
        reason=reason,
        who=presser(language, move.by),
        at=Timestamp(move.at),
    )
    return joined(Text("✓"), line, by=" ") if done else line


def _shown_again(view: View, move: Move) -> bool:
    """Whether the press led back to its own step: Go On after Stop, or below a reminder."""
    after = next((later for later in view.moves if later.turn > move.turn), view)
    return (after.flow, after.step) == (move.flow, move.step)


def answered(
    language: str, view: View, answers: tuple[Answered, ...], words_of: Mapping[str, Words]
) -> Text | None:
    """Lines of steps that the bot answered itself; None if there is none."""
    known = (one for one in answers if one.flow in words_of)
    lines = [_answered(language, view, one, words_of[one.flow]) for one in known]
    return joined(*map(numbered, lines, range(len(lines))), by="  \n") if lines else None


def _answered(language: str, view: View, one: Answered, words: Words) -> Text:
    here = without_full_stop(point(language, view, words, one.step))
    line = say(language, "✓ {point} → {answer} ({source})", point=here, source=one.by)
    said = Text("**{button}**", {"button": words.label(one.step, one.button)})
    if one.button == ANSWER:
        said = _answer_given(language, view, one.filled)
    return Text(line.markdown.replace("{answer}", said.markdown), {**line.values, **said.values})


def _answer_given(language: str, view: View, filled: tuple[str, ...]) -> Text:
    """Whom an answer names, or its number where all may read it; never a phone number."""
    roles = tuple(name for name in filled if name in PEOPLE)
    if roles and (who := chosen(language, roles, view.values)):
        return who
    numbers = (view.values[name] for name in _PUBLIC if name in filled and name in view.values)
    given = next(numbers, label(language, "Answered"))
    return Text("**{given}**", {"given": given})


def _reason(view: View, move: Move) -> str:
    """Reason that was typed with a press, of those that ask for one."""
    if move.button == Verb.CORRECT_COUNT:
        return view.values.get("correction", "")
    return view.approval.why if move.button == Verb.GO_ALONE and view.approval else ""
