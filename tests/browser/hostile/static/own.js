// The site's own script: it says that it ran.
document.documentElement.dataset.own = "ran";
