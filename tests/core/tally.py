"""The budget as a plain list of moments, to hold the real one against."""

from dataclasses import dataclass, field

from bot.core.budget import DAY, MINUTE, AttemptResult
from bot.core.flow import Button


@dataclass(eq=False)
class Made:
    at: int
    id: str  # as the budget calls it: of one moment, that is all there is to tell which is the last
    told: bool = False
    by_others: bool = False  # told in another run
    blocked: bool = False
    known: bool = False  # what came of it
    attempt: bool = True  # False: only AWS's word that it takes none


@dataclass
class Said:
    """What somebody's word did to the list."""

    at: int
    gone: list[Made] = field(default_factory=list)
    new: list[Made] = field(default_factory=list)
    blocked: tuple[Made, bool] | None = None  # and whether what came of it was known


@dataclass
class Tally:
    limit: int
    made: list[Made] = field(default_factory=list)
    own: str | None = None  # the press that spent the run's last attempt
    said: Said | None = None

    def inside(self, now: int) -> list[Made]:
        return [made for made in self.made if made.attempt and now - made.at < DAY]

    def left(self, now: int) -> int:
        return 0 if self._closed_until() > now else max(0, self.limit - len(self.inside(now)))

    def spend(self, now: int, press: str) -> None:
        self.made.append(Made(now, press))

    def recount(
        self, total: int, press: str, newest: int, now: int, *, by_others: bool = False
    ) -> None:
        """Also where it changes nothing, what another run has said of it before stands."""
        told = [made for made in self.made if made.told and not made.blocked]
        gone = [made for made in told if made.by_others == by_others]
        self.made = [made for made in self.made if made not in gone]
        new = self._fill_up(total, press, newest, now, by_others=by_others)
        own = not by_others and (gone or new)
        self.said = Said(now, gone, new) if own else None

    def _fill_up(
        self, total: int, press: str, newest: int, now: int, *, by_others: bool
    ) -> list[Made]:
        missing = range(total - len(self.inside(now)))
        new = [Made(newest, f"{press}.{n}", told=True, by_others=by_others) for n in missing]
        self.made += new
        return new

    def undo(self, now: int) -> None:
        assert self.said
        assert now - self.said.at <= 2 * MINUTE
        self.made = [made for made in self.made if made not in self.said.new] + self.said.gone
        if self.said.blocked:
            made, known = self.said.blocked
            made.blocked, made.known = False, known
        self.said = None

    def correct(
        self, total: int, press: str, newest: int, now: int, *, by_others: bool = False
    ) -> bool:
        """Whether it may be: what was pressed can't be unsaid."""
        pressed = [made for made in self.made if not made.told]
        if total < len([made for made in pressed if now - made.at < DAY]):
            return False
        for made in pressed:
            made.known, made.blocked = made.known or made.blocked, False
        self.made, self.said = pressed, None
        self._fill_up(total, press, newest, now, by_others=by_others)
        return True

    def may_give_back(self, now: int) -> bool:
        mine = self._mine()
        return bool(mine and not mine.known and now - mine.at <= 2 * MINUTE)

    def pressed(self, button: Button, press: str, now: int) -> None:
        """What a button that was taken does to the list."""
        if button.gives_back:
            self.made = [made for made in self.made if made.id != self.own]
            self.own = None
        if button.spends and self.left(now):
            self.spend(now, press)
            self.own = press
        mine = self._mine()
        if button.records is AttemptResult.BLOCKED:
            self._block(mine, press, now)
        elif button.records:
            self.said = None
            if mine:
                mine.known = True

    def others_block(self, press: str, now: int) -> None:
        self._block(None, press, now, by_others=True)
        self.said = None

    def _block(self, mine: Made | None, press: str, now: int, *, by_others: bool = False) -> None:
        inside = sorted(self.inside(now), key=lambda made: (made.at, made.id))
        hit = mine if mine and mine in inside else inside[-1] if inside else None
        if hit is None:
            unseen = Made(now, press, told=True, by_others=by_others, blocked=True, attempt=False)
            self.made.append(unseen)
            self.said = Said(now, new=[unseen])
        elif hit.blocked:
            self.said = None
        else:
            self.said = Said(now, blocked=(hit, hit.known))
            hit.blocked = hit.known = True

    def _closed_until(self) -> int:
        until = 0
        for made in sorted(self.made, key=lambda made: made.at):
            if made.blocked or made.at < until:
                until = made.at + DAY
        return until

    def _mine(self) -> Made | None:
        return next((made for made in self.made if made.id == self.own), None)
