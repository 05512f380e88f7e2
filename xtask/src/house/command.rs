//! The ladder of the command `aegis-events`.

use super::row::{Crate, Ladder, room};

/// The command: what several subcommands need, then a module for each subcommand.
pub(super) const COMMAND: Ladder = Ladder {
    folder: "aegis-events-cli/src",
    owner: Some(Crate {
        folder: "aegis-events-cli",
        what: "the command `aegis-events`: what several subcommands need, then a module for each subcommand",
        forbidden: &["aegis-events-macros"],
    }),
    rungs: &[
        &[
            room("difference", ""),
            room("info", ""),
            room("out", "results and errors: text, JSON, GitHub annotations, exit codes"),
            room("syntax", ""),
        ],
        &[room("output", "files that are written")],
        &[
            room("input", "catalogs from files, folders and git revisions"),
            room("names", ""),
            room("payload", "JSON payloads, checked by a catalog"),
            room("runtime", ""),
            room("show", "events as a table, CSV or JSON lines"),
        ],
        &[room("rule", "the rules that a finding can name"), room("store", "histories: addresses, filters")],
        &[room("finding", "findings for people, programs and GitHub")],
        &[
            room("audit", ""),
            room("check", ""),
            room("completions", ""),
            room("dead_letters", ""),
            room("diff", ""),
            room("docs", "the site that documents a catalog"),
            room("export", ""),
            room("fmt", ""),
            room("history", ""),
            room("ls_rules", ""),
            room("new", ""),
            room("sql", ""),
            room("stats", ""),
            room("tail", ""),
            room("verify_store", ""),
        ],
    ],
    exceptions: &[],
};
