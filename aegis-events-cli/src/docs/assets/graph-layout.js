"use strict";

// The layout of the graph: visible nodes and edges, and their positions.
//
// Three columns: publishers, events (or whole families), subscribers. The state determines what is visible:
//   expanded  indices of families whose events are shown
//   focus     null, or { kind, at }: only this node and its neighbours are visible
//   query     only events whose path, publisher or subscriber contains it
//   delivery  "", "live", "lossless", "durable": only events with this delivery; "-": only events without subscriber
//
// Subscribers of everything are on top, with marked edges.
const graphLayout = (() => {
  const ROW = 34;
  const GAP_OF_FAMILIES = 12;
  const TOP = 34;

  const consumersOf = (catalog) => {
    const consumers = catalog.events.map(() => []);
    const ofFamily = catalog.families.map(() => []);
    catalog.events.forEach((event, at) => ofFamily[event.family].push(at));
    catalog.subscribers.forEach((it, subscriber) => {
      const events = it.everything ? consumers.keys() : [...it.families.flatMap((family) => ofFamily[family]), ...it.events];
      for (const at of events) if (consumers[at].at(-1) !== subscriber) consumers[at].push(subscriber);
    });
    return consumers;
  };

  /** Whether an event is visible, and which of its consumers. */
  const filtered = (catalog, consumers, state) => {
    const query = state.query.trim().toLowerCase();
    const has = (text) => text.toLowerCase().includes(query);
    const seen = new Map();
    catalog.events.forEach((event, at) => {
      let shown = consumers[at];
      if (state.delivery === "-" && shown.length > 0) return;
      if (state.delivery !== "" && state.delivery !== "-") {
        shown = shown.filter((it) => catalog.subscribers[it].delivery === state.delivery);
        if (shown.length === 0) return;
      }
      if (query !== "") {
        const path = `${catalog.families[event.family].name}.${event.name}`;
        const people = event.publishers.some((it) => has(catalog.publishers[it].name));
        if (!has(path) && !people && !shown.some((it) => has(catalog.subscribers[it].name))) return;
      }
      seen.set(at, { publishers: event.publishers, subscribers: shown });
    });
    return focused(catalog, seen, state.focus);
  };

  const focused = (catalog, seen, focus) => {
    if (focus === null) return seen;
    const near = new Map();
    for (const [at, ends] of seen) {
      const event = catalog.events[at];
      if (focus.kind === "event" && at === focus.at) near.set(at, ends);
      if (focus.kind === "family" && event.family === focus.at) near.set(at, ends);
      if (focus.kind === "publisher" && ends.publishers.includes(focus.at)) near.set(at, { ...ends, publishers: [focus.at] });
      if (focus.kind === "subscriber" && ends.subscribers.includes(focus.at)) near.set(at, { ...ends, subscribers: [focus.at] });
    }
    return near;
  };

  const id = (kind, at) => `${kind}/${at}`;

  /** The distance between families: a minimum, or the room that the taller outer column leaves. */
  const gap = (seen, rows, families) => {
    const ends = [...seen.values()];
    const publishers = new Set(ends.flatMap((it) => it.publishers)).size;
    const subscribers = new Set(ends.flatMap((it) => it.subscribers)).size;
    const left = (Math.max(publishers, subscribers) - rows) * ROW;
    return Math.max(GAP_OF_FAMILIES, left / Math.max(1, families - 1));
  };

  /** The nodes of the middle column, top down, and the node of each event. */
  const middle = (catalog, seen, state) => {
    const nodes = [];
    const standsFor = new Map();
    let y = TOP;
    const byFamily = new Map();
    for (const at of seen.keys()) {
      const family = catalog.events[at].family;
      if (!byFamily.has(family)) byFamily.set(family, []);
      byFamily.get(family).push(at);
    }
    const alone = state.focus?.kind === "event";
    const rows = [...byFamily].reduce((sum, [family, of]) => sum + 1 + (state.expanded.has(family) ? of.length : 0), 0);
    const apart = gap(seen, rows, byFamily.size);
    for (const [family, events] of byFamily) {
      const expanded = alone || state.expanded.has(family);
      const node = { id: id("family", family), kind: "family", at: family, column: 1, y, events: events.length, expanded };
      if (!alone) {
        nodes.push(node);
        y += ROW;
      }
      for (const at of events) standsFor.set(at, expanded ? id("event", at) : node.id);
      if (expanded) {
        for (const at of events) {
          nodes.push({ id: id("event", at), kind: "event", at, column: 1, y });
          y += ROW;
        }
      }
      y += apart;
    }
    return { nodes, standsFor };
  };

  const edges = (catalog, seen, standsFor) => {
    const all = new Map();
    const add = (from, to, delivery, everything) => {
      const name = `${from} ${to}`;
      const edge = all.get(name);
      if (edge) edge.weight += 1;
      else all.set(name, { from, to, weight: 1, delivery, everything });
    };
    for (const [at, ends] of seen) {
      const node = standsFor.get(at);
      for (const publisher of ends.publishers) add(id("publisher", publisher), node, "", false);
      for (const at of ends.subscribers) {
        const { delivery, everything } = catalog.subscribers[at];
        add(node, id("subscriber", at), delivery, everything);
      }
    }
    return [...all.values()];
  };

  /** Nodes of an outer column, each centred on its neighbours, without overlaps. */
  const outer = (kind, column, all, yOf) => {
    const ys = new Map();
    for (const { from, to, everything } of all) {
      const [own, other] = column === 0 ? [from, to] : [to, from];
      if (!own.startsWith(`${kind}/`)) continue;
      if (!ys.has(own)) ys.set(own, []);
      ys.get(own).push(everything ? 0 : yOf.get(other));
    }
    const nodes = [...ys].map(([name, of]) => ({
      id: name,
      kind,
      at: Number(name.split("/")[1]),
      column,
      y: of.reduce((sum, y) => sum + y, 0) / of.length,
    }));
    nodes.sort((one, two) => one.y - two.y || one.at - two.at);
    spread(nodes);
    return nodes;
  };

  /** Blocks of touching nodes, each centred on the mean of the nodes' targets. */
  const spread = (nodes) => {
    const blocks = [];
    for (const node of nodes) {
      let block = { nodes: [node], sum: node.y };
      const top = (it) => Math.max(TOP, it.sum / it.nodes.length - ((it.nodes.length - 1) * ROW) / 2);
      while (blocks.length > 0) {
        const above = blocks.at(-1);
        if (top(above) + above.nodes.length * ROW <= top(block)) break;
        blocks.pop();
        block = { nodes: [...above.nodes, ...block.nodes], sum: above.sum + block.sum };
      }
      block.top = top(block);
      blocks.push(block);
    }
    for (const { nodes: touching, top } of blocks) touching.forEach((node, at) => (node.y = top + at * ROW));
  };

  return {
    consumersOf,
    id,
    /** The visible events. */
    seen: (catalog, consumers, state) => [...filtered(catalog, consumers, state).keys()],
    of(catalog, consumers, state) {
      const seen = filtered(catalog, consumers, state);
      const { nodes, standsFor } = middle(catalog, seen, state);
      const all = edges(catalog, seen, standsFor);
      const yOf = new Map(nodes.map((node) => [node.id, node.y]));
      nodes.push(...outer("publisher", 0, all, yOf), ...outer("subscriber", 2, all, yOf));
      const height = nodes.reduce((most, node) => Math.max(most, node.y), 0) + ROW;
      return { nodes, edges: all, height, events: seen.size };
    },
  };
})();
