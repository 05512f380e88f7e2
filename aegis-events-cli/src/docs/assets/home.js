"use strict";

// The home page: results of search and filters replace the list of families; the URL contains them.
(() => {
  // More are shown on demand.
  const FIRST = 100;
  const catalog = window.catalog;
  const form = document.getElementById("finder");
  const query = document.getElementById("query");
  const selects = [...form.querySelectorAll("select")];
  const reset = form.querySelector("button[type=reset]");
  const families = document.getElementById("families");
  const found = document.getElementById("found");
  const count = document.getElementById("count");
  const others = document.getElementById("others");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  form.hidden = false;

  const chosen = (name) => form.elements[name].value;
  const place = (list, name) => catalog[list].findIndex((it) => it.name === name);
  const consumes = (subscriber, event, at) =>
    subscriber.everything || subscriber.families.includes(event.family) || subscriber.events.includes(at);

  /** A test of events for each filter that is set. */
  const tests = () => {
    const set = [];
    const family = place("families", chosen("family"));
    if (family >= 0) set.push((event) => event.family === family);
    const publisher = place("publishers", chosen("publisher"));
    if (publisher >= 0) set.push((event) => event.publishers.includes(publisher));
    const key = place("keys", chosen("key"));
    if (key >= 0) set.push((event) => event.keys.includes(key));
    const subscriber = chosen("subscriber");
    if (subscriber === "-") {
      set.push((event, at) => !catalog.subscribers.some((it) => consumes(it, event, at)));
    } else if (subscriber !== "") {
      const it = catalog.subscribers[place("subscribers", subscriber)];
      set.push((event, at) => it !== undefined && consumes(it, event, at));
    }
    if (chosen("deprecated") === "hide") set.push((event) => !event.deprecated);
    if (chosen("deprecated") === "only") set.push((event) => event.deprecated === true);
    return set;
  };

  const span = (className, ...content) => {
    const shown = document.createElement("span");
    shown.className = className;
    shown.append(...content);
    return shown;
  };

  const link = (className, it, wanted) => {
    const shown = document.createElement("a");
    shown.className = className;
    shown.href = it.page;
    shown.append(search.marked(it.name, wanted));
    return shown;
  };

  const row = (it, wanted) => {
    const event = catalog.events[it.at];
    const shown = document.createElement("li");
    const name = span("name", span("family", `${catalog.families[event.family].name}.`), link("to event", event, wanted));
    if (event.deprecated) name.append(" ", span("badge bad", "deprecated"));
    const when = span("when", search.marked(event.when, wanted));
    when.dir = "auto";
    if (it.field) {
      const field = document.createElement("code");
      field.append(search.marked(it.field, wanted));
      when.append(" ", span("in-field", "field ", field));
    }
    shown.append(name, when);
    return shown;
  };

  const other = (it, wanted) => {
    const shown = document.createElement("li");
    shown.append(span("muted", `${it.kind} `), link(`to ${it.kind}`, search.item(it), wanted));
    return shown;
  };

  let all = [];
  const showRows = (most) => {
    const wanted = query.value.trim();
    results.replaceChildren(...all.slice(0, most).map((it) => row(it, wanted)));
    more.hidden = all.length <= most;
    more.textContent = `Show all ${all.length}`;
  };

  const show = () => {
    const wanted = query.value.trim();
    const set = tests();
    const isActive = wanted !== "" || set.length > 0;
    families.hidden = isActive;
    found.hidden = !isActive;
    reset.hidden = !isActive;
    if (!isActive) {
      results.replaceChildren();
      others.replaceChildren();
      return;
    }
    all = search.events(wanted).filter(({ at }) => set.every((test) => test(catalog.events[at], at)));
    count.textContent = all.length === 1 ? "1 event" : `${all.length} events`;
    others.replaceChildren(...(set.length > 0 ? [] : search.others(wanted).slice(0, 8).map((it) => other(it, wanted))));
    showRows(FIRST);
  };

  /** The search as part of the URL, so that it can be bookmarked and shared. */
  const remember = () => {
    const state = new URLSearchParams();
    if (query.value.trim() !== "") state.set("q", query.value.trim());
    for (const select of selects) if (select.value !== "") state.set(select.name, select.value);
    history.replaceState(null, "", `#${state}`);
  };

  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    query.value = state.get("q") ?? "";
    for (const select of selects) {
      select.value = state.get(select.name) ?? "";
      // Ignore names that are not in the catalog.
      if (select.selectedIndex < 0) select.value = "";
    }
    show();
  };

  const links = () => [...results.querySelectorAll("a")];
  const move = (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && at + 1 < all.length) all[at + 1].focus();
    else if (event.key === "ArrowUp" && at === 0) query.focus();
    else if (event.key === "ArrowUp" && at > 0) all[at - 1].focus();
    else return;
    event.preventDefault();
  };

  form.addEventListener("input", () => {
    show();
    remember();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    query.value = "";
    for (const select of selects) select.value = "";
    show();
    remember();
    query.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    (links()[0] ?? others.querySelector("a"))?.click();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(event);
    else if (event.key === "Escape") form.reset();
  });
  results.addEventListener("keydown", (event) => {
    if (event.key === "Escape") query.focus();
    else move(event);
  });
  more.addEventListener("click", () => {
    showRows(all.length);
    links()[FIRST]?.focus();
  });
  // A fragment for a place on the page is not a search.
  addEventListener("hashchange", () => {
    if (location.hash === "" || location.hash.includes("=")) restore();
  });
  restore();
})();
