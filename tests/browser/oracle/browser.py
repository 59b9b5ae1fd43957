"""Tabs that work through a list together, in a browser for which the whole world is loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from playwright.async_api import Browser

from chromium import launched_async
from oracle.case import Case, Named
from oracle.server import serving_world
from oracle.tab import PageError, Tab

#: More of them make nothing faster: the browser's own process has no more to give.
_TABS = 3

T = TypeVar("T", bound=Named)
R = TypeVar("R")


@dataclass(frozen=True)
class Results(Generic[R]):
    """What one browser said about each item, by the item's name."""

    major_version: int
    seen: Mapping[str, R]
    #: Items that could not be observed, and why.
    failures: Mapping[str, str]


def work_through(
    items: Iterable[T], pages: Iterable[Case], work: Callable[[Tab, T], Awaitable[R]]
) -> Results[R]:
    """Do `work` for each of `items` in some tab, while `pages` are served.

    Works whatever event loop the caller has.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_work_through(items, pages, work))).result()


async def _work_through(
    items: Iterable[T], pages: Iterable[Case], work: Callable[[Tab, T], Awaitable[R]]
) -> Results[R]:
    seen: dict[str, R] = {}
    failures: dict[str, str] = {}
    with serving_world({page.path: page for page in pages}) as port:
        flags = [
            f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
            "--ignore-certificate-errors",
            # One process for all frames of a page, so that their events come in one queue.
            "--disable-site-isolation-trials",
        ]
        async with launched_async(flags) as browser:
            remaining = iter(items)
            tabs = (_tab(browser, remaining, work, seen, failures) for _ in range(_TABS))
            await asyncio.gather(*tabs)
            major_version = int(browser.version.partition(".")[0])
    return Results(major_version, seen, failures)


async def _tab(
    browser: Browser,
    remaining: Iterator[T],
    work: Callable[[Tab, T], Awaitable[R]],
    seen: dict[str, R],
    failures: dict[str, str],
) -> None:
    """Work on items, which other tabs take from as well, until there are none left."""
    left = True
    while left:
        # After a failure in a new profile: whatever held one item up is not to hold up others.
        async with await browser.new_context() as context:
            tab = await Tab.open(context)
            left = await _until_failure(tab, remaining, work, seen, failures)


async def _until_failure(
    tab: Tab,
    remaining: Iterator[T],
    work: Callable[[Tab, T], Awaitable[R]],
    seen: dict[str, R],
    failures: dict[str, str],
) -> bool:
    """Whether there may be items left."""
    item = None
    try:
        for item in remaining:
            seen[item.name] = await work(tab, item)
    except PageError as error:
        if item is not None:
            failures[item.name] = str(error)
        return True
    return False
