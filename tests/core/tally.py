"""The budget as a plain list of moments, to hold the real one against."""

from dataclasses import dataclass, field

from bot.core.budget import DAY, MINUTE, Result
from bot.core.flow import Button


@dataclass
class Made:
    at: int
    press: str
    told: bool = False
    blocked: bool = False
    known: bool = False  # what came of it


@dataclass
class Tally:
    limit: int
    made: list[Made] = field(default_factory=list)
    own: str | None = None  # the press that spent the run's last attempt

    def inside(self, now: int) -> list[Made]:
        return [made for made in self.made if now - made.at < DAY]

    def left(self, now: int) -> int:
        return 0 if self._closed_until() > now else max(0, self.limit - len(self.inside(now)))

    def spend(self, now: int, press: str) -> None:
        self.made.append(Made(now, press))

    def recount(self, total: int, newest: int, now: int) -> None:
        self.made = [made for made in self.made if not made.told or made.blocked]
        missing = total - len(self.inside(now))
        self.made += [Made(newest, "", told=True) for _ in range(missing)]

    def may_give_back(self, now: int) -> bool:
        mine = self._mine()
        return bool(mine and not mine.known and now - mine.at <= 2 * MINUTE)

    def pressed(self, button: Button, press: str, now: int) -> None:
        """What a button that was taken does to the list."""
        if button.gives_back:
            self.made = [made for made in self.made if made.press != self.own]
            self.own = None
        if button.spends and self.left(now):
            self.spend(now, press)
            self.own = press
        mine = self._mine()
        if button.records and mine:
            mine.known = True
        if button.records is Result.BLOCKED:
            self._block(mine, press, now)

    def _block(self, mine: Made | None, press: str, now: int) -> None:
        inside = sorted(self.inside(now), key=lambda made: made.at)
        if mine and mine in inside:
            mine.blocked = True
        elif inside:
            inside[-1].blocked = inside[-1].known = True
        else:
            self.made.append(Made(now, press, told=True, blocked=True))

    def _closed_until(self) -> int:
        until = 0
        for made in sorted(self.made, key=lambda made: made.at):
            if made.blocked or made.at < until:
                until = made.at + DAY
        return until

    def _mine(self) -> Made | None:
        return next((made for made in self.made if made.press == self.own), None)
