"""Flask-Caching for pages and fragments with nonces: see `Cache`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Response, request

from stockade.faults import logger
from stockade.flask.cached_values import cut, filled, holds
from stockade.flask.exchange import current_exchange
from stockade.serving.exchange import Exchange
from stockade.serving.holes import HolesError, Printed, Stored

try:
    import flask_caching
except ImportError as error:
    raise ImportError(
        "stockade.flask.caching adds to Flask-Caching, which is not installed: "
        "`pip install Flask-Caching`."
    ) from error

__all__ = ["Cache"]


class Cache(flask_caching.Cache):
    """Flask-Caching's `Cache`, which also stores what printed a nonce::

        from stockade.flask.caching import Cache

        cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})

        @app.route("/")
        @cache.cached(timeout=60)
        def index():
            return render_template("index.html")

    Texts, responses and what else a view may return are stored with holes in the place of the
    nonce; whoever gets them out of the cache gets them with the nonce of the response being made.
    That holds for `cached`, `memoize`, `{% cache %}` in templates, and for `get` and `set`.

    What cannot be stored so is not, and the log says once why. It is made each time then.
    """

    @property
    def cache(self) -> Any:
        """The backend, through which all goes that is stored."""
        return _Backend(super().cache)


class _Backend:
    """A backend of Flask-Caching that stores with holes."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def get(self, key: str) -> Any:
        """What is stored, filled with the nonce of the response being made.

        None where nothing is stored, and where it cannot be filled: somebody has changed it, or no
        response is being made.
        """
        value = _found(self._backend.get(key))
        exchange = current_exchange()
        if value is None and exchange is not None and not exchange.is_decided:
            lookup = _Lookup(Printed.from_now(exchange.nonce), exchange.served)
            _lookups()[self._backend, key] = lookup
        return value

    def get_many(self, *keys: str) -> list[Any]:
        return [*map(_found, self._backend.get_many(*keys))]

    def get_dict(self, *keys: str) -> dict[str, Any]:
        return {key: _found(entry) for key, entry in self._backend.get_dict(*keys).items()}

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        """Store a value, with holes if it has a nonce. Returns False where it cannot be stored."""
        try:
            entry = self._entry(key, value)
        except HolesError as reason:
            _say_once(reason)
            return False
        return self._backend.set(key, entry, *args, **options)

    def add(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        return _holds_no_nonce(value) and self._backend.add(key, value, *args, **options)

    def set_many(self, mapping: Mapping[str, Any], *args: Any, **options: Any) -> Any:
        kept = {key: value for key, value in mapping.items() if _holds_no_nonce(value)}
        return self._backend.set_many(kept, *args, **options)

    def _entry(self, key: str, value: Any) -> Any:
        """What is stored for a value. Raises HolesError if nothing may be."""
        exchange = current_exchange()
        if exchange is None:
            return value
        lookup = _lookups().pop((self._backend, key), None)
        if lookup is not None:
            lookup.check_policies(exchange, value)
            return _with_holes(value, exchange, lookup.printed)
        if holds(value, exchange.printed_nonce):
            # `forced_update` asks for nothing before the page is made: this is the whole of it.
            return _with_holes(value, exchange, Printed(exchange.nonce))
        return value


class _Lookup(NamedTuple):
    """The moment when a cache was asked in vain: what is printed from here on is stored."""

    printed: Printed
    #: The policies at that moment.
    served: object

    def check_policies(self, exchange: Exchange, value: Any) -> None:
        """Raise HolesError for a page whose view has changed them since."""
        if self.served is not exchange.served and isinstance(value, str | tuple | Response):
            raise HolesError(
                "its policy is changed while it is made, and would not be when it comes out of the "
                "cache; put the policy's decorator above the cache's"
            )


def _lookups() -> dict[tuple[object, str], _Lookup]:
    """Those of the request being answered, by backend and key."""
    found: dict[tuple[object, str], _Lookup] = request.environ.setdefault(
        "stockade.cache_lookups", {}
    )
    return found


def _with_holes(value: Any, exchange: Exchange, printed: Printed) -> Any:
    nonce = exchange.printed_nonce
    if not (printed.times or printed.hashes or holds(value, nonce)):
        return value
    if exchange.is_decided:
        raise HolesError(
            "it is made while the page is being sent: whoever read its beginning knows the nonce, "
            "and may have sent it back"
        )
    value, pieces = cut(value, nonce, printed.times)
    return Stored(value, pieces, printed.hashes).pack()


def _found(entry: Any) -> Any:
    try:
        stored = Stored.unpack(entry)
        return entry if stored is None else _use(stored)
    except HolesError as reason:
        logger.error("What is stored in the cache is not used: %s.", reason)
        return None


def _use(stored: Stored) -> Any:
    exchange = current_exchange()
    if exchange is None:
        raise HolesError("there is no response whose nonce it could print")
    value = filled(stored.value, stored.pieces, exchange.nonce)
    for inline in stored.hashes:
        exchange.nonce.allow(inline)
    return value


def _holds_no_nonce(value: Any) -> bool:
    exchange = current_exchange()
    if exchange is None or not holds(value, exchange.printed_nonce):
        return True
    _say_once(HolesError("only `cached`, `memoize`, `{% cache %}` and `set` store nonces"))
    return False


def _say_once(reason: HolesError) -> None:
    exchange = current_exchange()
    if exchange is not None:
        exchange.policies.warn_once(
            f"Something that the view {request.endpoint} made has a CSP nonce or inline blocks and "
            f"is not stored in the cache: {reason}."
        )
