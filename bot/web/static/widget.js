// Foyer's chat widget: the one script a company's page loads. It finds out where it came from, offers
// window.Foyer at once, and loads the rest beside itself. It adds one element to the page and no globals but Foyer.
(() => {
  "use strict";
  if (window.Foyer) return;
  const tag = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  const base = new URL(".", tag.src).href.replace(/\/$/, "");
  const settings = { ...tag.dataset, ...window.FoyerSettings };
  const ready = import(`${base}/widget/main.js`).then((main) => main.start(base, settings));
  ready.catch((error) => console.error("Foyer: the chat could not be loaded.", error));
  const later = (name) => (...args) => ready.then((api) => api[name](...args));
  window.Foyer = Object.fromEntries(["open", "close", "identify", "shutdown"].map((name) => [name, later(name)]));
})();
