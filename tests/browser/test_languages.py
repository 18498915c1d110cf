"""Two people with two languages at work at once, each in a window of their own."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.front_door.ways import TO_THE_CALL
from tests.support.reader import Reader

VOICE = '"Enter your phone number."'

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_each_walks_to_the_call_in_their_own_words(
    ana: Reader, mei: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", f"{account}-en", *TO_THE_CALL[:-1])
    await mei.begin("/mfa-lost", f"{account}-zh", *TO_THE_CALL[:-1])
    await asyncio.gather(
        ana.walk(*TO_THE_CALL[-1:], "calling", "signed_in"),
        mei.walk(*TO_THE_CALL[-1:], "calling", "signed_in"),
    )
    await ana.sees("You are in.")
    await mei.sees("登入成功了")
    await expect(ana.card()).to_contain_text("attempts used")
    await expect(mei.card()).to_contain_text("1/3 次")


async def test_what_the_voice_says_stays_english_with_what_it_means_below(
    mei: Reader, account: str
) -> None:
    await mei.begin("/mfa-lost", account, *TO_THE_CALL, "calling")
    await expect(mei.article(mei.step()).get_by_text(VOICE, exact=True)).to_be_visible()
    await mei.sees("「請輸入你的電話號碼。」")


async def test_one_press_changes_the_thread_for_both_and_what_one_alone_sees_stays_theirs(
    ana: Reader, mei: Reader, account: str
) -> None:
    await ana.begin("/mfa-lost", account, "broken")
    await mei.join(ana.run)
    await mei.press("standalone")
    await mei.sees("@Ana Ruiz 負責", "接手")
    await mei.walk("language:zh-TW")
    await ana.sees(mei.point())
    await ana.walk("standalone", "language:en")
    await mei.sees("Do you still have a device, a passkey or the saved key?")
