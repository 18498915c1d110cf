"""Home tabs: what each person who looks at theirs sees, kept up to date.

People who opened their tab within a day are recorded in Redis before Slack gets its 200. While
there are any, each commit puts one entry on `due`: any process refreshes the tabs, also after a
restart.
"""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.access import Access, AccessRules
from bot.core.due import HOMES, Due
from bot.core.flow import Flow
from bot.core.home import AccountState
from bot.core.readiness import Readiness
from bot.core.words import Words
from bot.flowfiles.library import Library
from bot.guide import Guide
from bot.process.foreground import Foreground
from bot.slack.api.client import SlackApi
from bot.slack.api.errors import TOKEN, SlackAway, SlackRefused
from bot.slack.api.profiles import Profiles
from bot.slack.api.user_groups import UserGroups
from bot.slack.delivery import account_states
from bot.slack.delivery.account_states import HomeAccounts
from bot.slack.delivery.run_lines import Reader, RunLines, in_paragraphs
from bot.slack.render.home import home_view, notice_view
from bot.slack.render.rich_text import Block
from bot.store.commit import EVERYBODY
from bot.store.homes import EVERY
from bot.texts import Text, home, refusals

log = logging.getLogger(__name__)

MOST_RUNS = 10  # of somebody's own that are named
ALL = Due(HOMES, EVERYBODY)


@dataclass(frozen=True, slots=True)
class HomeTabs:
    _guide: Guide
    _library: Library
    _api: SlackApi
    _profiles: Profiles
    _groups: UserGroups
    _lines: RunLines
    _foreground: Foreground
    _rules: AccessRules

    async def note(self, team: str, user: str) -> None:
        """Somebody opened theirs: it is kept up to date for a day. Raises StoreAway."""
        await self._guide.store.homes.open(team, user)

    async def open(self, team: str, user: str, *, empty: bool) -> None:
        """Show it to whoever opened it; `empty`: Slack shows nothing there. Raises SlackAway."""
        store = self._guide.store
        if not await store.homes.claim(team, user):
            await store.due.add(team, ALL, self._guide.clock() + EVERY, latest=False)
            return
        try:
            accounts = await account_states.of_home_tab(self._guide, team)
            await self._publish(team, user, accounts, anyway=empty)
        except SlackAway as away:
            await store.due.add(team, ALL, self._again_at(away), latest=False)
            raise

    async def refresh(self, team: str) -> int | None:
        """Refresh every tab that is due, one after another. Returns when to look again, or None."""
        homes = self._guide.store.homes
        users = await homes.recently_opened(team)
        waiting = await homes.recently_updated(team)
        again_at = self._guide.clock() + EVERY if waiting else None
        if waiting.issuperset(users):
            return again_at
        accounts = await account_states.of_home_tab(self._guide, team)
        for user in users:
            if user in waiting:
                continue
            await self._foreground.wait_until_idle()
            if not await homes.claim(team, user):
                again_at = again_at or self._guide.clock() + EVERY
                continue
            try:
                await self._publish(team, user, accounts)
            except SlackAway as away:
                again_at = max(again_at or 0, self._again_at(away))
                log.info("could not update a Home tab; it will be retried: %s", away)
        return again_at

    def _again_at(self, away: SlackAway) -> int:
        return self._guide.clock() + max(EVERY, int(away.after * 1000))

    async def _publish(
        self, team: str, user: str, accounts: HomeAccounts, *, anyway: bool = False
    ) -> None:
        """Show somebody's as it is now, unless it is shown so already."""
        homes = self._guide.store.homes
        view = await self._view(team, user, accounts)
        digest = hashlib.blake2b(json.dumps(view).encode(), digest_size=9).hexdigest()
        if not anyway and await homes.shown_digest(team, user) == digest:
            return
        try:
            await self._api.publish_home(user, view)
        except SlackRefused as refused:
            if refused.code not in TOKEN:  # their account, or the tab itself, is gone
                await homes.close(team, user)
            log.warning("Slack refused a Home tab: %s", refused)
        else:
            await homes.show(team, user, digest)

    async def _view(self, team: str, user: str, accounts: HomeAccounts) -> Block:
        language, standing, _ = await self._profiles.look_up(team, user)
        flows = self._guide.flows.by_urgency()
        members = await self._groups.members(team, self._rules.groups(user, self._guide.flows))
        access = {f.name: self._rules.of_flow(f.name, user, standing, members) for f in flows}
        open_to = [flow for flow in flows if access[flow.name].granted]
        if not open_to:
            denial = self._denial(language, flows[0], access[flows[0].name])
            return notice_view(denial)
        return home_view(
            language,
            runs=await self._runs(team, Reader(user, language)),
            accounts=self._accounts(language, user, accounts),
            starts=self._starts(language, open_to),
        )

    async def _runs(self, team: str, reader: Reader) -> list[Text]:
        led = (await self._guide.led_by(team, reader.user)).first(MOST_RUNS)
        texts = await self._lines.grouped(reader, team, led)
        if led.left:
            texts.append(home.more(reader.language, led.left))
        return texts or [home.no_runs(reader.language)]

    def _denial(self, language: str, flow: Flow, access: Access) -> Text:
        """Who may, for somebody who may start no procedure."""
        may, channels = self._rules.may.get(flow.name, ()), self._rules.channels
        said = flow.command
        return refusals.access_denied(
            language, access, start=said, command=said, may=may, channels=channels
        )

    def _starts(self, language: str, flows: Iterable[Flow]) -> list[tuple[str, str]]:
        told = (self._library.in_language(flow.name, language) for flow in flows)
        return [(words.flow, words.start or words.title) for words in told]

    def _accounts(self, language: str, user: str, accounts: HomeAccounts) -> list[Text]:
        lines = [
            home.account(
                language,
                state.name,
                state.budget,
                self._checked(language, state),
                state.ask(user),
            )
            for state in accounts.states
        ]
        texts = [*in_paragraphs(None, lines)]
        if accounts.left:
            texts.append(home.more(language, accounts.left))
        return texts or [home.no_accounts(language)]

    def _checked(
        self, language: str, state: AccountState
    ) -> Iterator[tuple[Readiness | None, Words]]:
        """What each check has found of an account, with the words of its flow."""
        for flow in self._guide.flows.checks:
            words = self._library.in_language(flow.name, language)
            yield state.readiness.get(flow.name), words
