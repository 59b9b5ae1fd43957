// Says how many characters are left below a text area.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll(".counted-textarea")) {
    const field = box.querySelector("textarea");
    const count = document.createElement("span");
    count.className = "count-left";
    count.setAttribute("role", "status");

    const show = () => {
      const left = field.maxLength - field.value.length;
      count.textContent = `${left} left`;
      count.classList.toggle("is-short", left <= 20);
    };
    field.addEventListener("input", show);
    box.append(count);
    show();
  }
});
