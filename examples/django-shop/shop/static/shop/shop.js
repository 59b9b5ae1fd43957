// On every page: forms that submit themselves, and messages that can be put away.
// Like all scripts of the shop it builds elements and never writes HTML, so that it runs under
// `require-trusted-types-for 'script'`.
"use strict";

for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

for (const message of document.querySelectorAll(".message")) {
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.className = "dismiss";
  dismiss.textContent = "×";
  dismiss.setAttribute("aria-label", "Dismiss");
  dismiss.addEventListener("click", () => message.remove());
  message.append(dismiss);
}
