"""What a browser would do with one page."""

from __future__ import annotations

from dataclasses import dataclass

from stockade import PredictedViolation, check
from stockade.pages import Head, content_of
from stockade.terminal import printable
from stockade.testing.policies import Policy
from stockade.testing.protection import Protection, protection_of

__all__ = ["WHEN", "Judgement", "complaint", "judge"]

#: Added to a message: whether it happens in any case.
WHEN = {
    "load": "",
    "conditional": " (if the browser asks for it)",
    "interaction": " (once somebody uses it)",
}
#: The most violations that a message lists.
_LISTED = 20


@dataclass(frozen=True)
class Judgement:
    """What the policies of one page do, for scripts of the site and for those of others."""

    protection: Protection
    violations: tuple[PredictedViolation, ...]

    @property
    def blocked(self) -> tuple[PredictedViolation, ...]:
        """The violations of enforced policies: what does not work."""
        return tuple(found for found in self.violations if found.disposition == "enforce")


def judge(head: Head, body: bytes, policy: Policy) -> Judgement:
    """Check a page. Raises NotCheckedError if that cannot be done."""
    page = content_of(head, body)
    headers = [
        ("Content-Type", head.get("Content-Type")),  # It names the page's encoding.
        *policy.headers_of(head, page),
    ]
    protection = protection_of(page, headers, head.url)
    return Judgement(protection, tuple(check(page, headers, head.url)))


def complaint(
    judgement: Judgement, *, allow_violations: bool = False, allow_unprotected: bool = False
) -> str:
    """What is wrong with a page, for the person who runs the test; "" where nothing is."""
    complaints = []
    if judgement.protection is not Protection.ENFORCED and not allow_unprotected:
        complaints.append(
            f"nothing keeps injected scripts out of it ({judgement.protection.value})"
        )
    if judgement.blocked and not allow_violations:
        listed = [_describe(violation) for violation in judgement.blocked[:_LISTED]]
        complaints.append("\n".join(["a browser would block", *listed]))
        if len(judgement.blocked) > _LISTED:
            complaints.append(f"… and {len(judgement.blocked) - _LISTED} things more")
    return "\n".join(complaints)


def _describe(violation: PredictedViolation) -> str:
    """Where something will not work, why, and what to do."""
    frame = "" if violation.document == "page" else f" of {violation.document}"
    place = f"line {violation.line}, column {violation.column}{frame}, <{violation.element}>"
    lines = [f"  {place}: {violation.message}{WHEN[violation.when]}"]
    if violation.help:
        lines.append(f"    help: {violation.help}")
    # The page is quoted here, and that may be anything.
    return "\n".join(map(printable, lines))
