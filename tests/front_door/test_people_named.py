"""The window in which the lead names people."""

import pytest

from bot.core.people import is_user
from tests.front_door import naming
from tests.front_door.naming import direct, named, pressable
from tests.support.bots import Served
from tests.support.person import Person
from tests.support.slack import fields_of

_that_flow_alone, bot, library = naming._that_flow_alone, naming.bot, naming.library  # fixtures


class TestTheWindow:
    async def test_it_has_a_chooser_and_a_name_for_each_role_with_the_lead_in_both(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        assert pressable(bot.step())[:2] == ["skip", "answer"]
        assert bot.step().buttons[0]["style"] == "primary"
        window = await ana.window()
        assert [block["block_id"] for block in fields_of(window)] == [
            "inbox_reader",
            "inbox_reader.name",
            "phone_holder",
            "phone_holder.name",
        ]
        chosen = [block["element"].get("initial_user") for block in fields_of(window)[::2]]
        assert chosen == [ana.id, ana.id]

    async def test_for_one_role_nobody_is_chosen_yet(self, bot: Served, ana: Person) -> None:
        """The lead would have pressed the other button."""
        await bot.start(ana)
        await bot.walk(ana, "reader_only")
        choose, typed = fields_of(await ana.window())
        assert "initial_user" not in choose["element"]
        assert (choose["optional"], typed["optional"]) == (True, True)

    async def test_what_was_chosen_is_there_again_after_back(
        self, bot: Served, ana: Person
    ) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader="U0BEN", phone_holder_name="Carol")
        await bot.walk(ana, "run:back")
        reader, _, holder, name = fields_of(await ana.window())
        assert reader["element"]["initial_user"] == "U0BEN"
        assert "initial_user" not in holder["element"]
        assert name["element"]["initial_value"] == "Carol"

    async def test_a_name_counts_before_a_choice(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader_name="  Carol   (night shift)")
        values = (await bot.run()).values
        assert values == {"inbox_reader": "Carol (night shift)", "phone_holder": ana.id}

    async def test_a_name_in_capitals_is_nobodys_id(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader_name="WILLIAM", phone_holder_name="U0MEI")
        values = (await bot.run()).values
        assert values == {"inbox_reader": "William", "phone_holder": "U0MEI"}
        assert [is_user(who) for who in values.values()] == [False, True]

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("Ben 0912 345 678", "Use six digits at most"),
            ("本 零九一二三四五六七八", "Use six digits at most"),
            ("x" * 61, "at most 60 characters"),
            ("AKIAIOSFODNN7EXAMPLE", "secret"),
            ("password: hunter2horse", "secret"),
        ],
    )
    async def test_no_number_and_no_secret_passes_as_a_name(
        self, bot: Served, ana: Person, typed: str, why: str
    ) -> None:
        await bot.start(ana)
        window = await ana.window()
        answer = await ana.names(window, phone_holder_name=typed)
        assert why in answer.json["errors"]["phone_holder.name"]
        assert (await bot.run()).values == {}
        await ana.names(window, phone_holder_name="Ben")
        await bot.settled()
        assert bot.step().step["step"] == "mail"

    async def test_nobody_is_no_answer(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await bot.walk(ana, "reader_only")
        answer = await ana.names(await ana.window())
        assert "Choose somebody" in answer.json["errors"]["inbox_reader"]

    async def test_who_has_both_presses_one_button(
        self, bot: Served, ana: Person, ben: Person
    ) -> None:
        await bot.start(ana)
        await bot.walk(ana, "skip")
        assert (await bot.run()).values == {"inbox_reader": ana.id, "phone_holder": ana.id}
        assert "step is" not in bot.step().text
        await bot.walk(ana, "opened", "rang")
        assert direct(bot, ana) == direct(bot, ben) == []

    async def test_the_line_of_the_step_says_who_it_is(self, bot: Served, ana: Person) -> None:
        await bot.start(ana)
        await named(bot, ana, inbox_reader="U0BEN", phone_holder_name="Carol")
        line = bot.slack.steps()[0].text
        assert "→ Mail: <@U0BEN> · Phone: Carol · <@U0ANA>" in line
        await bot.walk(ana, "run:back", "reader_only")
        await named(bot, ana, inbox_reader="U0MEI")
        assert "✓ Who reads the mail? → <@U0MEI> · <@U0ANA>" in bot.slack.steps()[-2].text
