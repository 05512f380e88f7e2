//! The folders of the code map that have no order.

use super::table::Place;

/// In the order of the code map, after the crates.
pub(crate) const PLACES: &[Place] = &[
    place("catalog.toml", "the AEGIS catalog; `aegis-events/catalog.toml` is a link to it, so that it is packaged"),
    place("aegis-events/proto/", "the gRPC service; `cargo xtask codegen` writes the Rust code for it"),
    place("aegis-events/tests/history/", "the history on both databases"),
    place("aegis-events/tests/faults/", "real servers and files that are killed, cut off, filled up and damaged"),
    place(
        "tests/",
        "from the outside: `ui/` compile errors, `it/` events end to end, `pages/` the Rust blocks of README and \
         docs, `src/` generated code in unusual places, `renamed/` a renamed dependency",
    ),
    place("tests/servers/", "private PostgreSQL servers for tests, which end with the test's process"),
    place("examples/orchestrator/", "the example application: seventeen components, each with its own publisher"),
    place("xtask/", "`cargo xtask test`, `bless`, `codegen`, `tidy`; `src/layers/` holds these tables"),
    place("docs/", "pages for users; `catalog.md`, `configuration.md` and `diff.md` are generated; `decisions/`"),
];

const fn place(folder: &'static str, what: &'static str) -> Place {
    Place { folder, what }
}
