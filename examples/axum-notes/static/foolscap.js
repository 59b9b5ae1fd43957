// On every page: "/" goes to the search field, and a button at the bottom changes the colours.
"use strict";
{
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const preference = matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : preference.matches;
  }

  function label() {
    button.textContent = isDark() ? "Light paper" : "Dark paper";
  }

  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
    label();
  });
  preference.addEventListener("change", label);
  button.hidden = false;
  label();

  addEventListener("keydown", (event) => {
    const search = document.getElementById("search");
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
  });
}
