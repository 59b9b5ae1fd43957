// Lists what the policy blocks on this page, and says whether the injected code ran.
"use strict";
{
  const blocked = [];

  function item(violation) {
    const element = document.createElement("li");
    const directive = document.createElement("code");
    directive.textContent = violation.effectiveDirective;
    const what = violation.effectiveDirective === "script-src-attr" ? "an event handler" : "a script";
    element.append(directive, ` refused ${what}`);
    return element;
  }

  function show() {
    const verdict = document.getElementById("verdict");
    const ran = document.documentElement.dataset.pwned;
    verdict.className = `verdict ${ran ? "pwned" : "safe"}`;
    verdict.textContent = ran
      ? `The injected code ran (${ran}): no policy stopped it.`
      : "Nothing ran. Your browser refused what the page was tricked into:";
    document.getElementById("blocked").replaceChildren(...blocked.map(item));
  }

  document.addEventListener("securitypolicyviolation", (violation) => {
    blocked.push(violation);
    if (document.readyState === "complete") show();
  });
  addEventListener("load", show);
}
