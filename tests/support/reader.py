"""Somebody at the local Slack's page: sees what a browser shows, and uses its controls."""

import re
from dataclasses import dataclass, field
from functools import partial

from playwright.async_api import Locator, Page, expect

from bot.local.slack.workspace import PEOPLE
from bot.texts import label
from bot.texts.languages import available, best
from tests.support.person import Person
from tests.support.slack import Body, Message, Slack

LOCALES = {person.id: person.locale for person in PEOPLE}


@dataclass(slots=True)
class Reader:
    page: Page
    slack: Slack  # the same Slack, to know which button the authors mean by a name
    id: str = "U0ANA"
    run: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def channel(self) -> Locator:
        return self.page.locator("main")  # to look for a role takes a walk over all messages

    @property
    def thread(self) -> Locator:
        return self.page.locator("aside[aria-label=Thread]")

    @property
    def window(self) -> Locator:
        return self.page.locator("dialog[role=dialog][open]")

    def article(self, message: Message) -> Locator:
        return self.page.locator(f'article[data-ts="{message.ts}"]')

    async def be(self, who: str) -> None:
        await self.page.get_by_label("You are").select_option(who)
        self.id = who

    async def type(self, text: str, composer: str = "Message #on-call") -> None:
        box = self.page.get_by_role("textbox", name=composer)
        await box.fill(text)
        await box.press("Escape")  # what it offers
        await box.press("Enter")

    def reads(self, words: str) -> str:
        """What the bot says to this reader alone, in the language of their Slack."""
        return label(best(LOCALES[self.id], available()), words)

    def card(self) -> Locator:
        """The status card of this reader's run, in the channel."""
        return self.channel.locator(f'article[data-ts="{self.step().thread}"]')

    def pressing(self, name: str) -> Body:
        """What the page would send for a button of the present step."""
        step, action = self.step(), self.element(name)
        return {"as": self.id, "channel": step.channel, "ts": step.ts, "action": action}

    async def start(self, command: str, account: str) -> None:
        """Begin a run and open its thread, by what the bot answers."""
        known = self._runs()
        if command == "/mfa-phone":
            await self.type(command)
            await self.fill(account)
        else:
            await self.type(f"{command} {account}")
        step = await self._begun(known)
        # Other threads of the account may be linked before and after this one.
        links = self.channel.locator(f'article a[href*="thread_ts={step.thread}"]')
        await links.filter(has_text=self.reads("Open the thread")).last.click()
        await self.thread.locator(f'article[data-ts="{step.ts}"]').wait_for()

    async def begin(self, command: str, account: str, *presses: str) -> None:
        """Open the thread of a run that has come to the step whose screen is what matters."""
        await self.sets_out(command, account, *presses)
        await self.join(self.run)

    async def sets_out(self, command: str, account: str, *presses: str) -> None:
        """Begin a run and walk, whatever the page shows."""
        known = self._runs()
        await Person(self.slack, self.id).command(command, account)
        await self._begun(known)
        await self.delivers(*presses)

    def _runs(self) -> set[str]:
        return {message.step["run"] for message in self.slack.steps()}

    async def _begun(self, known: set[str]) -> Message:
        step = await self.slack.until(
            lambda: next((m for m in self.slack.steps() if m.step["run"] not in known), None)
        )
        self.run = step.step["run"]
        return step

    async def join(self, run: str) -> None:
        """Open the thread of somebody's run, from its card in the channel."""
        self.run = run
        await self.card().get_by_role("link", name="repl").click()
        await self.article(self.step()).wait_for()

    def step(self) -> Message:
        """The message that shows the present step of this reader's run."""
        newest_first = reversed(self.slack.messages)
        return next(m for m in newest_first if m.step and m.step["run"] == self.run)

    def point(self) -> str:
        """The first line of the present step, in the language of the thread."""
        header = next(block for block in self.step().blocks if block["type"] == "header")
        point: str = header["text"]["text"]
        return point

    def element(self, name: str) -> Body:
        """The button that scenarios call `name`, as the bot sent it."""
        for button in self.step().buttons:
            if button["action_id"] in (f"press:{name}", f"run:{name}"):
                return button
        raise LookupError(f"no button {name} at {self.step().step}")

    def button(self, name: str) -> Locator:
        """The same, as the page shows it."""
        label = self.element(name)["text"]["text"]
        return self.article(self.step()).get_by_role("button", name=label, exact=True)

    async def walk(self, *presses: str) -> None:
        """Press one button after the other in the thread; each must show the next step."""
        for press in presses:
            name, is_typed, text = press.partition("=")
            before = self.step()
            await self.press("answer" if is_typed else name)
            if is_typed:
                await self.fill(text)
            after = await self.slack.until(partial(self.next, before))
            await self.thread.locator(f'article[data-ts="{after.ts}"]').wait_for()
            await self.article(before).get_by_role("button").first.wait_for(state="hidden")

    async def comes_to(self, *presses: str) -> None:
        """Walk to a step whose screen is what matters: Slack delivers presses that no page made."""
        await self.delivers(*presses)
        await self.article(self.step()).wait_for()

    async def delivers(self, *presses: str) -> None:
        """Walk, whatever the page shows."""
        person = Person(self.slack, self.id)
        for press in presses:
            name, is_typed, text = press.partition("=")
            before = self.step()
            await (person.answer(text) if is_typed else person.press(name, before))
            await self.slack.until(partial(self.next, before))

    async def approved(self) -> None:
        """A second person agrees to this run's step, in the approvers' channel."""
        asked = await self.slack.until(self._asked)
        before, where = self.step(), {"channel": asked.channel, "ts": asked.ts}
        await self.slack.do("press", **{"as": "U0MEI"}, **where, action=asked.buttons[0])
        await self.slack.until(partial(self.next, before))

    def _asked(self) -> Message | None:
        there = (m for m in self.slack.messages if m.channel == "C0SECURITY" and m.buttons)
        return next((m for m in there if f"|{self.run}|" in m.buttons[0]["value"]), None)

    def next(self, old: Message) -> Message | None:
        newest = self.step()
        return newest if newest.ts != old.ts else None

    async def press(self, name: str) -> None:
        """A button of the present step, and Yes where the bot wants it confirmed."""
        asked = self.element(name).get("confirm")
        await self.button(name).click()
        if asked:
            question = self.page.get_by_role("alertdialog")
            await question.get_by_role("button", name=asked["confirm"]["text"], exact=True).click()

    async def fill(self, text: str) -> None:
        """Type into the window that is open, and send it."""
        await self.window.wait_for()  # unlike `expect`, it reads out no page that lacks it yet
        choices = self.window.get_by_role("combobox")
        accounts = self.window.locator('[data-block="account"]')
        boxes = self.window.get_by_role("textbox")
        people = await choices.count() > 1 and await boxes.count() > 1
        # How many attempts, and when the last one was; people and an account are typed beside
        # their lists.
        if people:
            for box, name in zip(await boxes.all(), text.split("; "), strict=True):
                await box.fill(name)
        elif await choices.count() and not await accounts.count():
            for choice, said in zip(await choices.all(), text.split(", "), strict=True):
                chosen = said
                if age := re.search(r"(\d+) h", said):
                    options = choice.locator("option")
                    offered = await options.evaluate_all("all => all.map(one => one.value)")
                    hours = [int(value[:-2]) for value in offered if value.endswith(" h")]
                    chosen = f"{max(n for n in hours if n <= int(age[1]))} h"
                await choice.select_option(chosen)
        else:
            await boxes.fill(text)
        send = re.compile(f"^({self.reads('Save')}|{self.reads('Start')})$")
        await self.window.get_by_role("button", name=send).click()

    async def sees(self, *words: str) -> None:
        """In the thread, at its end."""
        last = self.thread.get_by_role("article").last
        for word in words:
            await expect(last).to_contain_text(word)

    async def trouble(self, title: str) -> None:
        """Turn a trouble on, or off again."""
        drawer = self.page.get_by_role("complementary", name="Troubles and Traffic")
        if not await drawer.is_visible():
            await self.page.get_by_role("button", name="Troubles").click()
        switch = drawer.get_by_role("switch", name=title)
        was = await switch.get_attribute("aria-checked")
        await switch.click()
        await expect(switch).to_have_attribute("aria-checked", "false" if was == "true" else "true")
        await drawer.get_by_role("button", name="Close").click()

    async def skip(self, what: str) -> None:
        await self.page.get_by_role("button", name=f"Skip {what}").click()
