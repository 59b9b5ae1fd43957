"""System checks: what is wrong with the settings, and what to write instead.

Production servers run no checks. So the middleware refuses to be built under the errors, and logs
the warnings.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import ImproperlyConfigured

from stockade.django.checks import installation, policies, templates
from stockade.django.conf import describe, read_settings
from stockade.django.migration import check_old_settings
from stockade.faults import logger

__all__ = [
    "check_production",
    "check_settings",
    "check_templates",
    "register_all",
    "report_at_startup",
]


def register_all() -> None:
    register(check_settings, Tags.security)
    register(check_templates, Tags.security)
    register(check_production, Tags.security, deploy=True)


def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Everything that is as wrong on a developer's machine as in production."""
    found, errors = read_settings()
    messages: list[CheckMessage] = [*errors]
    checks = (*policies.CHECKS, *installation.CHECKS, *templates.CHECKS, check_old_settings)
    for check in checks:
        messages += check(found)
    return messages


def check_templates(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What takes too long to be said whenever a server starts."""
    found, _ = read_settings()
    return list(templates.pinned_packages_changed(found))


def check_production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What only `manage.py check --deploy` says."""
    found, _ = read_settings()
    return list(policies.nothing_enforced(found))


def report_at_startup() -> None:
    """Raise ImproperlyConfigured for the errors. In production, log the warnings."""
    messages = [message for message in check_settings() if not message.is_silenced()]
    errors = [message for message in messages if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(map(describe, errors)))
    if not settings.DEBUG:
        for message in (*messages, *check_production()):
            logger.warning(describe(message))
