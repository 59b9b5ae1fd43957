"""The cases of `tests/behaviour/serving.json`, for the runner of each framework.

A runner builds an application for `case`, has it print its own nonce wherever `case.body` says so,
sends it the request, and hands what came back to `case.check`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stockade import CSP, Probe

__all__ = ["ServingCase", "serving_cases"]

_FILE = Path(__file__).resolve().parents[4] / "tests" / "behaviour" / "serving.json"
_NONCE = "{nonce}"


@dataclass(frozen=True)
class ServingCase:
    """What becomes of one response. `str()` is what holds."""

    name: str
    _policies: dict[str, Any]
    _request: dict[str, Any]
    _response: dict[str, Any]
    _expect: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    def policy(self, name: str) -> dict[str, Any]:
        """The policy `enforce`, `report_only` or `probe`, in Django's format; {} if there is none.

        Sources are texts in which the nonce's placeholder stands where it belongs.
        """
        mapping: dict[str, Any] = self._policies.get(name, {})
        return {
            directive: [str(CSP.NONCE) if source == _NONCE else source for source in sources]
            if isinstance(sources, list)
            else sources
            for directive, sources in mapping.items()
        }

    def option(self, name: str) -> Any:
        """`reporting_endpoints`, `integrity_policy`, `integrity_policy_report_only` or
        `edge_cache_key`; None if there is none."""
        return self._policies.get(name)

    @property
    def middleware_arguments(self) -> dict[str, Any]:
        """What the middlewares for WSGI and ASGI take besides the application."""
        probe = self.policy("probe")
        return {
            "policy": self.policy("enforce"),
            "report_only": self.policy("report_only"),
            "probe": Probe(probe) if probe else None,
            "reporting_endpoints": self.option("reporting_endpoints"),
            "integrity_policy": self.option("integrity_policy"),
            "integrity_policy_report_only": self.option("integrity_policy_report_only"),
            "edge_cache_key": self.option("edge_cache_key"),
        }

    @property
    def method(self) -> str:
        return str(self._request.get("method", "GET"))

    @property
    def request_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._request.get("headers", [])]

    @property
    def status(self) -> int:
        return int(self._response.get("status", 200))

    @property
    def response_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._response.get("headers", [])]

    @property
    def is_streamed(self) -> bool:
        """Whether the body is made, and the nonce printed, after the headers went out."""
        return bool(self._response.get("streamed", False))

    def body(self, nonce: object) -> str:
        """The response's body. Prints `nonce` where the case says so, and nowhere else."""
        body = str(self._response.get("body", ""))
        return body.replace(_NONCE, str(nonce)) if _NONCE in body else body

    def check(self, status: int, headers: Iterable[tuple[str, str]], body: str) -> None:
        """Compare what came back with what the case expects."""
        found: dict[str, str] = {}
        for name, value in headers:
            key = name.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        nonce = _nonce_of(found, body)
        assert status == self._expect.get("status", 200)
        for key, value in self._expect.get("headers", {}).items():
            assert _without_nonce(found.get(key), nonce) == value, key
        if "body" in self._expect:
            assert _without_nonce(body, nonce) == self._expect["body"]


def serving_cases() -> list[ServingCase]:
    """Every case, for `pytest.mark.parametrize("case", serving_cases(), ids=str)`."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    return [
        ServingCase(
            case["name"],
            case["policies"],
            case.get("request", {}),
            case["response"],
            case["expect"],
        )
        for case in found["cases"]
    ]


def _nonce_of(headers: dict[str, str], body: str) -> str | None:
    """The nonce of a response, in its header or its body."""
    policies = (value for name, value in headers.items() if name.startswith("content-security-"))
    found = re.search(r"nonce(?:-|=\")([\w-]{22})['\"]", "\n".join([*policies, body]))
    return found and found[1]


def _without_nonce(text: str | None, nonce: str | None) -> str | None:
    return text.replace(nonce, _NONCE) if text and nonce else text
