"""Calls functions for modules when they have been imported, or at once where they have been."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["Action", "ImportWatcher"]

Action = Callable[[ModuleType], None]


class ImportWatcher(MetaPathFinder):
    """A library that the tests never import stays unimported, and none is missed whose import
    stands in a test."""

    def __init__(self, actions: Mapping[str, Action]) -> None:
        self._waiting = dict(actions)

    def start(self) -> None:
        for name in [*self._waiting]:
            if (module := sys.modules.get(name)) is not None:
                self._waiting.pop(name)(module)
        sys.meta_path.insert(0, self)

    def stop(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._waiting:
            return None
        spec = self._spec_from_others(name, path, target)
        if spec is not None and spec.loader is not None:
            self._call_after(spec.loader, name)
        return spec

    def _spec_from_others(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                return spec
        return None

    def _call_after(self, loader: Loader, name: str) -> None:
        """Call the action of a module when `loader` has executed it.

        The loader stays what it is, because others ask the module for it.
        """
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            if action := self._waiting.pop(name, None):
                action(module)

        loader.exec_module = exec_module  # type: ignore[method-assign]
