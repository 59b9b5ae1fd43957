"""Which attributes are event handlers: every name that a specification or an engine has ever had."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case, document, enforce

_NAMES = """
abort activate activeinvisible afterprint afterscriptexecute afterupdate animationcancel
animationend animationiteration animationstart appinstalled audioend audioprocess audiostart
autocomplete autocompleteerror auxclick beforeactivate beforecopy beforecut beforedeactivate
beforeeditfocus beforeinput beforeinstallprompt beforematch beforepaste beforeprint
beforescriptexecute beforetoggle beforeunload beforeupdate beforexrselect begin blocked blur bounce
boundary cached cancel canplay canplaythrough capturedmousechange cellchange change chargingchange
click close command complete compositionend compositionstart compositionupdate contentvisible
contentvisibilityautostatechange contextlost contextmenu contextrestored controllerchange copy
cuechange cut dataavailable datasetchanged datasetcomplete dblclick deactivate devicechange
devicelight devicemotion deviceorientation deviceorientationabsolute deviceproximity dragdrop drag
dragend dragenter dragexit draggesture dragleave dragover dragstart drop durationchange emptied
encrypted end ended enter error errorupdate exit fencedtreeclick filterchange finish focus focusin
focusout formchange formdata forminput freeze fullscreenchange fullscreenerror gamepadconnected
gamepaddisconnected gesturechange gestureend gesturestart gotpointercapture hashchange help icecandidate
input interest invalid keydown keypress keyup languagechange layoutcomplete load loadeddata
loadedmetadata loadend loading loadstart location losecapture loseinterest lostpointercapture message
messageerror mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move
moveend movestart mozfullscreenchange offline online open orientationchange overscroll pagehide
pagereveal pageshow pageswap paint paste pause play playing pointercancel pointerdown pointerenter
pointerleave pointerlockchange pointerlockerror pointermove pointerout pointerover pointerrawupdate
pointerup popstate processorerror progress promptaction promptdismiss propertychange ratechange
readystatechange rejectionhandled repeat reset resize resolve resume rowenter rowexit rowsdelete
rowsinserted scroll scrollend scrollsnapchange scrollsnapchanging search securitypolicyviolation
seeked seeking select selectionchange selectstart show slotchange snapchanged snapchanging stalled
start statechange stop storage submit success suspend textinput timeerror timeout timeupdate
timezonechange toggle touchcancel touchend touchmove touchstart transitioncancel transitionend
transitionrun transitionstart unhandledrejection unload unresolve userproximity validationstatuschange
versionchange visibilitychange volumechange waiting waitingforkey webkitanimationend
webkitanimationiteration webkitanimationstart webkitcurrentplaybacktargetiswirelesschanged
webkitfullscreenchange webkitfullscreenerror webkitmouseforcechanged webkitmouseforcedown
webkitneedkey webkitplaybacktargetavailabilitychanged webkitpresentationmodechanged
webkittransitionend webkitwillrevealbottom wheel zoom
""".split()

_PLACES = {
    "p": "<p {}>x</p>",
    "body": "</body><body {}>",
    "img": "<img {}>",
    "input": "<input {}>",
    "form": "<form {}></form>",
    "script": '<script type="text/plain" {}></script>',
    "iframe": "<iframe {}></iframe>",
    "video": "<video {}></video>",
    "svg": "<svg {}></svg>",
    "svg-animate": "<svg><animate {}/></svg>",
    "svg-image": "<svg><image {}/></svg>",
    "math": "<math {}></math>",
    "math-mi": "<math><mi {}></mi></math>",
    "marquee": "<marquee {}></marquee>",
    "dialog": "<dialog {}></dialog>",
    "canvas": "<canvas {}></canvas>",
    "unknown": "<x-unknown {}></x-unknown>",
    "template": "<template {}></template>",
}


def cases() -> Iterator[Case]:
    """All names on one element of each kind. The sample says which one was an event handler."""
    attributes = " ".join(f'on{name}="/*{name}*/"' for name in _NAMES)
    policy = enforce("script-src-attr 'report-sample'")
    for name, html in _PLACES.items():
        yield Case(f"handlers/{name}", document(html.format(attributes)), policy)
    frameset = f"<!doctype html><html><head></head><frameset {attributes}></frameset></html>"
    yield Case("handlers/frameset", frameset, policy)
