"""Frames, objects, forms, base addresses, and other things that concern whole documents."""

BODY = {
    "iframe": '<iframe src="https://cdn.test/a.html"></iframe>',
    "iframe-same-origin": '<iframe src="/a.html"></iframe>',
    "iframe-query": '<iframe src="https://cdn.test/a.html?b#c"></iframe>',
    "iframe-port": '<iframe src="https://cdn.test:8443/a.html"></iframe>',
    "iframe-http": '<iframe src="http://cdn.test/a.html"></iframe>',
    "iframe-no-src": "<iframe></iframe>",
    "iframe-empty": '<iframe src=""></iframe>',
    "iframe-invalid": '<iframe src="https://["></iframe>',
    "iframe-about-blank": '<iframe src="about:blank"></iframe>',
    "iframe-about-srcdoc": '<iframe src="about:srcdoc"></iframe>',
    "iframe-about-other": '<iframe src="about:other"></iframe>',
    "iframe-data": '<iframe src="data:text/html,x"></iframe>',
    "iframe-blob": (
        '<iframe src="blob:https://site.test/0a0a0a0a-0000-4000-8000-000000000000"></iframe>'
    ),
    "iframe-javascript": '<iframe src="javascript:1"></iframe>',
    "iframe-javascript-spaces": '<iframe src="  java&#10;script:1"></iframe>',
    "iframe-javascript-upper-case": '<iframe src="JavaScript:1"></iframe>',
    "iframe-javascript-encoded": '<iframe src="javascript:%22a%22 b"></iframe>',
    "iframe-javascript-long": (
        "<iframe src=\"javascript:'a longer text than forty letters has it'\"></iframe>"
    ),
    "iframe-javascript-sandbox": '<iframe sandbox src="javascript:1"></iframe>',
    "iframe-javascript-sandbox-scripts": (
        '<iframe sandbox="allow-scripts" src="javascript:1"></iframe>'
    ),
    "iframe-mailto": '<iframe src="mailto:a@site.test"></iframe>',
    "iframe-lazy": '<iframe loading="lazy" src="https://cdn.test/a.html"></iframe>',
    "iframe-sandbox": '<iframe sandbox src="https://cdn.test/a.html"></iframe>',
    "iframe-hidden": '<iframe hidden src="https://cdn.test/a.html"></iframe>',
    "iframe-twice": '<iframe src="/a.html"></iframe><iframe src="/a.html"></iframe>',
    "iframe-unfinished": '<iframe src="https://cdn.test/a.html">',
    "iframe-in-template": '<template><iframe src="https://cdn.test/a.html"></iframe></template>',
    "iframe-in-noscript": '<noscript><iframe src="https://cdn.test/a.html"></iframe></noscript>',
    "iframe-itself": '<iframe src="#a"></iframe>',
    "srcdoc": '<iframe srcdoc="<p>x</p>"></iframe>',
    "srcdoc-empty": '<iframe srcdoc=""></iframe>',
    "srcdoc-and-src": '<iframe src="https://cdn.test/a.html" srcdoc="<p>x</p>"></iframe>',
    "srcdoc-img": "<iframe srcdoc=\"<img src='https://cdn.test/a.png'>\"></iframe>",
    "srcdoc-img-relative": "<iframe srcdoc=\"<img src='a.png'>\"></iframe>",
    "srcdoc-script": '<iframe srcdoc="<script>1</script>"></iframe>',
    "srcdoc-script-entities": '<iframe srcdoc="&lt;script>1&lt;/script&gt;"></iframe>',
    "srcdoc-handler": "<iframe srcdoc=\"<p onclick='1'>x</p>\"></iframe>",
    "srcdoc-style-attribute": "<iframe srcdoc=\"<p style='color:red'>x</p>\"></iframe>",
    "srcdoc-sandbox-script": (
        '<iframe sandbox srcdoc="<script>1</script><img src=/a.png>"></iframe>'
    ),
    "srcdoc-sandbox-handler": '<iframe sandbox srcdoc="<p onclick=1 style=color:red>"></iframe>',
    "srcdoc-sandbox-noscript": (
        '<iframe sandbox srcdoc="<noscript><img src=/a.png></noscript>"></iframe>'
    ),
    "srcdoc-sandbox-scripts": (
        '<iframe sandbox="allow-scripts" srcdoc="<script>1</script><img src=/a.png>"></iframe>'
    ),
    "srcdoc-sandbox-iframe": (
        '<iframe sandbox srcdoc="<iframe src=https://cdn.test/a.html></iframe>"></iframe>'
    ),
    "srcdoc-nested": (
        "<iframe srcdoc=\"<img src=/a.png><iframe srcdoc='<img src=/b.png>'></iframe>"
        "<iframe srcdoc='<img src=/c.png>'></iframe>\"></iframe>"
        '<iframe srcdoc="<img src=/d.png>"></iframe>'
    ),
    "srcdoc-iframe": ('<iframe srcdoc="<iframe src=https://cdn.test/a.html></iframe>"></iframe>'),
    "srcdoc-meta": (
        "<iframe srcdoc=\"<meta http-equiv=Content-Security-Policy content='img-src *'>"
        '<img src=/a.png>"></iframe>'
    ),
    "srcdoc-base": "<iframe srcdoc=\"<base href='https://cdn.test/'><img src='a.png'>\"></iframe>",
    "srcdoc-lazy": '<iframe loading="lazy" srcdoc="<img src=/a.png>"></iframe>',
    "srcdoc-upper-case": '<IFRAME SRCDOC="<img src=/a.png>"></IFRAME>',
    "srcdoc-self": "<iframe srcdoc=\"<img src='https://site.test/a.png'>\"></iframe>",
    "object": '<object data="https://cdn.test/a.html"></object>',
    "object-image": '<object data="https://cdn.test/a.png"></object>',
    "object-type-image": '<object type="image/png" data="https://cdn.test/a.png"></object>',
    "object-type-html": '<object type="text/html" data="https://cdn.test/a.html"></object>',
    "object-type-svg": '<object type="image/svg+xml" data="https://cdn.test/a.svg"></object>',
    "object-type-unknown": '<object type="application/x-no" data="https://cdn.test/a"></object>',
    "object-type-pdf": '<object type="application/pdf" data="https://cdn.test/a.pdf"></object>',
    "object-same-origin": '<object data="/a.html"></object>',
    "object-no-ending": '<object data="https://cdn.test/a"></object>',
    "object-no-data": "<object></object>",
    "object-empty": '<object data=""></object>',
    "object-data-url": '<object data="data:text/html,x"></object>',
    "object-data-image": '<object data="data:image/png;base64,iVBORw0KGgo="></object>',
    "object-javascript": '<object data="javascript:1"></object>',
    "object-about-blank": '<object data="about:blank"></object>',
    "object-fallback": (
        '<object data="https://cdn.test/a.html"><img src="https://two.test/a.png"></object>'
    ),
    "object-param": ('<object><param name="src" value="https://cdn.test/a.html"></object>'),
    "object-param-movie": (
        '<object type="text/html"><param name="movie" value="https://cdn.test/a.html"></object>'
    ),
    "object-classid": '<object classid="clsid:1" data="https://cdn.test/a.html"></object>',
    "object-codebase": '<object codebase="https://two.test/" data="a.html"></object>',
    "object-hidden": '<object hidden data="https://cdn.test/a.html"></object>',
    "object-nested": (
        '<object data="https://one.test/a.html"><object data="https://two.test/a.html"></object>'
        "</object>"
    ),
    "object-in-video": '<video><object data="https://cdn.test/a.html"></object></video>',
    "embed": '<embed src="https://cdn.test/a.html">',
    "embed-image": '<embed src="https://cdn.test/a.png">',
    "embed-type-image": '<embed type="image/png" src="https://cdn.test/a.png">',
    "embed-type-svg": '<embed type="image/svg+xml" src="https://cdn.test/a.svg">',
    "embed-type-html": '<embed type="text/html" src="https://cdn.test/a.html">',
    "embed-same-origin": '<embed src="/a.html">',
    "embed-no-src": "<embed>",
    "embed-empty": '<embed src="">',
    "embed-code": '<embed code="https://cdn.test/a.html">',
    "embed-type-only": '<embed type="application/x-no">',
    "embed-javascript": '<embed src="javascript:1">',
    "embed-data-url": '<embed src="data:text/html,x">',
    "embed-type-unknown": '<embed type="application/x-no" src="https://cdn.test/a">',
    "embed-hidden": '<embed hidden src="https://cdn.test/a.html">',
    "embed-in-object": (
        '<object data="https://one.test/a.html"><embed src="https://two.test/a.html"></object>'
    ),
    "applet": '<applet code="https://cdn.test/a.class"></applet>',
    "frameset": '<frameset><frame src="https://cdn.test/a.html"></frameset>',
    "portal": '<portal src="https://cdn.test/a.html"></portal>',
    "fencedframe": '<fencedframe src="https://cdn.test/a.html"></fencedframe>',
    "form": '<form action="https://cdn.test/none"><button>x</button></form>',
    "form-javascript": '<form action="javascript:1"><button>x</button></form>',
    "base": '<base href="https://cdn.test/"><img src="a.png">',
    "base-twice": (
        '<base href="https://one.test/"><base href="https://two.test/"><img src="a.png">'
    ),
    "base-same-origin": '<base href="/folder/"><img src="a.png">',
    "base-data": '<base href="data:,x"><img src="/a.png">',
    "base-javascript": '<base href="javascript:1"><img src="/a.png">',
    "base-empty": '<base href=""><img src="/a.png">',
    "base-target": '<base target="_blank"><img src="/a.png">',
    "base-invalid": '<base href="https://["><img src="a.png">',
    "base-after": '<img src="a.png"><base href="https://cdn.test/"><img src="b.png">',
    "base-in-svg": '<svg><base href="https://cdn.test/"/></svg><img src="a.png">',
    "base-in-template": '<template><base href="https://cdn.test/"></template><img src="a.png">',
    "base-query": '<base href="https://cdn.test/a?b#c"><img src="a.png">',
    "base-about": '<base href="about:blank"><img src="a.png">',
    "refresh-later": '<meta http-equiv="refresh" content="3000; url=https://cdn.test/a.html">',
    "refresh-javascript": '<meta http-equiv="refresh" content="0; url=javascript:1">',
    "search": '<link rel="search" href="https://cdn.test/a.xml">',
    "menuitem": '<menuitem icon="https://cdn.test/a.png">',
    "map": '<map><area href="javascript:1"></map>',
    "svg-a-javascript": '<svg><a href="javascript:1"><text>x</text></a></svg>',
    "svg-animate-href": ('<svg><a><animate attributeName="href" values="javascript:1"/></a></svg>'),
    "svg-foreign-object": (
        '<svg><foreignObject><img src="https://cdn.test/a.png"></foreignObject></svg>'
    ),
    "svg-iframe": '<svg><iframe src="https://cdn.test/a.html"></iframe></svg>',
    "math-img": '<math><img src="https://cdn.test/a.png"></math>',
    "math-mglyph": '<math><mglyph src="https://cdn.test/a.png"/></math>',
    "model": '<model src="https://cdn.test/a.usdz"></model>',
}
