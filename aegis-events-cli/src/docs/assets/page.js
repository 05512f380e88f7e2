"use strict";

// All pages: theme switch, copy buttons, the key for the search.
(() => {
  const root = document.documentElement;

  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const show = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
    try {
      localStorage.setItem("aegis-events-theme", root.dataset.theme);
    } catch {
      // The theme then applies to this page only.
    }
  });
  dark.addEventListener("change", show);
  show();
  theme.hidden = false;

  // On narrow screens, scroll the current section into view.
  const section = document.querySelector(".top nav [aria-current]");
  if (section) {
    const sections = section.closest("nav");
    const beyond = section.getBoundingClientRect().right - sections.getBoundingClientRect().right;
    if (beyond > 0) sections.scrollLeft += beyond;
  }

  // Some browsers have no clipboard for local files.
  if (navigator.clipboard) {
    for (const figure of document.querySelectorAll("figure.code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain copy";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy ${figure.querySelector("figcaption span").textContent}`);
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(figure.querySelector("pre").textContent);
          button.textContent = "Copied";
        } catch {
          button.textContent = "Not allowed";
        }
      });
      figure.querySelector("figcaption").append(button);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const search = document.querySelector("#query, #quick, #graph-query");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
})();
