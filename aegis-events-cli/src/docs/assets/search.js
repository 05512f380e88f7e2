"use strict";

// Full text search in the catalog. All words must match; the place of a match determines the rank.
const search = (() => {
  // Lower is better. Names count before fields, fields before prose.
  const RANK = { name: 0, start: 1, inside: 2, former: 3, field: 4, when: 5, doc: 6, fieldDoc: 7 };
  const NOUNS = { families: "family", publishers: "publisher", subscribers: "subscriber", keys: "key", types: "type" };

  let entries = null;

  /** The searched parts of an item, each with its rank. */
  const entry = (kind, at, name, texts) => ({ kind, at, name: name.toLowerCase(), texts });

  const prepare = (catalog) => {
    const events = catalog.events.map((event, at) => {
      const path = `${catalog.families[event.family].name}.${event.name}`;
      const texts = [[RANK.former, path.toLowerCase()]];
      for (const was of event.was ?? []) texts.push([RANK.former, was.toLowerCase()]);
      for (const [name, type, doc] of event.fields) {
        texts.push([RANK.field, `${name} ${type}`.toLowerCase(), name]);
        if (doc) texts.push([RANK.fieldDoc, doc.toLowerCase(), name]);
      }
      texts.push([RANK.when, event.when.toLowerCase()]);
      if (event.doc) texts.push([RANK.doc, event.doc.toLowerCase()]);
      return entry("event", at, event.name, texts);
    });
    const others = Object.entries(NOUNS).flatMap(([list, noun]) =>
      catalog[list].map((it, at) => entry(noun, at, it.name, it.doc ? [[RANK.doc, it.doc.toLowerCase()]] : [])),
    );
    return { events, others };
  };

  const index = () => (entries ??= prepare(window.catalog));

  /** The best match of a word and its field; null without a match. */
  const rankOfWord = (it, word) => {
    if (it.name === word) return { rank: RANK.name };
    if (it.name.startsWith(word)) return { rank: RANK.start };
    if (it.name.includes(word)) return { rank: RANK.inside };
    let best = null;
    for (const [rank, text, field] of it.texts) {
      if ((best === null || rank < best.rank) && text.includes(word)) best = { rank, field };
    }
    return best;
  };

  const match = (it, words) => {
    let rank = 0;
    let field;
    for (const word of words) {
      const found = rankOfWord(it, word);
      if (!found) return null;
      rank += found.rank;
      field ??= found.field;
    }
    return { kind: it.kind, at: it.at, rank, field };
  };

  const words = (query) => query.toLowerCase().split(/\s+/).filter((word) => word !== "");

  /** Best first; equal ones in catalog order. */
  const find = (list, query) => {
    const wanted = words(query);
    const found = list.map((it) => match(it, wanted)).filter((it) => it !== null);
    return found.sort((one, two) => one.rank - two.rank);
  };

  /** An element with the text and its matches marked. */
  const marked = (text, query) => {
    const shown = document.createElement("span");
    const lower = text.toLowerCase();
    const starts = words(query)
      .map((word) => [lower.indexOf(word), word.length])
      .filter(([at]) => at >= 0)
      .sort(([one], [two]) => one - two);
    let done = 0;
    // Offsets are invalid if lower case has another length.
    for (const [at, length] of lower.length === text.length ? starts : []) {
      if (at < done) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(at, at + length);
      shown.append(text.slice(done, at), mark);
      done = at + length;
    }
    shown.append(text.slice(done));
    return shown;
  };

  /** The item in the catalog. */
  const item = ({ kind, at }) => {
    const list = kind === "event" ? "events" : Object.keys(NOUNS).find((it) => NOUNS[it] === kind);
    return window.catalog[list][at];
  };

  return {
    events: (query) => find(index().events, query),
    others: (query) => find(index().others, query),
    item,
    marked,
    /** The path to the site's root. */
    root: document.documentElement.dataset.root,
  };
})();
