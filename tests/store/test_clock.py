"""Time is the server's, whatever is done to the wall clock of this machine."""

from fakeredis import FakeAsyncRedis

from bot.core.budget import DAY, HOUR, Limits
from bot.store.clock import MAX_SKEW, ServerClock
from bot.store.store import Store

NOW = 1_800_000_000_000


class Machine:
    """A wall clock that may be set, and a monotonic one that may not."""

    def __init__(self, wall: int = NOW) -> None:
        self.wall, self.uptime = wall, 5_000
        self.clock = ServerClock(lambda: self.wall, lambda: self.uptime)

    def passes(self, ms: int) -> None:
        self.wall += ms
        self.uptime += ms


def test_before_the_server_is_heard_it_is_the_wall_clocks() -> None:
    machine = Machine()
    assert machine.clock() == NOW
    assert machine.clock.skew == 0
    assert machine.clock.agrees


def test_between_two_answers_the_servers_time_goes_on() -> None:
    machine = Machine(NOW + 3 * DAY)
    machine.clock.hear(NOW)
    machine.passes(1_500)
    assert machine.clock() == NOW + 1_500


def test_setting_the_wall_clock_changes_nothing_but_the_skew() -> None:
    machine = Machine()
    machine.clock.hear(NOW)
    machine.wall -= 2 * HOUR
    assert machine.clock() == NOW
    assert machine.clock.skew == -2 * HOUR
    assert not machine.clock.agrees


def test_a_minute_apart_the_clocks_still_vouch_for_each_other() -> None:
    for skew, agrees in ((MAX_SKEW, True), (MAX_SKEW + 1, False), (-MAX_SKEW - 1, False)):
        machine = Machine(NOW + skew)
        machine.clock.hear(NOW)
        assert machine.clock.agrees is agrees


def test_a_server_whose_clock_was_set_back_is_noticed_until_somebody_has_asked() -> None:
    machine = Machine()
    noticed = []
    for told in (NOW, NOW - MAX_SKEW, NOW - 2 * HOUR, NOW - 2 * HOUR):
        machine.clock.hear(told)
        noticed.append(machine.clock.set_back)
    assert noticed == [False, False, True, True]
    machine.clock.set_back = False
    machine.passes(5_000)
    machine.clock.hear(NOW - 2 * HOUR + 5_000)
    assert not machine.clock.set_back


def test_after_a_leap_nothing_is_vouched_for_for_a_day_though_both_leapt_together() -> None:
    machine = Machine()
    machine.clock.hear(NOW)
    machine.wall += 3 * DAY
    machine.clock.hear(NOW + 3 * DAY)
    assert machine.clock.skew == 0
    assert not machine.clock.agrees
    machine.passes(DAY)
    machine.clock.hear(NOW + 4 * DAY)
    assert machine.clock.agrees


def test_what_is_kept_in_memory_goes_by_no_clock_that_can_be_set() -> None:
    store = Store(FakeAsyncRedis(), Limits())
    store.clock.server.hear(NOW)
    before = store.uptime()
    store.clock.server.hear(NOW - 3 * DAY)
    assert 0 <= store.uptime() - before < HOUR
