// The editor: counts words and characters, and asks before changes are lost. Text reaches the page
// through `textContent` only, which is what Trusted Types ask for.
import { characters, words } from "foolscap/text";

const form = document.getElementById("editor");
const counter = document.getElementById("counter");
const { title, body } = form.elements;

let saved = current();

function current() {
  return JSON.stringify([...new FormData(form)]);
}

function check(field, limit) {
  const over = characters(field.value) - limit;
  field.setCustomValidity(over > 0 ? `${over} characters too many` : "");
  return over;
}

function show() {
  check(title, limits.title);
  const over = check(body, limits.body);
  const count = words(body.value);
  counter.textContent = over > 0
    ? `${over} characters too many`
    : `${count} ${count === 1 ? "word" : "words"}, ${-over} characters left`;
  counter.classList.toggle("problem", over > 0);
}

form.addEventListener("input", show);
form.addEventListener("submit", () => {
  saved = current();
});
addEventListener("beforeunload", (event) => {
  if (current() !== saved) event.preventDefault();
});
counter.hidden = false;
show();
