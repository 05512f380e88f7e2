"use strict";

// The search in the header: results open below it. The catalog is loaded on first use.
(() => {
  const MOST = 12;
  const form = document.querySelector("form.quick");
  const input = document.getElementById("quick");
  const list = document.getElementById("quick-found");
  form.hidden = false;

  let loading = null;
  const load = () =>
    (loading ??= new Promise((resolve) => {
      if (window.catalog) return resolve();
      const script = document.createElement("script");
      script.src = `${search.root}assets/catalog.js`;
      script.addEventListener("load", resolve);
      document.head.append(script);
    }));

  const options = () => [...list.children];
  const active = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  const option = (found, at, query) => {
    const it = search.item(found);
    const shown = document.createElement("li");
    shown.id = `quick-${at}`;
    shown.setAttribute("role", "option");
    shown.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    link.href = search.root + it.page;
    link.tabIndex = -1;
    const name = search.marked(it.name, query);
    name.className = "name";
    const about = document.createElement("span");
    about.className = "about";
    const family = found.kind === "event" ? window.catalog.families[it.family].name : found.kind;
    about.textContent = found.field ? `${family} · ${found.field}` : family;
    link.append(name, about);
    shown.append(link);
    return shown;
  };

  const show = async () => {
    await load();
    const query = input.value.trim();
    if (query === "") {
      list.replaceChildren();
      return open(false);
    }
    const found = [...search.events(query), ...search.others(query)].sort((one, two) => one.rank - two.rank);
    list.replaceChildren(...found.slice(0, MOST).map((it, at) => option(it, at, query)));
    if (found.length === 0) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = "No results";
      list.append(none);
    }
    open(true);
    choose(list.querySelector("[aria-selected]"));
  };

  input.addEventListener("focus", load);
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    active()?.querySelector("a").click();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) open(false);
  });
  // A press would move the focus and close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    const all = options().filter((it) => it.hasAttribute("aria-selected"));
    const at = all.indexOf(active());
    if (event.key === "Escape") {
      open(false);
      input.value = "";
      list.replaceChildren();
    } else if (all.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at + step + all.length) % all.length]);
    }
  });
})();
