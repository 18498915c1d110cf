"""Ports for processes that are started later, and again."""

import socket

from bot.local.bot_process import PORTS, free_port


def test_none_is_given_twice_though_nobody_listens_yet() -> None:
    given = [free_port() for _ in range(500)]
    assert len({*given}) == len(given)
    assert {*given} <= {*PORTS}


def test_one_that_is_taken_is_passed_over() -> None:
    taken = free_port() + 1
    with socket.create_server(("127.0.0.1", taken)):
        assert free_port() != taken
