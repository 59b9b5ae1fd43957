"""The browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from playwright import async_api
from playwright.sync_api import Browser, sync_playwright

#: Nothing but the pages under test is to be loaded or painted with special hardware.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium that ends with the `with` block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_program(),
            args=FLAGS,
            # Chromium refuses to start its sandbox as root, and nobody else may go without it.
            chromium_sandbox=os.geteuid() != 0,
        )
        try:
            yield browser
        finally:
            browser.close()


@asynccontextmanager
async def launched_async(flags: Sequence[str] = ()) -> AsyncIterator[async_api.Browser]:
    """The same for a caller with an event loop, and with more flags."""
    async with async_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=_program(),
            args=[*FLAGS, *flags],
            chromium_sandbox=os.geteuid() != 0,
        )
        try:
            yield browser
        finally:
            await browser.close()


def _program() -> str:
    """The path of Chromium: `CHROMIUM` in the environment, or what `PATH` has."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program is None:
        raise FileNotFoundError(
            "Chromium was not found. Install Debian's package (apt-get install chromium), or put "
            "the path of a Chromium into the environment variable CHROMIUM."
        )
    return program
