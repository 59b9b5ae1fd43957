"""flask-talisman's CSP options, for migration, with the meaning they have there.

Before::

    Talisman(app, content_security_policy=POLICY, content_security_policy_nonce_in=["script-src"])

After, with Talisman staying for the headers that are not Stockade's business::

    Talisman(app, content_security_policy=False)
    Stockade(app, content_security_policy=POLICY, content_security_policy_nonce_in=["script-src"])

Templates and `request.csp_nonce` stay as they are. What differs is refused with an explanation:
a policy with a nonce needs `"base-uri": "'none'"` (or `'self'`), which Talisman does not ask for,
and a misspelt directive or an unquoted keyword is an error. `@talisman(content_security_policy=…)`
on a view becomes `@csp_override(…)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stockade._core import CompiledPolicy, update_mapping
from stockade.constants import CSP
from stockade.faults import logger

__all__ = ["convert_talisman_options"]

POLICY = "content_security_policy"
NONCE_IN = "content_security_policy_nonce_in"
IS_REPORT_ONLY = "content_security_policy_report_only"
REPORT_URI = "content_security_policy_report_uri"

#: What Talisman sends where its options name no policy.
_DEFAULT_POLICY = {"default-src": CSP.SELF, "object-src": CSP.NONE}

#: Talisman's other options, each with what Stockade does not do.
_NOT_OURS = {
    "document_policy": "set Document-Policy",
    "feature_policy": "set Feature-Policy",
    "force_file_save": "set X-Download-Options",
    "force_https": "redirect to HTTPS",
    "force_https_permanent": "redirect to HTTPS",
    "frame_options": "set X-Frame-Options (the policy's frame-ancestors does its work)",
    "frame_options_allow_from": "set X-Frame-Options (the policy's frame-ancestors does its work)",
    "permissions_policy": "set Permissions-Policy",
    "referrer_policy": "set Referrer-Policy",
    "session_cookie_http_only": "configure the session cookie",
    "session_cookie_samesite": "configure the session cookie",
    "session_cookie_secure": "configure the session cookie",
    "strict_transport_security": "set Strict-Transport-Security",
    "strict_transport_security_include_subdomains": "set Strict-Transport-Security",
    "strict_transport_security_max_age": "set Strict-Transport-Security",
    "strict_transport_security_preload": "set Strict-Transport-Security",
    "x_content_type_options": "set X-Content-Type-Options",
    "x_xss_protection": "set X-XSS-Protection",
}


def convert_talisman_options(options: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Talisman's options as a policy in Django 6's format, and whether it is the report-only one.

    Raises TypeError for an option that is not about CSP, ValueError for a report-only policy that
    nobody hears, PolicyError for a policy that cannot be read.
    """
    for name in options:
        if name not in {POLICY, NONCE_IN, IS_REPORT_ONLY, REPORT_URI}:
            raise TypeError(_foreign_option_message(name))

    policy = options.get(POLICY, _DEFAULT_POLICY)
    if not policy:
        return {}, False
    mapping = _with_nonces(_as_mapping(policy), options.get(NONCE_IN) or ())
    report_uri = options.get(REPORT_URI)
    if report_uri and "report-uri" not in mapping:
        mapping["report-uri"] = [report_uri]

    is_report_only = bool(options.get(IS_REPORT_ONLY, False))
    if is_report_only and not {"report-uri", "report-to"} & mapping.keys():
        raise ValueError(
            f"{IS_REPORT_ONLY}=True sends a policy that only reports, and nobody hears the "
            f'reports. Give {REPORT_URI} the address that receives them, such as "/csp-reports".'
        )
    return mapping, is_report_only


def _as_mapping(policy: object) -> dict[str, Any]:
    if isinstance(policy, str):
        return CompiledPolicy.from_text(policy, setting=POLICY).mapping
    if isinstance(policy, Mapping):
        return CompiledPolicy.from_mapping(policy, setting=POLICY).mapping
    raise TypeError(
        f"{POLICY} must be a dict of directives, a whole policy as a string, or False, "
        f"not {type(policy).__name__} {policy!r}."
    )


def _with_nonces(mapping: dict[str, Any], nonce_in: Any) -> dict[str, Any]:
    if isinstance(nonce_in, str):
        raise TypeError(
            f"{NONCE_IN} must be a list of directives, not the string {nonce_in!r}. "
            f"Write [{nonce_in!r}]."
        )
    for directive in nonce_in:
        if directive in mapping:
            mapping = update_mapping(mapping, {directive: [CSP.NONCE]}, setting=NONCE_IN)
        else:
            logger.warning(
                "%s names %r, which %s does not have, so it has no effect (nor has it in "
                "Talisman). Add the directive to the policy, or leave its name out.",
                NONCE_IN,
                directive,
                POLICY,
            )
    return mapping


def _foreign_option_message(name: str) -> str:
    purpose = _NOT_OURS.get(name)
    if purpose is None:
        return f"Stockade has no option {name!r}."
    return (
        f"Stockade sends Content Security Policies; it does not {purpose}, so it cannot take "
        f"{name}. Keep flask-talisman for that, without its policy: "
        f"Talisman(app, {name}=…, {POLICY}=False)."
    )
