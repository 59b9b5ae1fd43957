"""Compiled policies for the mappings that decorators and views leave on responses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Generic, TypeVar

from stockade import CompiledPolicy

__all__ = ["Memo", "NotAMappingError", "PolicyCache", "checked_mapping"]

_LIMIT = 256

Source = TypeVar("Source", bound=object)
Made = TypeVar("Made")


class NotAMappingError(TypeError):
    """Something else stands in the place of a policy."""


def checked_mapping(config: object, setting: str) -> Mapping[str, object]:
    """`config`, if it is a mapping. Raises NotAMappingError, which names `setting`."""
    if isinstance(config, Mapping):
        return config
    raise NotAMappingError(
        f"{setting}: CSP config should be a mapping. Write a dictionary of directives, like "
        f'{{"default-src": [CSP.SELF]}}, instead of a {type(config).__name__}.'
    )


class Memo(Generic[Source, Made]):
    """Remembers what was made of an object, for as long as the object says the same.

    A decorator hands over the same dictionary with every response, so an entry is found by the
    dictionary's identity. Anybody may change a dictionary in place, so an entry is used only while
    the dictionary still equals the copy that was taken of it (half a microsecond for ten
    directives; a key made of the whole content would take six times that).
    """

    def __init__(self) -> None:
        self._entries: dict[int, tuple[Source, object, Made]] = {}

    def find(self, source: Source) -> Made | None:
        """What was made of `source` as it is now, or None."""
        entry = self._entries.get(id(source))
        if entry is None:
            return None
        known, content, made = entry
        return made if known is source and content == source else None

    def keep(self, source: Source, made: Made) -> Made:
        """Remember and return `made`."""
        if len(self._entries) >= _LIMIT:
            self._entries.clear()
        self._entries[id(source)] = (source, _copy(source), made)
        return made


class PolicyCache:
    """Compiles mappings under the current settings, the same mapping only once."""

    def __init__(self, *, report_only: bool, endpoints: Collection[str] | None) -> None:
        self._report_only = report_only
        self._endpoints = endpoints
        self._compiled: Memo[Mapping[str, object], CompiledPolicy] = Memo()

    def compile(self, mapping: Mapping[str, object], *, setting: str) -> CompiledPolicy:
        """The policy of `mapping`. Raises PolicyError or NotAMappingError, which name `setting`."""
        policy = self._compiled.find(mapping)
        if policy is None:
            policy = CompiledPolicy.from_mapping(
                checked_mapping(mapping, setting),
                setting=setting,
                report_only=self._report_only,
                endpoints=self._endpoints,
            )
            self._compiled.keep(mapping, policy)
        return policy


def _copy(source: object) -> object:
    """What a later change to `source` cannot change: the copy goes as deep as policies do."""
    if not isinstance(source, Mapping):
        return source
    return {
        name: value.copy() if isinstance(value, list | set) else value
        for name, value in source.items()
    }
