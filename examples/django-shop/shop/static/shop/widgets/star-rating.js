// Turns a list of radio buttons into a row of stars. The radio buttons stay in place: the keyboard,
// screen readers and the form go on using them.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const rating of document.querySelectorAll(".star-rating")) {
    const labels = [...rating.querySelectorAll("label")];
    const word = document.createElement("span");
    word.className = "chosen-word";
    word.setAttribute("aria-hidden", "true");

    const show = (count) => {
      labels.forEach((label, index) => label.classList.toggle("is-lit", index < count));
      word.textContent = count ? labels[count - 1].querySelector(".word").textContent : "Choose";
    };
    const showChosen = () => show(labels.findIndex((label) => label.control.checked) + 1);

    labels.forEach((label, index) => label.addEventListener("pointerenter", () => show(index + 1)));
    rating.addEventListener("pointerleave", showChosen);
    rating.addEventListener("change", showChosen);

    rating.append(word);
    rating.classList.add("is-enhanced");
    showChosen();
  }
});
