"""Links to other resources: hints, icons, manifests."""

BODY = {
    "preload-image": '<link rel="preload" as="image" href="https://cdn.test/a.png">',
    "preload-script": '<link rel="preload" as="script" href="https://cdn.test/a.js">',
    "preload-style": '<link rel="preload" as="style" href="https://cdn.test/a.css">',
    "preload-font": ('<link rel="preload" as="font" crossorigin href="https://cdn.test/a.woff2">'),
    "preload-fetch": '<link rel="preload" as="fetch" crossorigin href="https://cdn.test/a.json">',
    "preload-track": '<link rel="preload" as="track" href="https://cdn.test/a.vtt">',
    "preload-audio": '<link rel="preload" as="audio" href="https://cdn.test/a.wav">',
    "preload-video": '<link rel="preload" as="video" href="https://cdn.test/a.wav">',
    "preload-document": '<link rel="preload" as="document" href="https://cdn.test/a.html">',
    "preload-worker": '<link rel="preload" as="worker" href="https://cdn.test/a.js">',
    "preload-object": '<link rel="preload" as="object" href="https://cdn.test/a.html">',
    "preload-json": '<link rel="preload" as="json" href="https://cdn.test/a.json">',
    "preload-manifest": '<link rel="preload" as="manifest" href="https://cdn.test/a.json">',
    "preload-no-as": '<link rel="preload" href="https://cdn.test/a.png">',
    "preload-as-unknown": '<link rel="preload" as="nothing" href="https://cdn.test/a.png">',
    "preload-as-upper-case": '<link rel="PRELOAD" as="IMAGE" href="https://cdn.test/a.png">',
    "preload-media-print": (
        '<link rel="preload" as="image" media="print" href="https://cdn.test/a.png">'
    ),
    "preload-type-unknown": (
        '<link rel="preload" as="image" type="image/x-unknown" href="https://cdn.test/a.png">'
    ),
    "preload-imagesrcset": (
        '<link rel="preload" as="image" imagesrcset="https://one.test/a.png 1x" '
        'href="https://cdn.test/a.png">'
    ),
    "preload-imagesrcset-two": (
        '<link rel="preload" as="image" imagesrcset="https://one.test/a.png 1x, '
        'https://two.test/a.png 2x">'
    ),
    "preload-and-image": (
        '<link rel="preload" as="image" href="https://cdn.test/a.png">'
        '<img src="https://cdn.test/a.png">'
    ),
    "preload-and-script": (
        '<link rel="preload" as="script" href="https://cdn.test/a.js">'
        '<script src="https://cdn.test/a.js"></script>'
    ),
    "preload-and-style": (
        '<link rel="preload" as="style" href="https://cdn.test/a.css">'
        '<link rel="stylesheet" href="https://cdn.test/a.css">'
    ),
    "preload-in-template": (
        '<template><link rel="preload" as="image" href="https://cdn.test/a.png"></template>'
    ),
    "modulepreload": '<link rel="modulepreload" href="https://cdn.test/a.js">',
    "modulepreload-as-worker": (
        '<link rel="modulepreload" as="worker" href="https://cdn.test/a.js">'
    ),
    "modulepreload-as-style": '<link rel="modulepreload" as="style" href="https://cdn.test/a.css">',
    "modulepreload-as-image": '<link rel="modulepreload" as="image" href="https://cdn.test/a.png">',
    "modulepreload-as-json": '<link rel="modulepreload" as="json" href="https://cdn.test/a.json">',
    "modulepreload-and-module": (
        '<link rel="modulepreload" href="https://cdn.test/a.js">'
        '<script type="module" src="https://cdn.test/a.js"></script>'
    ),
    "prefetch": '<link rel="prefetch" href="https://cdn.test/a.html">',
    "prefetch-as-script": '<link rel="prefetch" as="script" href="https://cdn.test/a.js">',
    "prefetch-same-origin": '<link rel="prefetch" href="/a.html">',
    "prerender": '<link rel="prerender" href="https://cdn.test/a.html">',
    "preconnect": '<link rel="preconnect" href="https://cdn.test">',
    "dns-prefetch": '<link rel="dns-prefetch" href="https://cdn.test">',
    "icon": '<link rel="icon" href="https://cdn.test/a.png">',
    "shortcut-icon": '<link rel="shortcut icon" href="https://cdn.test/a.png">',
    "apple-touch-icon": '<link rel="apple-touch-icon" href="https://cdn.test/a.png">',
    "mask-icon": '<link rel="mask-icon" href="https://cdn.test/a.svg">',
    "icon-data": '<link rel="icon" href="data:image/png;base64,AA==">',
    "icons-two": (
        '<link rel="icon" sizes="16x16" href="https://one.test/a.png">'
        '<link rel="icon" sizes="32x32" href="https://two.test/a.png">'
    ),
    "manifest": '<link rel="manifest" href="https://cdn.test/a.webmanifest">',
    "alternate": '<link rel="alternate" href="https://cdn.test/a.html">',
    "canonical": '<link rel="canonical" href="https://cdn.test/a.html">',
    "next": '<link rel="next" href="https://cdn.test/a.html">',
    "stylesheet-and-icon": '<link rel="stylesheet icon" href="https://cdn.test/a.css">',
    "preload-and-stylesheet-in-one": (
        '<link rel="preload stylesheet" as="style" href="https://cdn.test/a.css">'
    ),
    "prefetch-and-preload-in-one": (
        '<link rel="prefetch preload" as="image" href="https://cdn.test/a.png">'
    ),
    "rel-unknown": '<link rel="nothing" href="https://cdn.test/a.png">',
    "no-rel": '<link href="https://cdn.test/a.png">',
    "expect": '<link rel="expect" href="#a">',
    "compression-dictionary": (
        '<link rel="compression-dictionary" href="https://cdn.test/a.html">'
    ),
    "a-href": '<a href="https://cdn.test/a.html">x</a>',
    "a-ping": '<a href="/a.html" ping="https://cdn.test/ping">x</a>',
    "q-cite": '<q cite="https://cdn.test/a.html">x</q>',
}
