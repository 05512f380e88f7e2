//! The orders of the crates that run when a catalog is compiled.

use super::table::{Crate, ModuleOrder, module};

/// Small crates for several others, which depend on none of ours.
pub(super) const SUGGEST: ModuleOrder = ModuleOrder {
    folder: "aegis-events-suggest/src",
    owner: Some(Crate {
        folder: "aegis-events-suggest",
        what: "\"did you mean\": the known word that is closest to an unknown one",
        forbidden: OURS,
    }),
    layers: &[],
    exceptions: &[],
};
pub(super) const SQL: ModuleOrder = ModuleOrder {
    folder: "aegis-events-sql/src",
    owner: Some(Crate {
        folder: "aegis-events-sql",
        what: "SQL types, and the columns that every history has, for both databases",
        forbidden: OURS,
    }),
    layers: &[
        &[module("sql_type", "SQL types, by their names in both databases")],
        &[module("envelope", "the columns that every history has, and their order in tables and views")],
    ],
    exceptions: &[],
};

const OURS: &[&str] = &["aegis-events", "aegis-events-catalog", "aegis-events-macros"];

/// `aegis-events-catalog`: `source → parse → declare → lower → check`.
pub(super) const CATALOG: ModuleOrder = ModuleOrder {
    folder: "aegis-events-catalog/src",
    owner: Some(Crate {
        folder: "aegis-events-catalog",
        what: "the format of catalogs: every check, every message",
        forbidden: &["syn", "quote", "proc-macro2", "tokio"],
    }),
    layers: &[
        &[
            module("keys", "the keys of the file format, in one table"),
            module("source", "a catalog's text, and places in it"),
            module("words", ""),
        ],
        &[module("model", "the checked catalog: `CheckedCatalog`")],
        &[module("problem", "every message, in one table: `Code`, excerpts, fixes")],
        &[module("parse", "text to a tree; it never fails, and reports problems")],
        &[module("declare", "the tree to declarations")],
        &[module("lower", "names resolved")],
        &[module("check", "contradictions found")],
        &[module("read", "all of these in one call: `read`")],
        &[
            module("diff", "two catalogs compared: `Rule`s, who is affected, waivers; feature `diff`"),
            module("reference", "`docs/catalog.md`, written from the tables"),
        ],
    ],
    exceptions: &[],
};

/// `aegis-events-macros`: what comes in, then the code that goes out.
pub(super) const MACROS: ModuleOrder = ModuleOrder {
    folder: "aegis-events-macros/src",
    owner: Some(Crate {
        folder: "aegis-events-macros",
        what: "`#[domain_events]` and `#[domain_event]`: a checked catalog to Rust code",
        forbidden: &["aegis-events", "tokio", "serde"],
    }),
    layers: &[
        &[module("problems", "")],
        &[module("args", "the arguments of the attributes"), module("locate", "where the catalog is")],
        &[module("input", "the annotated enum or struct"), module("load", "the catalog, read and checked")],
        &[module("expand", "the checked catalog to code; it cannot fail")],
    ],
    exceptions: &[],
};
