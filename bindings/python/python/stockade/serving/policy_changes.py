"""What views and routes change in the policies of their application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

from stockade._core import CompiledPolicy

__all__ = ["NotAMappingError", "PolicyChange", "PolicyConfig", "PolicyMapping"]

#: A policy in Django 6's format: directive -> list | tuple | set | str | True | False | None.
PolicyMapping = Mapping[str, object]

#: What decorators and their like take: a policy, or a function that makes one for each response.
PolicyConfig = PolicyMapping | Callable[[], PolicyMapping]


class NotAMappingError(TypeError):
    """A change was given something else than a policy."""


class Merge(Protocol):
    """Makes a policy of the one so far and of a change's own."""

    def __call__(
        self, base: PolicyMapping, change: PolicyMapping, /, *, setting: str
    ) -> PolicyMapping: ...


@dataclass(frozen=True, eq=False)
class PolicyChange:
    """What one decorator does to the enforced or to the report-only policy.

    `config` is checked at once: NotAMappingError if it is neither a mapping nor a function,
    PolicyError if it must not be sent.
    """

    #: The decorator's name, for messages.
    decorator: str
    config: PolicyConfig
    #: None where `config` is the whole new policy.
    merge: Merge | None = None
    report_only: bool = False

    def __post_init__(self) -> None:
        if self.is_static:
            config = self._require_mapping(self.config)
            # The other part of a merged policy may have the base-uri that this part needs.
            whole = {"base-uri": ["'none'"], **config} if self.merge else config
            CompiledPolicy.from_mapping(whole, setting=self.decorator, report_only=self.report_only)
            copy = {directive: deepcopy(value) for directive, value in config.items()}
            object.__setattr__(self, "config", copy)

    @property
    def is_static(self) -> bool:
        """Whether every response gets the same change."""
        return not callable(self.config)

    def applied_to(self, policy: PolicyMapping) -> PolicyMapping:
        """The policy of the response being made, which would otherwise be `policy`.

        Raises NotAMappingError if a function was given and did not return a mapping, PolicyError if
        the two cannot be merged.
        """
        config = self._require_mapping(self.config() if callable(self.config) else self.config)
        if self.merge is None:
            return config
        return self.merge(policy, config, setting=self.decorator) if policy else {}

    def _require_mapping(self, config: object) -> PolicyMapping:
        if isinstance(config, Mapping):
            return config
        raise NotAMappingError(
            f"CSP config should be a mapping. {self.decorator} was given a "
            f"{type(config).__name__}: write a dictionary of directives, or a function without "
            "arguments that returns one."
        )
