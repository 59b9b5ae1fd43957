"""Development: finds form media that was printed without the nonce its policy asks for.

`{{ form.media }}` prints no nonces on any Django version. Under a policy with nonces a browser then
blocks the form's scripts, and all that shows is a widget that does nothing. So in development the
printing of media is watched, and judged when the response's policy is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from django.core.exceptions import DisallowedHost
from django.forms import BaseForm
from django.forms.widgets import Media
from django.http import HttpRequest

from stockade import CompiledPolicy, LazyNonce
from stockade.django.assets import MediaAsset, own_nonce
from stockade.django.markup import first_tag
from stockade.nonce import current_nonce
from stockade.serving.policies import Policies

__all__ = ["MediaWarning", "find", "install"]

#: Media that was printed without a nonce, by the nonce of the response it was printed in. Media
#: knows no request; its response's nonce is what can be reached from everywhere.
_printed: WeakKeyDictionary[LazyNonce, list[Media]] = WeakKeyDictionary()

Kind = Literal["script", "style"]


class _Asset(NamedTuple):
    kind: Kind
    url: str
    #: The entry of the media's list that it was made from.
    entry: object


class MediaWarning(NamedTuple):
    """A printed asset that will not load."""

    message: str
    #: The asset's whole address.
    address: str


def find(policies: Policies, request: HttpRequest, nonce: LazyNonce) -> Iterator[MediaWarning]:
    """Say which assets were printed without a nonce that `policies` will not let load so."""
    media = _printed.pop(nonce, [])
    if not media:
        return
    try:
        page = request.build_absolute_uri()
    except DisallowedHost:  # what is wrong with this response has nothing to do with media
        return
    assets = [(printed, asset) for printed in media for asset in _assets(printed)]
    for policy, fate in ((policies.enforce, "blocked"), (policies.report_only, "reported")):
        for printed, asset in assets:
            if _needs_nonce(policy, asset, page):
                yield MediaWarning(
                    f"{_owner(printed, asset)} was printed without a nonce: {asset.url} will be "
                    f"{fate}, as the policy allows no such {asset.kind} without one. In the "
                    "template, write {% csp_media form.media %} instead of {{ form.media }}.",
                    urljoin(page, asset.url),
                )


def _needs_nonce(policy: CompiledPolicy, asset: _Asset, page: str) -> bool:
    return policy.needs_nonce(asset.kind) and not policy.allows_without_nonce(
        asset.kind, asset.url, page
    )


def install() -> None:
    """Watch how media is printed, from now on and in the whole process: for development only."""
    if not hasattr(Media.__str__, "_stockade"):
        _watch_printing()
        _remember_forms()


def _watch_printing() -> None:
    original = Media.__str__

    def __str__(media: Media) -> str:
        nonce = current_nonce.get()
        if nonce is not None:
            _printed.setdefault(nonce, []).append(media)
        return original(media)

    media_class: Any = Media
    media_class.__str__ = __str__
    media_class.__str__._stockade = True


def _remember_forms() -> None:
    """Let media remember the forms it came from, through `media + media` and `media["js"]`."""
    form_class: Any = BaseForm
    media_class: Any = Media
    form_media, add, get = form_class.media.fget, Media.__add__, Media.__getitem__

    def media(form: BaseForm) -> Any:
        return _from_forms(form_media(form), (form,))

    def __add__(media: Media, other: Media) -> Any:
        return _from_forms(add(media, other), _forms(media) + _forms(other))

    def __getitem__(media: Media, name: str) -> Any:
        return _from_forms(get(media, name), _forms(media))

    form_class.media = property(media)
    media_class.__add__ = __add__
    media_class.__getitem__ = __getitem__


def _forms(media: object) -> tuple[BaseForm, ...]:
    return getattr(media, "_stockade_forms", ())


def _from_forms(media: Any, forms: tuple[BaseForm, ...]) -> Any:
    if media is not NotImplemented:  # Django 6.1's answer to media + something else
        media._stockade_forms = forms
    return media


def _owner(media: Media, asset: _Asset) -> str:
    """The form and widget that want the asset: "The media of CheckoutForm (CalendarWidget)"."""
    owners = []
    for form in _forms(media):
        widgets = {
            type(field.widget).__qualname__: None
            for field in form.fields.values()
            if _has(field.widget.media, asset)
        }
        if widgets:
            owners.append(f"{type(form).__qualname__} ({', '.join(widgets)})")
        elif _has(form.media, asset):
            owners.append(type(form).__qualname__)
    return f"The media of {' and '.join(owners)}" if owners else "Form media"


def _has(media: Media, asset: _Asset) -> bool:
    return any(entry == asset.entry for _, entry in _entries(media))


def _assets(media: Media) -> Iterator[_Asset]:
    """What `media` loads, without the assets that have a nonce of their own or refuse it."""
    for kind, entry in _entries(media):
        if isinstance(entry, MediaAsset):
            if own_nonce(entry) is None:
                yield _Asset(kind, entry.path, entry)
        elif hasattr(entry, "__html__"):
            tag = first_tag(entry.__html__())
            if tag and tag.takes_nonce and tag.kind and tag.address:
                yield _Asset(tag.kind, tag.address, entry)
        else:
            yield _Asset(kind, media.absolute_path(entry), entry)


def _entries(media: Any) -> Iterator[tuple[Kind, Any]]:
    for entries in media._css.values():
        for entry in entries:
            yield "style", entry
    for entry in media._js:
        yield "script", entry
