"""Other people's templates: nonces for the packages that the app names.

::

    app.config["STOCKADE_TEMPLATES"] = {"flask_admin": "own-static", "./templates": "all"}

names packages, or folders by a path from the app's own folder, and what of their templates may get
a nonce: `"own-static"` gives it to files of this site and to inline code in which no data stands,
`"all"` to files from other hosts, too. Three more settings may go with it:

- `STOCKADE_OWN_ORIGINS`: other hosts whose files are the site's own, such as a CDN.
- `STOCKADE_MEDIA_URL`: where visitors' uploads are served from, such as `"/uploads/"`. Nothing from
  there gets a nonce.
- `STOCKADE_TEMPLATES_LOCK`: the file that `flask csp templates --pin` writes; `csp-templates.lock`
  in the app's folder unless this says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from stockade._core import OwnAddresses
from stockade.faults import logger
from stockade.flask.templates import subclass
from stockade.named_templates import jinja
from stockade.named_templates.approvals import Approvals
from stockade.named_templates.jinja import NamedTemplatesLoader
from stockade.named_templates.lock import Lock, PinnedPackage
from stockade.named_templates.packages import NamedPackage, find_packages
from stockade.named_templates.rewriting import NamedTemplates
from stockade.named_templates.site import Site
from stockade.serving.configuration import Setting

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["install", "read_named_templates", "site_to_review"]

_LOCK_FILE = "csp-templates.lock"
_LOCK_SETTING = "STOCKADE_TEMPLATES_LOCK"


def read_named_templates(app: Flask, setting: Setting) -> NamedTemplates | None:
    """What the app names in `setting`, None if nothing.

    Raises NamedTemplatesError for a name that is no package, LockError for a lock file that cannot
    be used, TypeError or ValueError for a setting that makes no sense.
    """
    name, value = setting
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise TypeError(
            f"{name} must be a dictionary, not {type(value).__name__} {value!r}. "
            'Write for example {"flask_admin": "own-static"}.'
        )
    packages = find_packages(value, setting=name, base=Path(app.root_path))
    if not packages:
        return None
    return NamedTemplates(packages, _read_approvals(app, packages), _read_addresses(app))


def install(app: Flask, named: NamedTemplates) -> None:
    """Add the nonces whenever a template is loaded, through whatever loader the app has by then."""
    environment: Any = app.jinja_env
    environment.named_templates = named
    environment.__class__ = subclass(_AddingNonces, type(environment))
    environment.loader = environment.loader


class _AddingNonces(Environment):
    """An environment whose loader adds nonces, also one that is set later: extensions put loaders
    of their own around the first one."""

    named_templates: NamedTemplates

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "loader":
            # This sets it once more, with the nonces around it, unless they are there already.
            jinja.install(self, lambda: self.named_templates)


def site_to_review(app: Flask) -> Site | None:
    """The app's templates, for those who review and pin them. None if it names no package."""
    environment = app.jinja_env
    loader = environment.loader
    if not isinstance(environment, _AddingNonces) or not isinstance(loader, NamedTemplatesLoader):
        return None
    lock = Lock.read(_lock_path(app))
    named = environment.named_templates
    return Site(
        # What is used may be stricter, while the lock file is missing.
        named=NamedTemplates(
            named.packages, Approvals(lock, read_asset=_no_asset), named.addresses
        ),
        template_sets=[loader.read_all(environment)],
        media=lambda: ((), ()),
        read_asset=_no_asset,
        lock=lock,
        lock_setting=_LOCK_SETTING,
    )


def _read_approvals(app: Flask, packages: tuple[NamedPackage, ...]) -> Approvals:
    lock = Lock.read(_lock_path(app))
    # Nobody has to have the usual file, but one that is asked for must be there.
    if app.config.get(_LOCK_SETTING) is not None and not lock.exists:
        logger.error(
            "%s: there is no file %s. Until there is, nobody knows what has been reviewed, and no "
            "template of a named package gets a nonce. Write it with `flask csp templates --pin`, "
            "or take it from version control.",
            _LOCK_SETTING,
            lock.path,
        )
        nothing = PinnedPackage(None, None, tags=(), assets=())
        lock = lock.with_packages({package.name: nothing for package in packages})
    return Approvals(lock, read_asset=_no_asset)


def _lock_path(app: Flask) -> Path:
    value = app.config.get(_LOCK_SETTING)
    if value is None:
        value = _LOCK_FILE
    if not isinstance(value, str | Path) or not str(value):
        raise TypeError(f"{_LOCK_SETTING} must be a path, not {type(value).__name__} {value!r}.")
    return Path(app.root_path) / value


def _no_asset(path: str) -> None:
    """Flask has no form media, and so no assets of it."""


def _read_addresses(app: Flask) -> OwnAddresses:
    origins = app.config.get("STOCKADE_OWN_ORIGINS") or ()
    if not isinstance(origins, list | tuple) or not all(isinstance(one, str) for one in origins):
        raise TypeError(
            f"STOCKADE_OWN_ORIGINS must be a list of origins, not {origins!r}. "
            'Write for example ["https://static.example.com"].'
        )
    media_url = app.config.get("STOCKADE_MEDIA_URL") or ""
    if not isinstance(media_url, str):
        raise TypeError(
            f"STOCKADE_MEDIA_URL must be the beginning of an address, not {media_url!r}. "
            'Write for example "/uploads/".'
        )
    try:
        return OwnAddresses(static_url=_static_url(app), media_url=media_url, origins=origins)
    except ValueError as error:
        raise ValueError(f"STOCKADE_OWN_ORIGINS: {error}.") from error


def _static_url(app: Flask) -> str:
    path = f"{app.static_url_path or '/static'}/"
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint == "static")
    host = next((rule.host for rule in rules if rule.host), None)
    # Flask prints it with the scheme of the request. Origins of one's own are named with https.
    return f"https://{host}{path}" if host else path
