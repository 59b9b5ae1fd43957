"""Compares what the blocks of a section show with what they did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from exchange import Outcome
from pages import Block, Section
from running import EXPECTATIONS, session, unknown_commands
from rust_documentation import is_run_by_rustdoc
from sections import Case

from stockade import CompiledPolicy, PolicyError
from stockade._core import inspect_header

__all__ = ["problems"]


def problems(case: Case, outcomes: dict[int, Outcome]) -> Iterator[str]:
    """What is wrong with the blocks of a section, each with its place."""
    sent = ""
    for block, expected in with_expectations(case.section.blocks):
        if "browser" in block.comments:
            found = check_browser_message(block, sent)
        else:
            found = check(block, outcome_of(block, case, outcomes), expected)
        for problem in found:
            yield f"{case.page.name}:{block.line}: {problem}"
        if block.language == "http" and block.line in outcomes:
            sent = outcomes[block.line].printed


def with_expectations(blocks: list[Block]) -> Iterator[tuple[Block, dict[str, str]]]:
    """Each block that does something, with the blocks below that say what."""
    current: tuple[Block, dict[str, str]] | None = None
    for block in blocks:
        is_expectation = block.language in EXPECTATIONS and not (
            block.comments.keys() & {"file", "browser"}
        )
        if current and is_expectation and block.language not in current[1]:
            current[1][block.language] = block.text
            continue
        if current:
            yield current
        current = block, {}
    if current:
        yield current


def outcome_of(block: Block, case: Case, outcomes: dict[int, Outcome]) -> Outcome | None:
    """What a block did, or None where nothing has looked at it."""
    if "kind" in block.comments:
        return build(block, case.section)
    match block.language:
        case "csp":
            findings = inspect_header(block.text, None)
            return Outcome(block.line, said="\n".join(map(str, findings)))
        case "rust" if is_run_by_rustdoc(case.page.path):
            return Outcome(block.line)
        case "console" if not session(block):
            return Outcome(block.line)
        case _:
            return outcomes.get(block.line)


def check(block: Block, outcome: Outcome | None, expected: dict[str, str]) -> Iterator[str]:
    if outcome is None:
        yield f"nothing checks a block of {block.language or 'no language'} here"
        return
    for command in unknown_commands(block) if block.language == "console" else ():
        yield f"nothing checks the command: {command}"

    printed, said = outcome.printed, outcome.said
    shown = expected.get("html")
    if block.language == "python":
        # What it prints stands in the same block as what is said about it.
        printed, said = "", f"{printed}\n{said}".strip()
    elif block.language == "http":
        shown = head_shown_in(block.text)
    elif block.language == "console":
        shown = session(block)
    if shown is not None and not matches(shown, printed):
        yield f"this is printed:\n{printed}\ninstead of:\n{shown}"
    if not matches(expected.get("text", ""), said):
        yield f"this is said:\n{said}\ninstead of:\n{expected.get('text', '')}"


def build(block: Block, section: Section) -> Outcome:
    """Build the policy in a block. Its outcome is what is said of the kind that the heading names,
    and any error."""
    namespace: dict[str, Any] = {}
    exec(block.text, namespace)  # noqa: S102
    try:
        policy = CompiledPolicy.from_mapping(
            namespace["SECURE_CSP"],
            setting="SECURE_CSP",
            report_only="report-only" in block.comments["kind"],
            endpoints=["csp"],
        )
    except PolicyError as error:
        said = [str(error) if error.kind == section.title else f"{error.kind}: {error}"]
    else:
        said = [str(found) for found in policy.warnings if found.code == section.title]
    return Outcome(block.line, said="\n".join(said))


def head_shown_in(text: str) -> str:
    """The response's head in an `http` block, in the order in which it is compared."""
    status, _, headers = text.partition("\n\n")[2].partition("\n")
    unfolded = re.sub(r"\n +", " ", headers)
    return "\n".join([status, *sorted(unfolded.splitlines())])


def check_browser_message(block: Block, sent: str) -> Iterator[str]:
    quoted = re.findall(r"""directive:? ['"](.+?)['"]\.""", " ".join(block.text.split()))
    if not quoted:
        yield "this message quotes no directive"
    headers = (line.partition(":")[2] for line in sent.splitlines())
    directives = [directive for header in headers for directive in header.split(";")]
    for directive in quoted:
        if not any(matches(directive, found) for found in directives):
            yield f"no response has sent {directive}"


def matches(expected: str, found: str) -> bool:
    """Whether two texts are the same, apart from white space and what `…` stands for."""
    parts = (re.escape(" ".join(part.split())) for part in expected.split("…"))
    return re.fullmatch(r"\s*.*?\s*".join(parts), " ".join(found.split())) is not None
