"""Bodies that are streamed: looked at as the test reads them, and never read ahead."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator

from stockade.pages import LIMIT

__all__ = ["Recording"]


class Recording:
    """A body of which the test has read a part. `finish` gets it when the test has read all of it.

    Nothing of a body that is too large to be checked is kept but its beginning.
    """

    def __init__(self, finish: Callable[[bytes], None]) -> None:
        self._finish = finish
        self._parts: list[bytes] = []
        self._size = 0

    def of(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """The same parts, recorded."""
        for part in parts:
            self._add(part)
            yield part
        self._finish(b"".join(self._parts))

    async def of_async(self, parts: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """The same parts, recorded."""
        async for part in parts:
            self._add(part)
            yield part
        self._finish(b"".join(self._parts))

    def _add(self, part: bytes) -> None:
        # One part beyond the limit is kept, so that the body can be seen to be beyond it.
        if self._size <= LIMIT:
            self._parts.append(part)
            self._size += len(part)
