"""The nonce in templates of Django's Jinja2 backend, and form media with it.

::

    TEMPLATES = [{
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"extensions": ["stockade.django.jinja2.NonceExtension"]},
        …
    }]

gives every template `{{ csp_nonce }}`, `{{ csp_nonce_attr() }}` and `{{ csp_media(form.media) }}`.
The extension also works in an environment of one's own, outside the backend.
"""

from __future__ import annotations

from jinja2 import Environment, Undefined, pass_context
from jinja2.runtime import Context

from stockade import jinja
from stockade.django.media import render_media_or_report
from stockade.django.named_templates import jinja2_loading

__all__ = ["NonceExtension"]


class NonceExtension(jinja.NonceExtension):
    """Adds `csp_nonce`, `csp_nonce_attr()` and `csp_media()` to an environment's globals."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["csp_media"] = csp_media
        jinja2_loading.add_environment(environment)


@pass_context
def csp_media(context: Context, media: object) -> str:
    """The tags of `media`, each with the nonce."""
    name = "…"
    if isinstance(media, Undefined):
        name, media = media._undefined_name or name, None
    return render_media_or_report(
        media, jinja.nonce_for(context), f"csp_media({name}) in {context.name or 'a template'}"
    )
