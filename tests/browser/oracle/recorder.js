// Runs in every document before anything of the page, in a world of its own: no policy of the page
// applies to it, not even a sandbox, and the page cannot see it.
(() => {
  const places = [];
  for (let frame = window; frame !== frame.parent; frame = frame.parent) {
    places.unshift(Array.prototype.findIndex.call(frame.parent, (other) => other === frame));
  }
  const tell = (what) => tellOracle(JSON.stringify({ frame: places, ...what }));
  tell({ born: location.href });
  addEventListener(
    "securitypolicyviolation",
    ({ effectiveDirective, blockedURI, disposition, sample, originalPolicy }) =>
      tell({
        violation: { effectiveDirective, blockedURI, disposition, sample, originalPolicy },
        in: location.href,
      }),
    true,
  );
})();
