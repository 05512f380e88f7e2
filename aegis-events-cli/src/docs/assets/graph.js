"use strict";

// The graph page: draws the layout, keeps the focus in the URL, and describes it in the panel.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const BOX = 26;
  const NARROWEST = 640;
  const WIDEST_BOX = 270;
  // The panel counts more names than this instead of listing them.
  const MOST_NAMES = 40;
  // Up to this many events of the focus are shown one by one.
  const MOST_EVENTS = 40;
  const LISTS = { publisher: "publishers", family: "families", event: "events", subscriber: "subscribers" };
  const TITLES = ["Publishers", "Events", "Subscribers"];

  const catalog = window.catalog;
  const consumers = graphLayout.consumersOf(catalog);
  const canvas = document.getElementById("graph");
  const panel = document.getElementById("graph-panel");
  const query = document.getElementById("graph-query");
  const delivery = document.getElementById("graph-delivery");
  /** The expanded families of the whole graph. */
  const open = new Set();
  const state = { expanded: open, focus: null, query: "", delivery: "" };
  document.getElementById("graph-tools").hidden = false;

  const item = ({ kind, at }) => catalog[LISTS[kind]][at];
  /** A name that is unique among its kind, as in the URL. */
  const path = (node) => {
    const { name, family } = item(node);
    return node.kind === "event" ? `${catalog.families[family].name}.${name}` : name;
  };
  const address = (node) => `#${node.kind}/${path(node)}`;

  const element = (name, attributes, ...content) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  const html = (name, attributes, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  // ── drawing ─────────────────────────────────────────────────────────────────────────────────────

  let drawn = null;

  /** Without its padding. */
  const room = () => {
    const style = getComputedStyle(canvas);
    return Math.max(NARROWEST, canvas.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
  };

  const cut = (text, width) => {
    const most = Math.max(4, Math.floor((width - 26) / 7.3));
    return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  };

  const label = (node) => {
    const noun = node.kind === "family" ? `family, ${node.events} ${node.events === 1 ? "event" : "events"}` : node.kind;
    return `${path(node)}, ${noun}`;
  };

  /** Room for the other content of a box. */
  const taken = (node) => (node.kind === "family" ? 44 : node.kind === "subscriber" && item(node).everything ? 72 : 0);

  const drawNode = (node, x, width) => {
    const indent = node.kind === "event" && state.focus?.kind !== "event" ? 14 : 0;
    const isFocus = state.focus?.kind === node.kind && state.focus?.at === node.at;
    const group = element(
      "g",
      {
        class: `node ${node.kind}${isFocus ? " focus" : ""}`,
        transform: `translate(${x + indent} ${node.y - BOX / 2})`,
        role: "button",
        tabindex: "-1",
        "aria-label": label(node),
        "aria-pressed": String(isFocus),
        ...(node.kind === "family" ? { "aria-expanded": String(node.expanded) } : {}),
        "data-id": node.id,
      },
      element("title", {}, path(node)),
      element("rect", { width: width - indent, height: BOX, rx: 5 }),
      element("text", { x: 12, y: BOX / 2 }, cut(item(node).name, width - indent - taken(node))),
    );
    if (node.kind === "family") group.append(drawToggle(node, width));
    if (node.kind === "subscriber" && item(node).everything) {
      group.append(element("text", { class: "all", x: width - 10, y: BOX / 2, "text-anchor": "end" }, "everything"));
    }
    return group;
  };

  /** Expand or collapse a family. Keys: `+` and `-` on the family itself. */
  const drawToggle = (node, width) =>
    element(
      "g",
      { class: "toggle", transform: `translate(${width - 48} 0)`, "data-toggle": node.at },
      element("title", {}, node.expanded ? "Hide its events" : "Show its events"),
      element("rect", { width: 48, height: BOX, rx: 5 }),
      element("text", { x: 40, y: BOX / 2, "text-anchor": "end" }, `${node.events} ${node.expanded ? "−" : "+"}`),
    );

  const drawEdge = (edge, ends) => {
    const { from, to } = ends;
    const bend = (to.x - from.x) / 2;
    return element("path", {
      class: `edge ${edge.delivery}${edge.everything && state.focus === null ? " all" : ""}`,
      d: `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`,
      "stroke-width": Math.min(5, 1 + Math.log2(edge.weight) / 2).toFixed(2),
      "data-from": edge.from,
      "data-to": edge.to,
    });
  };

  const draw = () => {
    const { nodes, edges, height, events } = graphLayout.of(catalog, consumers, state);
    const width = room();
    const box = Math.min(WIDEST_BOX, Math.floor(width * 0.27));
    const xs = [1, (width - box) / 2, width - box - 1];
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const lines = edges.map((edge) => {
      const from = byId.get(edge.from);
      const to = byId.get(edge.to);
      return drawEdge(edge, {
        from: { x: xs[from.column] + box, y: from.y },
        to: { x: xs[to.column] + (to.kind === "event" && state.focus?.kind !== "event" ? 14 : 0), y: to.y },
      });
    });
    const titles = TITLES.map((title, at) => element("text", { class: "title", x: xs[at] + 2, y: 8 }, title));
    const boxes = nodes.map((node) => drawNode(node, xs[node.column], box));
    const picture = element("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "picture" });
    picture.append(...titles, ...lines, ...boxes);
    const kept = document.activeElement?.dataset?.id;
    if (events === 0) canvas.replaceChildren(html("p", { class: "muted" }, "No event matches the filters."));
    else canvas.replaceChildren(picture);
    drawn = { nodes, byId, boxes: new Map(boxes.map((shown, at) => [nodes[at].id, shown])), lines };
    const current = drawn.boxes.get(kept) ?? drawn.boxes.get(focusId()) ?? boxes[0];
    current?.setAttribute("tabindex", "0");
    if (kept) current?.focus({ preventScroll: true });
    canvas.dataset.events = events;
    describe();
  };

  const focusId = () => (state.focus ? graphLayout.id(state.focus.kind, state.focus.at) : "");

  /** Highlight a node's edges and neighbours. */
  const mark = (id) => {
    canvas.classList.toggle("marking", id !== null);
    for (const box of drawn.boxes.values()) box.classList.toggle("near", box.dataset.id === id);
    for (const line of drawn.lines) {
      const near = line.dataset.from === id || line.dataset.to === id;
      line.classList.toggle("near", near);
      if (near) {
        drawn.boxes.get(line.dataset.from).classList.add("near");
        drawn.boxes.get(line.dataset.to).classList.add("near");
      }
    }
  };

  // ── the panel ───────────────────────────────────────────────────────────────────────────────────

  const names = (title, nodes) => {
    const list = html("ul", { class: "names" });
    for (const node of nodes.slice(0, MOST_NAMES)) {
      list.append(html("li", {}, html("a", { href: address(node), class: `to ${node.kind}` }, item(node).name)));
    }
    if (nodes.length > MOST_NAMES) list.append(html("li", { class: "muted" }, `and ${nodes.length - MOST_NAMES} more`));
    return [html("h3", {}, title), nodes.length > 0 ? list : html("p", { class: "muted" }, "None.")];
  };

  const legend = () => {
    const line = (kind, text) =>
      html("li", {}, element("svg", { width: 34, height: 10, "aria-hidden": "true" }, element("path", { class: `edge ${kind}`, d: "M0 5H34", "stroke-width": 2 })), ` ${text}`);
    return [
      html("h2", {}, "How to read it"),
      html("p", {}, "Publishers are on the left, their events in the middle, subscribers on the right."),
      html("p", {}, "Select an item to show only its neighbours. The number on a family shows its events."),
      html("ul", { class: "legend" }, line("live", "live"), line("lossless", "lossless"), line("durable", "durable")),
      html("p", { class: "muted" }, "Subscribers of everything are at the top, with faint lines."),
    ];
  };

  const describe = () => {
    if (state.focus === null) {
      panel.replaceChildren(...legend());
      return;
    }
    const it = item(state.focus);
    const own = focusId();
    const column = (at) => drawn.nodes.filter((node) => node.column === at && node.id !== own);
    const shown = [
      html("p", { class: "muted" }, state.focus.kind),
      html("h2", {}, path(state.focus)),
      html("p", {}, it.when ?? it.doc ?? ""),
      html("p", {}, html("a", { class: "open", href: it.page }, "Open its page")),
    ];
    if (state.focus.kind !== "publisher") shown.push(...names("Published by", column(0)));
    if (state.focus.kind !== "event") shown.push(...names("Events", column(1)));
    if (state.focus.kind !== "subscriber") shown.push(...names("Consumed by", column(2)));
    const back = html("button", { type: "button", class: "plain" }, "Back to the whole graph");
    back.addEventListener("click", () => focus(null));
    panel.replaceChildren(...shown, back);
  };

  // ── input ────────────────────────────────────────────────────────────────────────

  /** Through the URL, so that the browser's back button works. */
  const focus = (node) => {
    const wanted = node ? address(node) : "";
    if (wanted === location.hash) return;
    history.pushState(null, "", wanted === "" ? "#" : wanted);
    readAddress();
  };

  const readAddress = () => {
    const [kind, name] = location.hash.slice(1).split("/");
    const list = catalog[LISTS[kind]] ?? [];
    const at = list.findIndex((_, place) => path({ kind, at: place }) === name);
    state.focus = at < 0 ? null : { kind, at };
    state.expanded = open;
    if (state.focus !== null) {
      const seen = graphLayout.seen(catalog, consumers, state);
      state.expanded = new Set(seen.length > MOST_EVENTS ? [] : seen.map((event) => catalog.events[event].family));
    }
    draw();
    canvas.scrollTop = 0;
  };

  const toggle = (family) => {
    if (!state.expanded.delete(family)) state.expanded.add(family);
    draw();
  };

  const focusNode = (id) => {
    const box = drawn.boxes.get(id);
    if (!box) return;
    for (const other of drawn.boxes.values()) other.setAttribute("tabindex", "-1");
    box.setAttribute("tabindex", "0");
    box.focus();
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  /** The nearest node in a direction: up and down in its column, left and right among its neighbours. */
  const neighbour = (node, key) => {
    const down = key === "ArrowDown" ? 1 : -1;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const beyond = drawn.nodes.filter((it) => it.column === node.column && (it.y - node.y) * down > 0);
      return beyond.sort((one, two) => (one.y - two.y) * down)[0];
    }
    const column = node.column + (key === "ArrowRight" ? 1 : -1);
    const joined = new Set(drawn.lines.map((line) => line.dataset).flatMap(({ from, to }) => (from === node.id ? [to] : to === node.id ? [from] : [])));
    const there = drawn.nodes.filter((it) => it.column === column && joined.has(it.id));
    return there.sort((one, two) => Math.abs(one.y - node.y) - Math.abs(two.y - node.y))[0];
  };

  const nodeOf = (target) => drawn.byId.get(target.closest?.("[data-id]")?.dataset.id);

  canvas.addEventListener("click", (event) => {
    const toggled = event.target.closest("[data-toggle]");
    if (toggled) return toggle(Number(toggled.dataset.toggle));
    const node = nodeOf(event.target);
    if (node) focus(node);
  });
  canvas.addEventListener("keydown", (event) => {
    const node = nodeOf(event.target);
    if (event.key === "Escape") focus(null);
    else if (!node) return;
    else if (event.key === "Enter" || event.key === " ") focus(node);
    else if (node.kind === "family" && (event.key === "+" || event.key === "-")) {
      if (state.expanded.has(node.at) === (event.key === "-")) toggle(node.at);
    } else if (event.key.startsWith("Arrow")) focusNode(neighbour(node, event.key)?.id);
    else return;
    event.preventDefault();
  });
  for (const [began, ended] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    canvas.addEventListener(began, (event) => {
      const node = nodeOf(event.target);
      if (node) mark(node.id);
    });
    canvas.addEventListener(ended, () => mark(null));
  }

  query.addEventListener("input", () => {
    state.query = query.value;
    draw();
  });
  delivery.addEventListener("change", () => {
    state.delivery = delivery.value;
    draw();
  });
  document.getElementById("graph-tools").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("graph-expand").addEventListener("click", () => {
    for (const family of catalog.families.keys()) state.expanded.add(family);
    draw();
  });
  document.getElementById("graph-collapse").addEventListener("click", () => {
    state.expanded.clear();
    draw();
  });
  document.getElementById("graph-reset").addEventListener("click", () => {
    open.clear();
    state.query = query.value = "";
    state.delivery = delivery.value = "";
    focus(null);
    draw();
  });
  addEventListener("popstate", readAddress);
  addEventListener("hashchange", readAddress);
  new ResizeObserver(() => {
    if (String(room()) !== canvas.querySelector("svg")?.getAttribute("width")) draw();
  }).observe(canvas);
  readAddress();
})();
