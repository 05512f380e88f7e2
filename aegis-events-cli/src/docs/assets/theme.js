"use strict";

// Apply the stored theme before the first paint. Without one, the system's theme applies.
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
