"use strict";
document.getElementById("opening-hours").textContent = "We open at nine.";
