// Offers to print the page, where there is a printer to be asked.
"use strict";
{
  const button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", () => print());
}
