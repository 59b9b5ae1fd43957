// Lists what the policy blocks on this page, and says whether the injected code ran.
"use strict";
{
  const blocked = [];

  // What a directive stands for, in the words of a visitor.
  const WHAT = {
    "script-src-elem": "A script",
    "script-src-attr": "An event handler",
    "style-src-elem": "A style sheet",
    "style-src-attr": "A style attribute",
    "img-src": "A picture",
    "form-action": "A form that posts elsewhere",
    "base-uri": "A change of the page's base address",
    "frame-src": "A frame",
    "object-src": "An embedded object",
    "connect-src": "A connection",
  };

  function entry(violation) {
    const item = document.createElement("li");
    const what = document.createElement("strong");
    what.textContent = WHAT[violation.effectiveDirective] ?? "Something";
    const where = violation.blockedURI === "inline" ? "written into the page" : `from ${violation.blockedURI}`;
    const rule = document.createElement("code");
    rule.textContent = violation.effectiveDirective;
    item.append(what, ` ${where}, refused under `, rule);
    return item;
  }

  function show() {
    const list = document.getElementById("blocked");
    const verdict = document.getElementById("verdict");
    const ran = document.documentElement.dataset.pwned;
    list.replaceChildren(...(blocked.length ? blocked.map(entry) : ["Nothing."]));
    verdict.classList.toggle("is-safe", !ran);
    verdict.classList.toggle("is-pwned", Boolean(ran));
    if (ran) {
      verdict.textContent = `The injected code ran (${ran}). This copy of the shop sends no policy that stops it.`;
    } else if (blocked.length) {
      verdict.textContent = `Nothing ran. Your browser refused ${blocked.length} ${blocked.length === 1 ? "thing" : "things"}.`;
    } else {
      verdict.textContent = "Nothing ran, and there was nothing to refuse.";
    }
  }

  document.addEventListener("securitypolicyviolation", (violation) => {
    blocked.push(violation);
    if (document.readyState === "complete") show();
  });
  addEventListener("load", show);
}
