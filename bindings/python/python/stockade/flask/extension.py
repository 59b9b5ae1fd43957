"""The Flask extension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stockade.faults import logger
from stockade.flask import cli, middleware, named_templates, templates
from stockade.flask.configuration import (
    Options,
    TemplateNames,
    read_configuration,
    setting_of,
)
from stockade.flask.named_templates import read_named_templates
from stockade.flask.policies import EXTENSION, AppPolicies
from stockade.named_templates.rewriting import NamedTemplates
from stockade.serving.configuration import PolicySource

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["Stockade"]


class Stockade:
    """Sends Content Security Policies with every response of an app, and makes nonces for them::

        from stockade.flask import CSP, Stockade

        app = Flask(__name__)
        Stockade(app, {
            "default-src": [CSP.SELF],
            "script-src": [CSP.NONCE],
            "object-src": [CSP.NONE],
            "base-uri": [CSP.NONE],
        })

    Templates print the nonce, as in `<script nonce="{{ csp_nonce }}">`, or the whole attribute, as
    in `<script {{ csp_nonce_attr() }}>`.

    With an application factory, make the extension first and call `init_app` in the factory. One
    extension can serve several apps; it keeps only what it was constructed with.

    `policy` is enforced, and what breaks `report_only` is only reported; both can be sent at once.
    They are dicts in the format of Django 6's `SECURE_CSP`, or whole policies as strings.
    `reporting_endpoints` are the names that the policies' `report-to` may use, with their
    addresses. `templates` are packages whose templates get nonces when they are loaded, as in
    `{"flask_admin": "own-static"}`: see `stockade.flask.named_templates`. Where an argument is
    missing, `app.config` is read: `STOCKADE_POLICY`, `STOCKADE_REPORT_ONLY`,
    `STOCKADE_REPORTING_ENDPOINTS` and `STOCKADE_TEMPLATES`. There alone are `STOCKADE_PROBE`,
    `STOCKADE_INTEGRITY_POLICY`, `STOCKADE_INTEGRITY_POLICY_REPORT_ONLY` and
    `STOCKADE_EDGE_CACHE_KEY`.

    flask-talisman's options about CSP are understood too, with the meaning they have there:
    `content_security_policy`, `content_security_policy_nonce_in`,
    `content_security_policy_report_only` and `content_security_policy_report_uri`.

    In debug mode and in tests (`app.testing`) mistakes made while answering raise; in production
    they are logged, and the last valid policy is sent.
    """

    def __init__(
        self,
        app: Flask | None = None,
        policy: PolicySource | None = None,
        *,
        report_only: PolicySource | None = None,
        reporting_endpoints: Mapping[str, str] | None = None,
        templates: TemplateNames | None = None,
        **talisman_options: Any,
    ) -> None:
        self._options = Options(
            policy, report_only, reporting_endpoints, templates, talisman_options or None
        )
        if app is not None:
            self.init_app(app)

    def init_app(
        self,
        app: Flask,
        policy: PolicySource | None = None,
        *,
        report_only: PolicySource | None = None,
        reporting_endpoints: Mapping[str, str] | None = None,
        templates: TemplateNames | None = None,
        **talisman_options: Any,
    ) -> None:
        """Set up an app. An argument that is missing is taken from the constructor's.

        Raises PolicyError for a policy that must not be sent, NamedTemplatesError for a package
        that there is not, LockError for a lock file that cannot be used, TypeError or ValueError
        for other options that make no sense, RuntimeError if the app is set up already.
        """
        if EXTENSION in app.extensions:
            raise RuntimeError(
                f"Stockade is set up already for the app {app.name!r}. Call init_app once for each "
                "app, and give views and blueprints policies of their own with the decorators."
            )
        given = Options(
            policy, report_only, reporting_endpoints, templates, talisman_options or None
        )
        options = given.or_else(self._options)
        app_policies = read_configuration(app, options)
        named = read_named_templates(app, setting_of(app, "templates", options.templates))
        app.extensions[EXTENSION] = app_policies
        _install(app, app_policies, named)
        if app.debug:
            _mention_warnings(app_policies)


def _install(app: Flask, app_policies: AppPolicies, named: NamedTemplates | None) -> None:
    middleware.install(app, app_policies)
    templates.install(app)
    if named is not None:
        named_templates.install(app, named)
    cli.install(app)


def _mention_warnings(app_policies: AppPolicies) -> None:
    count = sum(len(policy.warnings) for policy in app_policies.served.policies)
    if count:
        logger.warning("The CSP has warnings (%d). `flask csp show` prints them.", count)
