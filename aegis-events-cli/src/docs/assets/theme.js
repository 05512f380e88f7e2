"use strict";

// The reader's own choice of colours, if there is one, before anything is drawn. Without one, the system's choice holds.
(() => {
  const choice = () => {
    try {
      return localStorage.getItem("aegis-events-theme");
    } catch {
      return null; // A browser may keep pages from files from storing anything.
    }
  };
  const kept = choice();
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
})();
