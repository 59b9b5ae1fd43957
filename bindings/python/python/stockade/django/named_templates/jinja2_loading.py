"""Named templates in Django's Jinja2 backend: its environments get a loader around their own.

Nothing has to be set up in them. As long as the settings name no package, they keep their loader.
"""

from __future__ import annotations

from functools import wraps
from threading import Lock
from typing import Any
from weakref import WeakSet

from django.core.signals import setting_changed
from django.forms.widgets import Media
from django.template.backends.jinja2 import Jinja2
from django.utils.autoreload import file_changed
from jinja2 import Environment
from jinja2.runtime import Context

from stockade.django.assets import MediaAsset
from stockade.django.media import render_media
from stockade.django.named_templates.current import RELATED_SETTINGS, named_templates
from stockade.django.named_templates.media_trust import MediaTrust
from stockade.django.named_templates.settings import names_packages
from stockade.named_templates import jinja

__all__ = ["add_environment", "install"]


def install() -> None:
    """Look after the environments of all Jinja2 backends from now on. Does nothing the second
    time."""
    backend_class: Any = Jinja2
    if not hasattr(backend_class.__init__, "_stockade"):
        backend_class.__init__ = _adding_environment(backend_class.__init__)
    _prepare(*_all_environments())


def _adding_environment(original: Any) -> Any:
    @wraps(original)
    def __init__(backend: Any, *args: Any, **kwargs: Any) -> None:
        original(backend, *args, **kwargs)
        add_environment(backend.env)

    wrapper: Any = __init__
    wrapper._stockade = True
    return wrapper


def add_environment(environment: Environment) -> None:
    """Let `environment` add nonces to templates, now or as soon as the settings name a package."""
    # In any case, because it may load templates that were compiled when the settings named some.
    jinja.add_functions(environment, media=_print_media)
    with _lock:
        _environments.add(environment)
    _prepare(environment)


def _prepare(*environments: Environment) -> None:
    if names_packages():
        for environment in environments:
            jinja.install(environment, named_templates, media=_print_media)


def _all_environments() -> list[Environment]:
    with _lock:
        return list(_environments)


def _print_media(context: Context, value: object, mode: str, package: str) -> object:
    """What a rewritten template has in the place of `{{ form.media }}`."""
    nonce = jinja.nonce_for(context)
    if nonce is None or not isinstance(value, Media | MediaAsset):
        return value
    return render_media(value, nonce, MediaTrust(mode, package))


def _forget_templates(*, setting: str, **kwargs: Any) -> None:
    """In tests: compile every template again, because the settings have changed."""
    if setting in RELATED_SETTINGS:
        _forget_known()
        for environment in _all_environments():
            if environment.cache is not None:
                environment.cache.clear()
        _prepare(*_all_environments())


def _forget_known(**kwargs: Any) -> None:
    """In development: a file has changed."""
    for environment in _all_environments():
        if isinstance(environment.loader, jinja.NamedTemplatesLoader):
            environment.loader.forget()


_environments: WeakSet[Environment] = WeakSet()
_lock = Lock()

setting_changed.connect(_forget_templates, dispatch_uid=__name__)
file_changed.connect(_forget_known, dispatch_uid=__name__)
