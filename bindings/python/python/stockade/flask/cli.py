"""`flask csp`: what is sent with the app's responses, and what becomes of named templates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from stockade._core import PolicyError
from stockade.constants import CSP
from stockade.flask.decorators import BlueprintChange
from stockade.flask.policies import EXTENSION, AppPolicies
from stockade.flask.template_review import templates
from stockade.serving.policies import CSP_HEADERS, REPORTING_ENDPOINTS, Policies
from stockade.serving.policy_changes import PolicyChange

__all__ = ["install"]


def install(app: Flask) -> None:
    """Add the commands to the app's `flask` command line."""
    app.cli.add_command(csp)


@click.group(cls=AppGroup, name="csp")
def csp() -> None:
    """Look at the Content Security Policy."""


csp.add_command(templates)


@csp.command(
    epilog="""\b
Examples:
  flask csp show                  what most responses are sent with
  flask csp show admin.report     what the view "admin.report" is answered with
"""
)
@click.argument("endpoint", required=False)
def show(endpoint: str | None) -> None:
    """Print the policies, one directive a line, and what is doubtful about them.

    ENDPOINT is the name of a view, as in url_for.
    """
    app_policies: AppPolicies = current_app.extensions[EXTENSION]
    changes = [] if endpoint is None else _changes_of_endpoint(current_app, endpoint)
    policies = _changed_policies(app_policies, changes)
    _print_section(CSP_HEADERS[0], _directives(policies.enforce.mapping))
    _print_section(CSP_HEADERS[1], _directives(policies.report_only.mapping))
    configuration = app_policies.configuration
    if app_policies.has_probe:
        title = f"Probe (report-only, on one in {configuration.probe_one_in} responses)"
        _print_section(title, _directives(configuration.probe.mapping))
    if configuration.reporting_endpoints:
        _print_section(REPORTING_ENDPOINTS, [configuration.reporting_endpoints])
    for header in configuration.integrity_policies:
        _print_section(header.name, [header.value])
    _print_section("Changed by a function for each response", _functions(changes), optional=True)
    _print_section("Warnings", _warnings(policies), colour="yellow", optional=True)
    if endpoint is None:
        _print_section("Policies of their own", _all_changes(current_app), optional=True)


def _changed_policies(app_policies: AppPolicies, changes: Iterable[PolicyChange]) -> Policies:
    served = app_policies.served
    for change in changes:
        if change.is_static:
            try:
                served = app_policies.changed(served, change)
            except PolicyError as error:
                raise click.ClickException(str(error)) from error
    return served.policies


def _changes_of_endpoint(app: Flask, endpoint: str) -> list[PolicyChange]:
    view = app.view_functions.get(endpoint)
    if view is None:
        close = get_close_matches(endpoint, app.view_functions, n=1)
        hint = f"Did you mean {close[0]}?" if close else "`flask routes` lists them."
        raise click.UsageError(f"There is no view {endpoint!r}. {hint}")
    names = endpoint.split(".")[:-1]
    blueprints = [".".join(names[: depth + 1]) for depth in range(len(names))]
    changes = [change for name in blueprints for change in _changes_of_blueprint(app, name)]
    return changes + _changes_of_view(view)


def _changes_of_blueprint(app: Flask, name: str) -> list[PolicyChange]:
    functions = app.url_value_preprocessors.get(name, ())
    return [function.change for function in functions if isinstance(function, BlueprintChange)]


def _changes_of_view(view: object) -> list[PolicyChange]:
    changes: list[PolicyChange] = []
    while view is not None:
        change = getattr(view, "csp_change", None)
        # Decorators that are not ours copy the attribute of what they wrap.
        if change is not None and change not in changes:
            changes.append(change)
        view = getattr(view, "__wrapped__", None)
    return changes[::-1]


def _all_changes(app: Flask) -> Iterator[str]:
    for name in app.blueprints:
        yield from _described(f"blueprint {name}", _changes_of_blueprint(app, name))
    for endpoint, view in app.view_functions.items():
        yield from _described(endpoint, _changes_of_view(view))


def _described(owner: str, changes: list[PolicyChange]) -> Iterator[str]:
    if changes:
        yield f"{owner}: {', '.join(_name(change) for change in changes)}"


def _functions(changes: Iterable[PolicyChange]) -> list[str]:
    return [_name(change) for change in changes if not change.is_static]


def _name(change: PolicyChange) -> str:
    if change.report_only and change.decorator != "csp_report_only_override":
        return f"{change.decorator} (report-only)"
    return change.decorator


def _directives(mapping: Mapping[str, list[str] | bool]) -> Iterator[str]:
    for directive, sources in mapping.items():
        values = sources if isinstance(sources, list) else []
        shown = " ".join("'nonce-…'" if value == CSP.NONCE else value for value in values)
        yield f"{click.style(directive, fg='cyan')} {shown}".rstrip()


def _warnings(policies: Policies) -> Iterator[str]:
    for header, policy in zip(CSP_HEADERS, policies, strict=True):
        for warning in policy.warnings:
            yield f"{header}: {warning}"


def _print_section(
    title: str, lines: Iterable[str], *, colour: str | None = None, optional: bool = False
) -> None:
    lines = list(lines)
    if optional and not lines:
        return
    _print(click.style(title, bold=True, fg=colour))
    for line in lines or ["none"]:
        _print(f"  {line}")
    _print("")


def _print(text: str) -> None:
    # Click leaves colours out where the output is no terminal, but does not know NO_COLOR.
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)
