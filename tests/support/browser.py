"""Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDED = "there is no Chromium on the PATH: apt-get install chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def chromium() -> str:
    """Where it is. Without it the test is skipped, in CI it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), "")
    if not found and "CI" in os.environ:
        pytest.fail(NEEDED)
    if not found:
        pytest.skip(NEEDED)
    return found


@asynccontextmanager
async def browsing(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        yield browser
        await browser.close()
