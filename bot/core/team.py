"""Team: what a company writes down once about its accounts, in `team.yaml`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """AWS account as the team file describes it. All but the name may be empty."""

    name: str
    id: str = ""  # twelve digits
    also: tuple[str, ...] = ()  # its other names
    phone_region: str = ""  # country of its phone numbers that name none

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.id, *self.also) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Content of `team.yaml`; empty without a file."""

    accounts: tuple[KnownAccount, ...] = ()

    def account(self, name: str) -> KnownAccount | None:
        """Account of that name, canonically spelled; None if the file does not have it."""
        return next((a for a in self.accounts if name in a.names), None)

    def names(self, name: str) -> tuple[str, ...]:
        """All names of an account, the given one first; only itself if the file lacks it."""
        known = self.account(name)
        return tuple(dict.fromkeys((name, *known.names))) if known else (name,)


NO_TEAM_FILE = Team()
