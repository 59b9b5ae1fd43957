// The editor: counts characters, shows what the note will look like, and asks before changes are
// lost. Text reaches the page through `textContent` only, which is what Trusted Types ask for.
"use strict";
{
  const form = document.getElementById("editor");
  const counter = document.getElementById("counter");
  const preview = document.getElementById("preview");
  const { title, body, colour } = form.elements;

  let saved = currentText();

  function currentText() {
    return JSON.stringify([...new FormData(form)]);
  }

  function showCount() {
    const left = editorSettings.bodyLimit - body.value.length;
    counter.textContent = left >= 0
      ? `${body.value.length} of ${editorSettings.bodyLimit} characters`
      : `${-left} characters too many`;
    counter.classList.toggle("over", left < 0);
    body.setCustomValidity(left < 0 ? counter.textContent : "");
    title.maxLength = editorSettings.titleLimit;
  }

  function showPreview() {
    const sheet = preview.querySelector(".sheet");
    sheet.className = `sheet ${colour.value}`;
    sheet.querySelector("h2").textContent = title.value || "Untitled";
    sheet.querySelector(".text").textContent = body.value;
  }

  function show() {
    showCount();
    showPreview();
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", () => {
    saved = currentText();
  });
  addEventListener("beforeunload", (event) => {
    if (currentText() !== saved) event.preventDefault();
  });
  counter.hidden = false;
  preview.hidden = false;
  show();
}
