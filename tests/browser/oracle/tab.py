"""One tab of the browser, which loads one page after the other and listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from playwright.async_api import BrowserContext, CDPSession, Error

from oracle.case import Action, Case
from oracle.observation import Violation, violations

_RECORDER = Path(__file__).with_name("recorder.js").read_text()
_WORLD = "oracle"
_LOAD_SECONDS = 20.0

# Events are told in tasks of their own: let the tasks that wait now have their turn. Timers do not
# run in a sandboxed document, messages do.
_TOLD = """
new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => (data ? port2.postMessage(data - 1) : done());
  port2.onmessage = ({ data }) => port1.postMessage(data);
  port2.postMessage(2);
})
"""
# Fonts and images of styles are asked for when a page is painted.
_PAINTED = f"""
new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {_TOLD})
"""
# Navigations are checked by the browser's own process, one after the other. When it has dealt with
# a frame of ours, it has dealt with what went before.
_SENTINEL = "/sentinel-of-the-oracle"
_NAVIGATED = f"""
{_TOLD}.then(() => new Promise((done) => {{
  const frame = document.createElement("iframe");
  frame.onload = () => {{ frame.remove(); done(); }};
  frame.src = {_SENTINEL!r};
  document.documentElement.append(frame);
}}))
"""
_ACTIONS = {"click": "click", "submit": "requestSubmit"}

R = TypeVar("R")


class PageError(RuntimeError):
    """A page could not be observed. The message says why."""


class Tab:
    """A tab in which violations are listened to, in every frame and from the very beginning.

    >>> tab = await Tab.open(context)
    >>> await tab.observe(case)
    [Violation(document='page', effective_directive='img-src', …)]
    """

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        #: The documents whose load event has come.
        self._loaded: set[str] = set()
        #: Where our scripts run, by frame.
        self._worlds: dict[str, int] = {}
        #: One of the two has.
        self._changed = asyncio.Event()
        self._is_loading = False
        self._told: list[Mapping[str, Any]] = []
        self._requests: dict[str, str] = {}
        self._request_count = 0

    @classmethod
    async def open(cls, context: BrowserContext) -> Tab:
        """A new tab of `context`."""
        session = await context.new_cdp_session(await context.new_page())
        tab = cls(session)
        await tab._listen()
        return tab

    async def observe(self, case: Case) -> Sequence[Violation]:
        """Load the page of `case`, do what it says a person does, and return what was violated.

        Raises PageError where the page does not load.
        """
        await self._in_time(self._visit(case), case.url)
        return violations(self._told)

    async def innermost_address(self, url: str) -> str:
        """Load the page at `url`, and return the address of the document in its innermost frame.

        Raises PageError where the page does not load.
        """
        await self._in_time(self._load(url), url)
        addresses = {tuple(told["frame"]): told["born"] for told in self._told if "born" in told}
        return str(addresses[max(addresses, key=len)])

    async def try_out(self, url: str, scripts: Sequence[str]) -> Sequence[Sequence[Violation]]:
        """Load the page at `url`, run each script in it, and return what each has violated.

        Raises PageError where the page does not load or a script does not come to its end.
        """
        return await self._in_time(self._load_and_run(url, scripts), url, more=len(scripts))

    async def _in_time(self, work: Coroutine[Any, Any, R], url: str, more: float = 0) -> R:
        try:
            return await asyncio.wait_for(work, _LOAD_SECONDS + more)
        except asyncio.TimeoutError as error:
            waiting = ", ".join(self._requests.values()) or "nothing that it asked for"
            raise PageError(f"{url} did not come to rest. It waits for {waiting}.") from error

    async def _load_and_run(
        self, url: str, scripts: Sequence[str]
    ) -> Sequence[Sequence[Violation]]:
        frame = await self._load(url)
        seen = []
        for script in scripts:
            self._told.clear()
            run = {"expression": script, "awaitPromise": True, "allowUnsafeEvalBlockedByCSP": False}
            await self._session.send("Runtime.evaluate", run)
            await self._settle(frame, _TOLD)
            seen.append(violations(self._told))
        return seen

    async def _visit(self, case: Case) -> None:
        frame = await self._load(case.url)
        for action in case.actions:
            await self._act(action)
            await self._wait(frame, _NAVIGATED)
            await self._settle(frame)

    async def _load(self, url: str) -> str:
        self._is_loading = True
        answer = await self._session.send("Page.navigate", {"url": url})
        if "errorText" in answer:
            raise PageError(f"{url}: {answer['errorText']}")
        document = answer["loaderId"]
        await self._until(lambda: document in self._loaded)
        self._is_loading = False
        frame: str = answer["frameId"]
        await self._settle(frame)
        return frame

    async def _act(self, action: Action) -> None:
        # In the page's own world: what a script of another world does is exempt from policies.
        method = _ACTIONS[action.kind]
        expression = f"document.querySelector({json.dumps(action.selector)}).{method}()"
        await self._session.send(
            "Runtime.evaluate", {"expression": expression, "userGesture": True}
        )

    async def _settle(self, frame: str, until: str = _PAINTED) -> None:
        """Return when nothing is being loaded any more, and everything has been told."""
        count = -1
        while count != self._request_count or self._requests:
            count = self._request_count
            await self._wait(frame, until)

    async def _wait(self, frame: str, until: str) -> None:
        """Return when the promise that `until` stands for is kept, in our own world."""
        world = self._worlds[frame]
        while not await self._is_kept(world, until):
            # What a person did has replaced the document: we wait in the one that is new.
            await self._until(lambda: self._worlds[frame] != world)  # noqa: B023 (awaited here)
            world = self._worlds[frame]

    async def _is_kept(self, world: int, promise: str) -> bool:
        """Whether the document was there until its promise was kept."""
        evaluate = {"expression": promise, "contextId": world, "awaitPromise": True}
        try:
            await self._session.send("Runtime.evaluate", evaluate)
        except Error:
            return False
        return True

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Return when documents or our worlds in them are as `condition` says."""
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def _listen(self) -> None:
        self._session.on("Runtime.bindingCalled", self._on_told)
        self._session.on("Runtime.executionContextCreated", self._on_world)
        self._session.on("Page.frameNavigated", self._on_navigated)
        self._session.on("Page.lifecycleEvent", self._on_lifecycle)
        self._session.on("Network.requestWillBeSent", self._on_request)
        for end in ("Network.loadingFinished", "Network.loadingFailed"):
            self._session.on(end, self._on_request_end)
        for domain in ("Page", "Runtime", "Network"):
            await self._session.send(f"{domain}.enable")
        await self._session.send("Page.setLifecycleEventsEnabled", {"enabled": True})
        binding = {"name": "tellOracle", "executionContextName": _WORLD}
        await self._session.send("Runtime.addBinding", binding)
        recorder = {"source": _RECORDER, "worldName": _WORLD}
        await self._session.send("Page.addScriptToEvaluateOnNewDocument", recorder)

    def _on_navigated(self, event: Mapping[str, Any]) -> None:
        # What the page before was still telling, or asking for, is not about this one.
        if self._is_loading and "parentId" not in event["frame"]:
            self._told.clear()
            self._requests.clear()

    def _on_lifecycle(self, event: Mapping[str, Any]) -> None:
        if event["name"] == "load":
            self._loaded.add(event["loaderId"])
            self._changed.set()

    def _on_told(self, event: Mapping[str, Any]) -> None:
        if _SENTINEL not in event["payload"]:
            self._told.append(json.loads(event["payload"]))

    def _on_world(self, event: Mapping[str, Any]) -> None:
        context = event["context"]
        if context["name"] == _WORLD:
            self._worlds[context["auxData"]["frameId"]] = context["id"]
            self._changed.set()

    def _on_request(self, event: Mapping[str, Any]) -> None:
        if not event["loaderId"]:
            # A worker's script: its end is told to the worker.
            return
        self._request_count += 1
        self._requests[event["requestId"]] = event["request"]["url"]

    def _on_request_end(self, event: Mapping[str, Any]) -> None:
        self._requests.pop(event["requestId"], None)
