// "/" puts the cursor into the search field, from wherever nothing else is being typed.
"use strict";
addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    document.getElementById("search").focus();
  }
});
