"""Everything that a page can attempt when it is loaded, each as the shortest markup that does it.

A fragment stands in the body of a page, or in its head where a browser looks at it only there.
"""

from __future__ import annotations

from collections.abc import Mapping

from oracle.catalogue import documents, images, links, scripts, styles

#: By theme, then by name.
BODY: Mapping[str, Mapping[str, str]] = {
    "documents": documents.BODY,
    "images": images.BODY,
    "links": links.BODY,
    "scripts": scripts.BODY,
    "styles": styles.BODY,
}
