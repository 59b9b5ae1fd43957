"""What a browser said about a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Place = tuple[int, ...]


@dataclass(frozen=True, order=True)
class Violation:
    """The fields of an event that a prediction must have, and the document it belongs to."""

    #: `page`, or `srcdoc:N`, counted in document order from 0, nested ones too.
    document: str
    effective_directive: str
    blocked_uri: str
    disposition: str
    sample: str
    original_policy: str

    def __str__(self) -> str:
        sample = f" sample {self.sample!r}" if self.sample else ""
        blocked = self.blocked_uri or "''"
        return (
            f"{self.document}: {self.effective_directive} {self.disposition} {blocked}{sample}"
            f" under {self.original_policy!r}"
        )

    def as_json(self) -> Mapping[str, str]:
        """With the names of the fields in snake case."""
        return asdict(self)


def violations(told: Iterable[Mapping[str, Any]]) -> Sequence[Violation]:
    """Read what `recorder.js` told, in the order in which it did."""
    messages = list(told)
    documents = _documents(messages)
    return [
        Violation(
            document=documents.get(tuple(message["frame"]), _other(message)),
            effective_directive=event["effectiveDirective"],
            blocked_uri=event["blockedURI"],
            disposition=event["disposition"],
            sample=event["sample"],
            original_policy=event["originalPolicy"],
        )
        for message in messages
        if (event := message.get("violation")) is not None
    ]


def _documents(messages: Sequence[Mapping[str, Any]]) -> Mapping[Place, str]:
    born = {
        tuple(message["frame"]) for message in messages if message.get("born") == "about:srcdoc"
    }
    # Those in another page are none of this one's.
    places = sorted(
        place for place in born if all(place[:depth] in born for depth in range(1, len(place)))
    )
    named = {place: f"srcdoc:{number}" for number, place in enumerate(places)}
    return {(): "page", **named}


def _other(message: Mapping[str, Any]) -> str:
    """A frame whose document is neither the page nor a `srcdoc`."""
    return f"frame {message['in']}"
