"""Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = (
    "chromium-headless-shell",  # takes a quarter less of the processors than the whole browser
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
NEEDED = "there is no Chromium on the PATH: apt-get install chromium-headless-shell"
LEFT_OUT = not any(map(shutil.which, NAMES)) and "CI" not in os.environ  # in CI they fail instead
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def chromium() -> str:
    """Where it is; empty where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), "")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    path = chromium()
    assert path, NEEDED
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        try:
            yield browser
        finally:
            await browser.close()
