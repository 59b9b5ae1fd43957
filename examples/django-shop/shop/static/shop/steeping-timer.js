// A countdown for the tea above this script. The template of the tag prints one script a timer.
"use strict";
{
  const section = document.currentScript.parentElement;
  const seconds = Number(section.dataset.seconds);

  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  const clock = document.createElement("output");
  clock.setAttribute("role", "timer");
  const progress = document.createElement("progress");
  progress.max = seconds;
  progress.setAttribute("aria-label", "Steeping");

  let end = 0;
  let timer = 0;

  const format = (left) => `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;

  function show(left) {
    clock.value = left > 0 || !end ? format(left) : "Ready";
    progress.value = seconds - left;
    button.textContent = timer ? "Stop" : "Start timer";
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
  }

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left === 0) stop();
    show(left);
  }

  button.addEventListener("click", () => {
    if (timer) {
      stop();
      end = 0;
      show(seconds);
    } else {
      end = Date.now() + seconds * 1000;
      timer = setInterval(tick, 250);
      tick();
    }
  });

  show(seconds);
  const row = document.createElement("div");
  row.className = "timer-row";
  row.append(button, progress, clock);
  section.append(row);
}
