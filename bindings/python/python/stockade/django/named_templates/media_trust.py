"""Which assets the media tag of a rewritten template gives the nonce.

Media is put together at run time, by forms and widgets of whatever package. So what the settings
say about the template's package is asked about each asset, by the address that is printed.
"""

from __future__ import annotations

from stockade._core import OwnAddresses
from stockade.django.assets import listed_path
from stockade.django.media import Asset
from stockade.django.named_templates.current import named_templates

__all__ = ["MediaTrust", "no_asset"]


def no_asset(asset: Asset) -> bool:
    """For a template that the settings do not name."""
    return False


class MediaTrust:
    """Decides for the media that templates of one package print."""

    def __init__(self, mode: str, package: str) -> None:
        self._mode = mode
        self._package = package

    def __call__(self, asset: Asset) -> bool:
        named = named_templates()
        if named is None:
            return False
        if not self._trusts(asset, named.addresses):
            return False
        return named.allows_asset(self._package, _path(asset))

    def _trusts(self, asset: Asset, addresses: OwnAddresses) -> bool:
        if self._mode == "all":
            return asset.address is None or not addresses.is_upload(asset.address)
        # What prints itself may print anything.
        is_file = asset.entry is not None and asset.address is not None
        return is_file and addresses.is_own(asset.address or "")


def _path(asset: Asset) -> str:
    if asset.entry is None:
        return asset.address or "an inline asset"
    return asset.entry if isinstance(asset.entry, str) else listed_path(asset.entry)
