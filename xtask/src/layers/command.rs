//! The order of the command `aegis-events`.

use super::table::{Crate, ModuleOrder, module};

/// The command: what several subcommands need, then a module for each subcommand.
pub(super) const COMMAND: ModuleOrder = ModuleOrder {
    folder: "aegis-events-cli/src",
    owner: Some(Crate {
        folder: "aegis-events-cli",
        what: "the command `aegis-events`: what several subcommands need, then a module for each subcommand",
        forbidden: &["aegis-events-macros"],
    }),
    layers: &[
        &[
            module("difference", ""),
            module("info", ""),
            module("out", "results and errors: text, JSON, GitHub annotations, exit codes"),
            module("syntax", ""),
        ],
        &[module("output", "files that are written")],
        &[
            module("input", "catalogs from files, folders and git revisions"),
            module("names", ""),
            module("payload", "JSON payloads, checked by a catalog"),
            module("runtime", ""),
            module("show", "events as a table, CSV or JSON lines"),
        ],
        &[module("rule", "the rules that a finding can name"), module("store", "histories: addresses, filters")],
        &[module("finding", "findings for people, programs and GitHub")],
        &[
            module("audit", ""),
            module("check", ""),
            module("completions", ""),
            module("dead_letters", ""),
            module("diff", ""),
            module("docs", "the site that documents a catalog"),
            module("export", ""),
            module("fmt", ""),
            module("history", ""),
            module("ls_rules", ""),
            module("new", ""),
            module("sql", ""),
            module("stats", ""),
            module("tail", ""),
            module("verify_store", ""),
        ],
    ],
    exceptions: &[],
};
