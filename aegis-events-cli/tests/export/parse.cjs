// Parses `asyncapi.json` with the official parser, and says what it found.
"use strict";
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync("asyncapi.json", "utf8")).then(({ document, diagnostics }) => {
  const errors = diagnostics.filter(({ severity }) => severity === 0).map(({ message, path }) => `${path.join(".")}: ${message}`);
  const found = { errors, channels: document?.channels().length ?? 0, operations: document?.operations().length ?? 0 };
  console.log(JSON.stringify(found));
});
