// Puts a button on either side of a number field.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const stepper of document.querySelectorAll(".quantity-stepper")) {
    const field = stepper.querySelector("input");

    const button = (text, label, step) => {
      const element = document.createElement("button");
      element.type = "button";
      element.textContent = text;
      element.setAttribute("aria-label", label);
      element.addEventListener("click", () => {
        step();
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return element;
    };
    const less = button("−", "One less", () => field.stepDown());
    const more = button("+", "One more", () => field.stepUp());

    const show = () => {
      less.disabled = field.valueAsNumber <= Number(field.min);
      more.disabled = field.valueAsNumber >= Number(field.max);
    };
    field.addEventListener("change", show);
    field.addEventListener("input", show);
    field.before(less);
    field.after(more);
    stepper.classList.add("is-enhanced");
    show();
  }
});
