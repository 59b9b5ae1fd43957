"""Images, sound and film."""

BODY = {
    "img": '<img src="https://cdn.test/a.png">',
    "img-twice": '<img src="https://cdn.test/a.png"><img src="https://cdn.test/a.png">',
    "img-relative": '<img src="a.png">',
    "img-no-scheme": '<img src="//cdn.test/a.png">',
    "img-spaces": '<img src="  https://cdn.test/a.png  ">',
    "img-newline": '<img src="https://cdn.\ntest/a.png">',
    "img-upper-case": '<IMG SRC="HTTPS://CDN.TEST/A.PNG">',
    "img-empty": '<img src="">',
    "img-no-src": "<img alt>",
    "img-invalid": '<img src="https://[">',
    "img-data": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "img-data-upper-case": '<img src="DATA:image/png;base64,iVBORw0KGgo=">',
    "img-blob": '<img src="blob:https://site.test/0a0a0a0a-0000-4000-8000-000000000000">',
    "img-about": '<img src="about:blank">',
    "img-javascript": '<img src="javascript:1">',
    "img-unknown-scheme": '<img src="mailto:a@site.test">',
    "img-http": '<img src="http://cdn.test/a.png">',
    "img-port": '<img src="https://cdn.test:8443/a.png">',
    "img-query-and-fragment": '<img src="https://cdn.test/a.png?b=c&amp;d#e">',
    "img-user": '<img src="https://user:secret@cdn.test/a.png">',
    "img-lazy": '<img loading="lazy" src="https://cdn.test/a.png">',
    "img-eager": '<img loading="eager" src="https://cdn.test/a.png">',
    "img-crossorigin": '<img crossorigin src="https://cdn.test/a.png">',
    "img-hidden": '<img hidden src="https://cdn.test/a.png">',
    "img-in-hidden-element": '<div hidden><img src="https://cdn.test/a.png"></div>',
    "image-element": '<image src="https://cdn.test/a.png">',
    "img-src-twice": '<img src="https://one.test/a.png" src="https://two.test/a.png">',
    "srcset-one": '<img srcset="https://cdn.test/a.png">',
    "srcset-one-and-src": '<img srcset="https://cdn.test/a.png 1x" src="https://src.test/a.png">',
    "srcset-density": '<img srcset="https://one.test/a.png 1x, https://two.test/b.png 2x">',
    "srcset-density-and-src": (
        '<img src="https://src.test/a.png" srcset="https://two.test/b.png 2x">'
    ),
    "srcset-width": (
        '<img sizes="10px" srcset="https://one.test/a.png 100w, https://two.test/b.png 2000w">'
    ),
    "srcset-empty": '<img srcset="" src="https://cdn.test/a.png">',
    "srcset-invalid-descriptor": (
        '<img srcset="https://one.test/a.png 1q" src="https://src.test/a.png">'
    ),
    "srcset-data": '<img srcset="data:image/png;base64,iVBORw0KGgo= 1x">',
    "picture-media-all": (
        '<picture><source srcset="https://one.test/a.png" media="all">'
        '<img src="https://src.test/a.png"></picture>'
    ),
    "picture-media-print": (
        '<picture><source srcset="https://one.test/a.png" media="print">'
        '<img src="https://src.test/a.png"></picture>'
    ),
    "picture-no-media": (
        '<picture><source srcset="https://one.test/a.png"><img src="https://src.test/a.png">'
        "</picture>"
    ),
    "picture-type-unknown": (
        '<picture><source srcset="https://one.test/a.x" type="image/x-unknown">'
        '<img src="https://src.test/a.png"></picture>'
    ),
    "picture-source-after-img": (
        '<picture><img src="https://src.test/a.png"><source srcset="https://one.test/a.png">'
        "</picture>"
    ),
    "picture-without-img": '<picture><source srcset="https://one.test/a.png"></picture>',
    "source-src-in-picture": (
        '<picture><source src="https://one.test/a.png"><img src="https://src.test/a.png"></picture>'
    ),
    "input-image": '<input type="image" src="https://cdn.test/a.png">',
    "input-image-upper-case": '<input type="IMAGE" src="https://cdn.test/a.png">',
    "input-image-type-last": '<input src="https://cdn.test/a.png" type="image">',
    "input-text": '<input type="text" src="https://cdn.test/a.png">',
    "poster": '<video poster="https://cdn.test/a.png"></video>',
    "poster-empty": '<video poster=""></video>',
    "body-background": '<table background="https://cdn.test/a.png"><tr><td>x</table>',
    "td-background": '<table><tr><td background="https://cdn.test/a.png">x</table>',
    "svg-image-href": '<svg><image href="https://cdn.test/a.png"/></svg>',
    "svg-image-xlink": '<svg><image xlink:href="https://cdn.test/a.png"/></svg>',
    "svg-image-both": (
        '<svg><image href="https://one.test/a.png" xlink:href="https://two.test/a.png"/></svg>'
    ),
    "svg-feimage": (
        '<svg width="9" height="9"><filter id="f"><feImage href="https://cdn.test/a.png"/></filter>'
        '<rect width="9" height="9" filter="url(#f)"/></svg>'
    ),
    "svg-use": '<svg><use href="/a.svg#part"/></svg>',
    "svg-use-xlink": '<svg><use xlink:href="/a.svg#part"/></svg>',
    "svg-use-other-origin": '<svg><use href="https://cdn.test/a.svg#part"/></svg>',
    "svg-use-fragment": '<svg><g id="part"/><use href="#part"/></svg>',
    "svg-use-data": '<svg><use href="data:image/svg+xml,<svg/>#a"/></svg>',
    "svg-filter-url": (
        '<svg width="9" height="9"><rect width="9" height="9" '
        'filter="url(https://cdn.test/a.svg#f)"/></svg>'
    ),
    "svg-fill-url": (
        '<svg width="9" height="9"><rect width="9" height="9" '
        'fill="url(https://cdn.test/a.svg#f)"/></svg>'
    ),
    "svg-mask-url": (
        '<svg width="9" height="9"><rect width="9" height="9" '
        'mask="url(https://cdn.test/a.svg#f)"/></svg>'
    ),
    "svg-cursor": '<svg width="9" height="9" cursor="url(https://cdn.test/a.png), auto"></svg>',
    "svg-image-in-defs": '<svg><defs><image href="https://cdn.test/a.png"/></defs></svg>',
    "video": '<video src="https://cdn.test/a.wav"></video>',
    "video-preload-none": '<video preload="none" src="https://cdn.test/a.wav"></video>',
    "video-preload-metadata": '<video preload="metadata" src="https://cdn.test/a.wav"></video>',
    "video-data": '<video src="data:audio/wav;base64,UklGRg=="></video>',
    "video-empty": '<video src=""></video>',
    "video-autoplay-preload-none": (
        '<video autoplay muted preload="none" src="https://cdn.test/a.wav"></video>'
    ),
    "audio": '<audio src="https://cdn.test/a.wav"></audio>',
    "audio-controls": '<audio controls src="https://cdn.test/a.wav"></audio>',
    "source": '<video><source src="https://cdn.test/a.wav"></video>',
    "source-audio": '<audio><source src="https://cdn.test/a.wav"></audio>',
    "sources": (
        '<video><source src="https://one.test/a.wav"><source src="https://two.test/b.wav"></video>'
    ),
    "source-type-unknown": (
        '<video><source src="https://one.test/a.x" type="video/x-unknown">'
        '<source src="https://two.test/b.wav"></video>'
    ),
    "source-media-print": (
        '<video><source src="https://one.test/a.wav" media="print">'
        '<source src="https://two.test/b.wav"></video>'
    ),
    "source-and-src": (
        '<video src="https://src.test/a.wav"><source src="https://one.test/a.wav"></video>'
    ),
    "source-preload-none": ('<video preload="none"><source src="https://one.test/a.wav"></video>'),
    "source-alone": '<source src="https://cdn.test/a.wav">',
    "track": '<video><track default src="/a.vtt"></video>',
    "track-with-video": '<video src="/a.wav"><track default src="/a.vtt"></video>',
    "track-not-default": '<video src="/a.wav"><track src="/a.vtt"></video>',
    "track-metadata-default": (
        '<video src="/a.wav"><track default kind="metadata" src="/a.vtt"></video>'
    ),
    "track-other-origin": '<video src="/a.wav"><track default src="https://cdn.test/a.vtt"></video>',
    "track-other-origin-crossorigin": (
        '<video crossorigin src="/a.wav"><track default src="https://cdn.test/a.vtt"></video>'
    ),
}
