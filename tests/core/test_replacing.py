"""Replacement of fields: as of the standard library, for records with slots and without."""

import dataclasses
from typing import Any

import pytest

from bot.core.budget import Attempts
from bot.core.decision import Decision
from bot.core.delivery.scene import Scene
from bot.core.place import Place
from bot.core.press import Press
from bot.core.replacing import replace
from bot.core.run import Run
from bot.core.shown import Shown
from bot.core.view import BudgetView
from bot.slack.requests.press_payload import ButtonClick
from tests.core.reminders import a_run
from tests.support.each import each


@pytest.mark.parametrize("record", [a_run(), a_run().place], ids=["without slots", "with slots"])
def test_a_changed_record_is_equal_to_that_of_the_standard_library(record: Run | Place) -> None:
    for field in dataclasses.fields(record):
        another: dict[str, Any] = {field.name: "another"}
        changed = replace(record, **another)
        assert changed == dataclasses.replace(record, **another)
        assert changed != record
        assert getattr(record, field.name) != "another"


@pytest.mark.parametrize("record", [a_run(), a_run().place], ids=["without slots", "with slots"])
def test_a_name_that_is_no_field_is_refused(record: Run | Place) -> None:
    changes: dict[str, Any] = {"unknown": 1}
    with pytest.raises(TypeError, match="unknown"):
        replace(record, **changes)


def test_a_changed_record_can_not_be_changed_in_place() -> None:
    changed = replace(Attempts(), since=5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        changed.since = 6  # type: ignore[misc]


@each(
    "record",
    [Attempts, BudgetView, ButtonClick, Decision, Press, Run, Scene, Shown],
)
def test_what_every_press_replaces_has_no_slots(record: type) -> None:
    assert not hasattr(record, "__slots__")
