"""Chromium, asked whether what an attacker has put into pages does anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, ProxySettings

from hostile.foreign import ForeignHosts, foreign_hosts

#: How many pages are loaded at a time.
_FRAMES = 40

# In every frame, before anything of the page. The binding is installed by the browser itself, so no
# policy of a page can keep it out.
_TELL = "window.alert = (number) => window.tellOfScript(String(number));"

# Loads the pages, waits for them and for what their scripts have begun, and says of each what can
# be seen from outside: whether the attacker's styles apply, and whether the site's own script ran.
_LOAD = """
async (addresses) => {
  const frames = addresses.map((address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    return frame;
  });
  const loaded = frames.map((frame) => new Promise((done) => (frame.onload = done)));
  document.body.replaceChildren(...frames);
  await Promise.all(loaded);
  await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));
  return frames.map((frame) => {
    const root = frame.contentDocument?.documentElement;
    if (!root) return { left: true };
    const applied = frame.contentWindow.getComputedStyle(root).getPropertyValue("--applied");
    return { applied: applied !== "", own: root.dataset.own === "ran" };
  });
}
"""


@dataclass(frozen=True)
class Traces:
    """What the payload of one page has left."""

    #: Something of the attacker's ran.
    ran: bool = False
    #: A foreign host was asked for something.
    asked: bool = False
    #: A style of the attacker's applies.
    applied: bool = False
    #: The site's own script ran, as it should.
    own: bool = False

    def __bool__(self) -> bool:
        """Whether the payload has done anything."""
        return self.ran or self.asked or self.applied

    def __str__(self) -> str:
        names = ("ran", "asked", "applied")
        return ", ".join(name for name in names if getattr(self, name)) or "nothing"


class Judge:
    """A browser that loads pages by the dozen and tells what their payloads did.

    >>> judge.traces("http://127.0.0.1:8000/frames.html", {17: "/page?value=%3Cscript%3E…"})
    {17: Traces(ran=False, asked=False, applied=False, own=True)}
    """

    def __init__(self, page: Page, foreign: ForeignHosts) -> None:
        self._page = page
        self._foreign = foreign
        self._ran: set[int] = set()

    def traces(self, frames: str, addresses: Mapping[int, str]) -> Mapping[int, Traces]:
        """Load the page of each case, and say what came of it.

        `frames` is the address of an empty page without a policy, on the same host.
        """
        self._ran.clear()
        self._foreign.asked.clear()
        self._page.goto(frames)
        cases, seen = list(addresses), []
        for start in range(0, len(cases), _FRAMES):
            batch = [addresses[case] for case in cases[start : start + _FRAMES]]
            seen += self._page.evaluate(_LOAD, batch)
        return {case: self._traces(case, page) for case, page in zip(cases, seen, strict=True)}

    def on_script(self, source: object, number: str) -> None:
        """A script of an attacker's ran. Called by the browser."""
        if number.isdecimal():
            self._ran.add(int(number))

    def _traces(self, case: int, page: Mapping[str, Any]) -> Traces:
        return Traces(
            ran=case in self._ran,
            asked=case in self._foreign.asked,
            applied=page.get("applied", False),
            own=page.get("own", False),
        )


@contextmanager
def judging(browser: Browser) -> Iterator[Judge]:
    """A judge in a fresh profile."""
    with foreign_hosts() as foreign:
        proxy = ProxySettings(server=foreign.address, bypass="127.0.0.1")
        context = browser.new_context(proxy=proxy)
        try:
            judge = Judge(context.new_page(), foreign)
            context.expose_binding("tellOfScript", judge.on_script)
            context.add_init_script(_TELL)
            yield judge
        finally:
            context.close()
