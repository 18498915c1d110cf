"""Show the Report, at the end of a run: for whoever presses it, and nobody else."""

import json
import re

from bot.cli.report_files import as_csv, as_json, markdown
from bot.core.budget import DAY
from bot.store.reports import Reports
from tests.front_door.ways import TO_THE_CALL, TO_THE_COUNT
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.shelf import Shelf
from tests.support.slack import TEAM, Body, texts


def words_of(window: Body) -> str:
    """All that a window says, and whom and which times it names."""
    return json.dumps(window["blocks"], ensure_ascii=False)


async def read(bot: Served, person: Person) -> Body:
    known = len(bot.slack.windows)
    await person.press("Show the Report")
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    return bot.slack.windows[-1]


async def test_it_says_who_did_what_and_moves_nothing(
    bot: Served, ana: Person, ben: Person
) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, *TO_THE_CALL, "calling")
    await ben.press("signed_in")
    await bot.settled()
    await ben.press("Take Over", bot.slack.told(ben.id)[-1])
    await bot.settled()
    await bot.walk(ben, "stop")
    before, posted = await bot.run(), len(bot.slack.messages)
    window = await read(bot, ana)
    told = words_of(window)
    for part in (ana.id, ben.id, "A phone call", "0 → 1", "Take Over", "Time per Step", run):
        assert part in told
    assert "mfa-bot report " + run in told
    assert await bot.run() == before
    assert len(bot.slack.messages) == posted
    assert not bot.slack.violations


async def test_times_are_in_the_zone_of_the_reader(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    assert '"type": "date"' in words_of(await read(bot, ana))


async def test_it_is_read_in_the_language_of_whoever_presses(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    await bot.walk(ana, "stop")
    mei = bot.person("U0MEI")
    known = len(bot.slack.windows)
    await mei.press("Show the Report")
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    assert "各步驟所花時間" in words_of(bot.slack.windows[-1])


async def test_a_step_that_names_what_was_typed_names_the_account_instead(bot: Served) -> None:
    """Neither a placeholder of a command nor a gap stands there."""
    mei = bot.person("U0MEI")
    await bot.start(mei)
    await bot.walk(mei, *TO_THE_COUNT[:-1], "start_over")
    await bot.walk(mei, "broken", "member", "admin_here", "answer=1111-2222-3333", "ready", "stop")
    known = len(bot.slack.windows)
    await mei.press("report")
    await bot.slack.until(lambda: len(bot.slack.windows) > known)
    told = words_of(bot.slack.windows[-1])
    assert "確認條件。帳戶是 prod。" in told
    assert "AWS 要的寫法是（你的號碼）。" in told
    assert "111122223333" not in told


async def test_only_an_end_offers_it(bot: Served, ana: Person) -> None:
    await bot.start(ana)
    assert "run:report" not in [*ana.buttons()]
    await bot.walk(ana, "stop")
    assert "run:report" in [*ana.buttons()]
    await bot.walk(ana, "go_on")
    assert "run:report" not in [b["action_id"] for b in bot.step().buttons]


async def test_a_long_report_stays_within_slacks_limits(bot: Served, ana: Person) -> None:
    run = await bot.start(ana)
    for _ in range(31):
        await bot.walk(ana, "broken", "back")
    await bot.walk(ana, "stop")
    told = words_of(await read(bot, ana))
    assert not bot.slack.violations
    assert "Earlier rows left out here: 4." in told
    assert f"mfa-bot report {run}" in told


async def test_a_run_that_redis_has_forgotten_is_still_reported(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, "stop")
    assert await shelf.lives("history", "prod") > 399 * DAY
    await shelf.forget("run", run)
    assert "Time per Step" in words_of(await read(bot, ana))


async def test_where_the_audit_is_gone_too_it_says_so(
    bot: Served, ana: Person, shelf: Shelf
) -> None:
    run = await bot.start(ana)
    await bot.walk(ana, "stop")
    await shelf.forget("run", run)
    await shelf.forget("history", "prod")
    await ana.press("Show the Report")
    await bot.settled()
    assert "I no longer know this run" in bot.slack.told(ana.id)[-1].text


NUMBER = "0912 345 678"
PLANTED = (NUMBER, "912345678", "912 345 678", "0912345678", "+886912345678")
SECRET = "AKIAIOSFODNN7EXAMPLE"
TYPED = (*PLANTED, SECRET, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "my code is 482913")


def leaks(typed: str, told: str) -> bool:
    digits = re.sub(r"\D", "", typed)
    untimed = re.sub(r"\d{4}-\d\d-\d\d.?\d\d:\d\d:\d\d|\d{13}", "", told)
    compact = re.sub(r"[\s-]", "", untimed)
    return typed in told or "912345678" in compact or (len(digits) >= 6 and digits in compact)


async def test_no_number_and_no_secret_is_in_a_report(
    bot: Served, ana: Person, ben: Person
) -> None:
    """Typed wherever a person can type something, taken or refused."""
    for typed in TYPED:
        await ana.command("/mfa-lost", typed)
        await bot.settled()
    run = await bot.start(ana)
    await types_everywhere(bot, ana)
    await ben.press("Take Over") if "run:take_over" in [*ben.buttons()] else None
    await bot.walk(ana, "stop")
    told = [words_of(await read(bot, ana))]
    found = await Reports(bot.bot.guide.flows, bot.bot.guide.store).of_run(TEAM, run)
    assert found
    library = bot.bot.messages.library
    for language in ("en", "zh-TW"):
        flows = {name: library.in_language(name, language) for name in library.flows}
        told += [markdown(language, found, flows), as_csv(language, found, flows)]
    told.append(as_json(found))
    for text in told:
        assert [typed for typed in TYPED if leaks(typed, text)] == []
    assert list(texts(bot.slack.windows[-1]))


async def types_everywhere(bot: Served, ana: Person) -> None:
    """Up to the count of the calls; what is taken is taken back, and the next one typed."""
    await bot.walk(ana, "broken", "standalone", "nothing")
    for typed in TYPED:
        await ana.names(await ana.window(), inbox_reader_name=typed, phone_holder_name=typed)
        await bot.settled()
        if "people" not in bot.step().step["step"]:
            await bot.walk(ana, "back")
    await bot.walk(ana, "skip")
    asks = bot.step().step["step"]
    for typed in TYPED:
        await ana.answer(typed)  # a number that AWS has on file
        await bot.settled()
        if bot.step().step["step"] != asks:
            await bot.walk(ana, "back")
    await bot.walk(ana, f"answer={NUMBER}")
    while bot.step().step["step"] != "calls_before":
        await bot.walk(ana, "use_it")
    for typed in TYPED:
        await ana.answer(f"{typed}, last 2 hours ago")
    await bot.walk(ana, "answer=1")
    for typed in TYPED:
        count = await ana.window("correct_count")
        fields = {"answer": {"answer": "0"}, "reason": {"answer": typed}, "last": {"answer": "0 h"}}
        await bot.slack.do("submit", window=count["id"], values=fields, **{"as": ana.id})


async def test_the_number_that_was_typed_does_stand_in_the_run(bot: Served, ana: Person) -> None:
    """Else the test above would find none whatever a report said."""
    await bot.start(ana)
    await bot.walk(ana, *TO_THE_COUNT)
    assert "912345678" in str((await bot.run()).values)
