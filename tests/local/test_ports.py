"""Ports for processes that are started later, and again."""

import socket

import pytest

from bot.local import bot_process
from bot.local.bot_process import PORTS, free_port


def test_none_is_given_twice_though_nobody_listens_yet() -> None:
    given = [free_port() for _ in range(500)]
    assert len({*given}) == len(given)
    assert {*given} <= {*PORTS}


def test_one_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    free = free_port()
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        monkeypatch.setattr(bot_process, "_PORTS", iter((taken, free)))
        assert free_port() == free
