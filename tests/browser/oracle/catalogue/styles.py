"""Style sheets, style attributes, and what styles ask for."""

BODY = {
    "element": "<style>p { color: red }</style>",
    "element-empty": "<style></style>",
    "element-only-space": "<style> </style>",
    "element-long": "<style>p { color: red; background: green; border: 1px solid }</style>",
    "element-type-css": '<style type="text/css">p { color: red }</style>',
    "element-type-upper-case": '<style type="TEXT/CSS">p { color: red }</style>',
    "element-type-unknown": '<style type="text/less">p { color: red }</style>',
    "element-type-parameter": '<style type="text/css;charset=utf-8">p { color: red }</style>',
    "element-media-print": '<style media="print">p { color: red }</style>',
    "element-disabled": "<style disabled>p { color: red }</style>",
    "element-in-svg": "<svg><style>p { color: red }</style></svg>",
    "element-in-svg-type-unknown": '<svg><style type="text/less">p {}</style></svg>',
    "element-in-svg-self-closed": "<svg><style/></svg>",
    "element-in-math": "<math><style>p { color: red }</style></math>",
    "element-in-template": "<template><style>p { color: red }</style></template>",
    "element-in-noscript": "<noscript><style>p { color: red }</style></noscript>",
    "element-in-shadow": (
        '<div><template shadowrootmode="open"><style>p { color: red }</style></template></div>'
    ),
    "element-unfinished": "<style>p { color: red }",
    "attribute": '<p style="color: red">x</p>',
    "attribute-upper-case": '<p STYLE="COLOR: RED">x</p>',
    "attribute-empty": '<p style="">x</p>',
    "attribute-no-value": "<p style>x</p>",
    "attribute-only-space": '<p style=" ">x</p>',
    "attribute-invalid": '<p style="no">x</p>',
    "attribute-long": '<p style="color: red; background: green; border: 1px solid">x</p>',
    "attribute-twice": '<p style="color: red" style="color: green">x</p>',
    "attribute-svg": '<svg><rect style="fill: red"/></svg>',
    "attribute-svg-presentation": '<svg><rect fill="red"/></svg>',
    "attribute-math": '<math style="color: red"></math>',
    "attribute-unknown-element": '<x-element style="color: red"></x-element>',
    "attribute-html-body": '</body><body style="color: red">',
    "attribute-in-template": '<template><p style="color: red">x</p></template>',
    "attribute-in-shadow": (
        '<div><template shadowrootmode="open"><p style="color: red">x</p></template></div>'
    ),
    "attribute-on-script": '<script type="application/json" style="color: red"></script>',
    "attribute-on-template": '<template style="color: red"></template>',
    "presentational": '<font color="red" size="3">x</font><p align="center">x</p>',
    "link": '<link rel="stylesheet" href="https://cdn.test/a.css">',
    "link-upper-case": '<LINK REL="STYLESHEET" HREF="https://cdn.test/a.css">',
    "link-media-print": '<link rel="stylesheet" media="print" href="https://cdn.test/a.css">',
    "link-media-invalid": '<link rel="stylesheet" media="nope" href="https://cdn.test/a.css">',
    "link-disabled": '<link rel="stylesheet" disabled href="https://cdn.test/a.css">',
    "link-alternate": '<link rel="alternate stylesheet" title="b" href="https://cdn.test/a.css">',
    "link-alternate-no-title": '<link rel="alternate stylesheet" href="https://cdn.test/a.css">',
    "link-type-unknown": '<link rel="stylesheet" type="text/less" href="https://cdn.test/a.css">',
    "link-type-css": '<link rel="stylesheet" type="text/css" href="https://cdn.test/a.css">',
    "link-type-parameter": (
        '<link rel="stylesheet" type="text/css; charset=utf-8" href="https://cdn.test/a.css">'
    ),
    "link-data": '<link rel="stylesheet" href="data:text/css,p{}">',
    "link-empty": '<link rel="stylesheet" href="">',
    "link-twice": ('<link rel="stylesheet" href="/a.css"><link rel="stylesheet" href="/a.css">'),
    "link-in-svg": '<svg><link rel="stylesheet" href="https://cdn.test/a.css"/></svg>',
    "link-in-template": (
        '<template><link rel="stylesheet" href="https://cdn.test/a.css"></template>'
    ),
    "link-in-shadow": (
        '<div><template shadowrootmode="open"><link rel="stylesheet" '
        'href="https://cdn.test/a.css"></template></div>'
    ),
    "import": '<style>@import "https://cdn.test/a.css";</style>',
    "import-url": "<style>@import url(https://cdn.test/a.css);</style>",
    "import-url-quoted": "<style>@import url('https://cdn.test/a.css');</style>",
    "import-media-print": '<style>@import "https://cdn.test/a.css" print;</style>',
    "import-layer": '<style>@import "https://cdn.test/a.css" layer(a);</style>',
    "import-supports-no": '<style>@import "https://cdn.test/a.css" supports(no: no);</style>',
    "import-supports-yes": '<style>@import "https://cdn.test/a.css" supports(color: red);</style>',
    "import-late": '<style>p { color: red } @import "https://cdn.test/a.css";</style>',
    "import-after-layer": '<style>@layer a; @import "https://cdn.test/a.css";</style>',
    "import-after-charset": '<style>@charset "utf-8"; @import "https://cdn.test/a.css";</style>',
    "import-after-namespace": ('<style>@namespace "a"; @import "https://cdn.test/a.css";</style>'),
    "import-upper-case": '<style>@IMPORT "https://cdn.test/a.css";</style>',
    "import-escaped": '<style>@\\69mport "https://cdn.test/\\61.css";</style>',
    "import-no-semicolon": '<style>@import "https://cdn.test/a.css"</style>',
    "import-empty": '<style>@import "";</style>',
    "import-in-comment": '<style>/* @import "https://cdn.test/a.css"; */</style>',
    "import-in-comment-markers": '<style><!-- @import "https://cdn.test/a.css"; --></style>',
    "import-in-attribute": "<p style=\"@import 'https://cdn.test/a.css';\">x</p>",
    "import-twice": '<style>@import "/a.css"; @import "/a.css";</style>',
    "import-media-style-print": ('<style media="print">@import "https://cdn.test/a.css";</style>'),
    "background": "<style>p { background: url(https://cdn.test/a.png) }</style><p>x</p>",
    "background-quoted": '<style>p { background: url("https://cdn.test/a.png") }</style><p>x</p>',
    "background-escaped": (
        "<style>p { background: url(https://cdn.test/\\61.png) }</style><p>x</p>"
    ),
    "background-relative": "<style>p { background: url(a.png) }</style><p>x</p>",
    "background-data": "<style>p { background: url(data:image/png;base64,AA==) }</style><p>x</p>",
    "background-fragment": "<style>p { background: url(#a) }</style><p>x</p>",
    "background-empty": "<style>p { background: url() }</style><p>x</p>",
    "background-two": (
        "<style>p { background: url(https://one.test/a.png), url(https://two.test/a.png) }"
        "</style><p>x</p>"
    ),
    "background-twice": (
        "<style>p, h1 { background: url(https://cdn.test/a.png) }</style><p>x</p><h1>x</h1>"
    ),
    "background-no-element": (
        "<style>h1 { background: url(https://cdn.test/a.png) }</style><p>x</p>"
    ),
    "background-hidden": (
        "<style>p { display: none; background: url(https://cdn.test/a.png) }</style><p>x</p>"
    ),
    "background-media-print": (
        "<style>@media print { p { background: url(https://cdn.test/a.png) } }</style><p>x</p>"
    ),
    "background-supports": (
        "<style>@supports (color: red) { p { background: url(https://cdn.test/a.png) } }</style>"
        "<p>x</p>"
    ),
    "background-hover": (
        "<style>p:hover { background: url(https://cdn.test/a.png) }</style><p>x</p>"
    ),
    "background-custom-property": (
        "<style>p { --image: url(https://cdn.test/a.png); background: var(--image) }</style>"
        "<p>x</p>"
    ),
    "background-custom-property-unused": (
        "<style>p { --image: url(https://cdn.test/a.png) }</style><p>x</p>"
    ),
    "background-overridden": (
        "<style>p { background: url(https://one.test/a.png) } "
        "p { background: url(https://two.test/a.png) }</style><p>x</p>"
    ),
    "background-attribute": '<p style="background: url(https://cdn.test/a.png)">x</p>',
    "background-attribute-quoted": ("<p style=\"background: url('https://cdn.test/a.png')\">x</p>"),
    "background-attribute-entities": (
        '<p style="background: url(&quot;https://cdn.test/a.png&quot;)">x</p>'
    ),
    "background-attribute-twice-element": (
        '<p style="background: url(https://cdn.test/a.png)">x</p>'
        '<p style="background: url(https://cdn.test/a.png)">x</p>'
    ),
    "background-image-set": (
        '<style>p { background: image-set("https://cdn.test/a.png" 1x) }</style><p>x</p>'
    ),
    "background-image-set-two": (
        '<style>p { background: image-set("https://one.test/a.png" 1x, '
        '"https://two.test/a.png" 2x) }</style><p>x</p>'
    ),
    "background-webkit-image-set": (
        "<style>p { background: -webkit-image-set(url(https://cdn.test/a.png) 1x) }</style><p>x</p>"
    ),
    "background-cross-fade": (
        "<style>p { background: -webkit-cross-fade(url(https://one.test/a.png), "
        "url(https://two.test/a.png), 50%) }</style><p>x</p>"
    ),
    "list-style": "<style>li { list-style: url(https://cdn.test/a.png) }</style><ul><li>x</ul>",
    "border-image": (
        "<style>p { border: 1px solid; border-image: url(https://cdn.test/a.png) 1 }</style>"
        "<p>x</p>"
    ),
    "mask": "<style>p { mask: url(https://cdn.test/a.svg) }</style><p>x</p>",
    "mask-fragment": "<style>p { mask: url(https://cdn.test/a.svg#m) }</style><p>x</p>",
    "clip-path": "<style>p { clip-path: url(https://cdn.test/a.svg#c) }</style><p>x</p>",
    "filter": "<style>p { filter: url(https://cdn.test/a.svg#f) }</style><p>x</p>",
    "content": "<style>p::before { content: url(https://cdn.test/a.png) }</style><p>x</p>",
    "cursor": "<style>p { cursor: url(https://cdn.test/a.png), auto }</style><p>x</p>",
    "shape-outside": (
        "<style>p { float: left; shape-outside: url(https://cdn.test/a.png) }</style><p>x</p>"
    ),
    "font": (
        "<style>@font-face { font-family: f; src: url(https://cdn.test/a.woff2) } "
        "p { font-family: f }</style><p>x</p>"
    ),
    "font-unused": (
        "<style>@font-face { font-family: f; src: url(https://cdn.test/a.woff2) }</style><p>x</p>"
    ),
    "font-no-text": (
        "<style>@font-face { font-family: f; src: url(https://cdn.test/a.woff2) } "
        "p { font-family: f }</style><p></p>"
    ),
    "font-two-sources": (
        "<style>@font-face { font-family: f; src: url(https://one.test/a.woff2), "
        "url(https://two.test/a.woff2) } p { font-family: f }</style><p>x</p>"
    ),
    "font-format-unknown": (
        "<style>@font-face { font-family: f; src: url(https://one.test/a.eot) format('no'), "
        "url(https://two.test/a.woff2) } p { font-family: f }</style><p>x</p>"
    ),
    "font-local-first": (
        "<style>@font-face { font-family: f; src: local('No Such Font'), "
        "url(https://cdn.test/a.woff2) } p { font-family: f }</style><p>x</p>"
    ),
    "font-data": (
        "<style>@font-face { font-family: f; src: url(data:font/woff2;base64,AA==) } "
        "p { font-family: f }</style><p>x</p>"
    ),
    "font-unicode-range": (
        "<style>@font-face { font-family: f; src: url(https://cdn.test/a.woff2); "
        "unicode-range: U+1F600 } p { font-family: f }</style><p>x</p>"
    ),
    "font-twice": (
        "<style>@font-face { font-family: f; src: url(https://cdn.test/a.woff2) } "
        "p, h1 { font-family: f }</style><p>x</p><h1>y</h1>"
    ),
}
