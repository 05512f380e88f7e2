//! The ladders of the crates that run when a catalog is compiled.

use super::row::{Crate, Ladder, room};

/// Small crates for several others, which depend on none of ours.
pub(super) const SUGGEST: Ladder = Ladder {
    folder: "aegis-events-suggest/src",
    owner: Some(Crate {
        folder: "aegis-events-suggest",
        what: "\"did you mean\": the known word that is closest to an unknown one",
        forbidden: OURS,
    }),
    rungs: &[],
    exceptions: &[],
};
pub(super) const SQL: Ladder = Ladder {
    folder: "aegis-events-sql/src",
    owner: Some(Crate {
        folder: "aegis-events-sql",
        what: "scalars to SQL types, for both databases",
        forbidden: OURS,
    }),
    rungs: &[
        &[room("sql_type", "SQL types, by their names in both databases")],
        &[room("envelope", "the columns that every history has, and their order in tables and views")],
    ],
    exceptions: &[],
};

const OURS: &[&str] = &["aegis-events", "aegis-events-catalog", "aegis-events-macros"];

/// `aegis-events-catalog`: `source → parse → declare → lower → check`.
pub(super) const CATALOG: Ladder = Ladder {
    folder: "aegis-events-catalog/src",
    owner: Some(Crate {
        folder: "aegis-events-catalog",
        what: "the format of catalogs: every check, every message",
        forbidden: &["syn", "quote", "proc-macro2", "tokio"],
    }),
    rungs: &[
        &[
            room("keys", "the keys of the file format, in one table"),
            room("source", "a catalog's text, and places in it"),
            room("words", ""),
        ],
        &[room("model", "the checked catalog: `CheckedCatalog`")],
        &[room("problem", "every message, in one table: `Code`, excerpts, fixes")],
        &[room("parse", "text to a tree; it never fails, and reports problems")],
        &[room("declare", "the tree to declarations")],
        &[room("lower", "names resolved")],
        &[room("check", "contradictions found")],
        &[room("read", "all of these in one call: `read`")],
        &[
            room("diff", "two catalogs compared: `Rule`s, who is affected, waivers; feature `diff`"),
            room("reference", "`docs/catalog.md`, written from the tables"),
        ],
    ],
    exceptions: &[],
};

/// `aegis-events-macros`: what comes in, then the code that goes out.
pub(super) const MACROS: Ladder = Ladder {
    folder: "aegis-events-macros/src",
    owner: Some(Crate {
        folder: "aegis-events-macros",
        what: "`#[domain_events]` and `#[domain_event]`: a checked catalog to Rust code",
        forbidden: &["aegis-events", "tokio", "serde"],
    }),
    rungs: &[
        &[room("problems", "")],
        &[room("args", "the arguments of the attributes"), room("locate", "where the catalog is")],
        &[room("input", "the annotated enum or struct"), room("load", "the catalog, read and checked")],
        &[room("expand", "the checked catalog to code; it cannot fail")],
    ],
    exceptions: &[],
};
