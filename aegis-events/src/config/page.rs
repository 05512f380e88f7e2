//! The reference page: every key from the one table that the reader goes by.

use std::fmt::Write;

use super::section::{FromSection, Key};
use super::sections::BusConfig;
use super::variables::Variables;
#[cfg(feature = "audit")]
use crate::audit::AuditConfig;
#[cfg(feature = "grpc")]
use crate::grpc::GrpcConfig;
use crate::history::HistoryConfig;
#[cfg(feature = "metrics")]
use crate::metrics::MetricsConfig;
#[cfg(feature = "reaper")]
use crate::reaper::ReaperConfig;

const HEAD: &str = "\
# Configuration

One file, `aegis-config.yaml`, belongs to the host application. The sections below are ours: an unknown key or a bad value in them is an
error that names file, line, key and what is allowed, all problems at once. Other sections are left alone. A key that is not given has its
default.

Every key can be given by an environment variable too, which is instead of what the file says. A variable whose name begins like those of a
section and is none of its keys is an error.

Times are whole numbers with one unit out of `ms`, `s`, `m`, `h` and `d`; sizes, with `B`, `KiB`, `MiB` or `GiB`. Aliases (`*name`) are not
followed in our sections. In environment variables, lists have commas between their items.

A secret can stand in a file of its own, named by the key that ends in `_file`: the newline at its end is no part of it, and a file that every
user of the machine can read leads to a warning. Given by the environment, in either way, it is instead of both keys of the file. Secrets are
in no message. Paths are absolute or from the folder that the program runs in.

What has no place of its own is switched on by giving it one: nothing is recorded without `recorder.url`, and there is no audit log without
`audit.path`. Servers listen on this machine unless told otherwise, and are switched off by `enabled: false`.

An example with every default: [aegis-config.example.yaml](aegis-config.example.yaml).

This page is written by `aegis_events::config::reference`; a test compares it.
";

/// A section as the page shows it.
pub(super) struct Shown {
    pub(super) name: &'static str,
    about: &'static str,
    pub(super) keys: &'static [Key],
}

/// The sections that this build knows.
pub(super) fn sections() -> Vec<Shown> {
    vec![
        shown::<BusConfig>(),
        shown::<Option<HistoryConfig>>(),
        #[cfg(feature = "audit")]
        shown::<Option<AuditConfig>>(),
        #[cfg(feature = "metrics")]
        shown::<MetricsConfig>(),
        #[cfg(feature = "grpc")]
        shown::<Option<GrpcConfig>>(),
        #[cfg(feature = "reaper")]
        shown::<ReaperConfig>(),
    ]
}

fn shown<S: FromSection>() -> Shown {
    Shown { name: S::NAME, about: S::ABOUT, keys: S::KEYS }
}

/// The reference of every section that this build knows, in Markdown.
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    // Writing to a `String` cannot fail.
    for Shown { name, about, keys } in sections() {
        let _ = write!(page, "\n## `{name}`\n\n{about}\n\n");
        page.push_str("| key | default | allowed | environment variable |\n|---|---|---|---|\n");
        for key in keys {
            let default = if key.default.is_empty() { "none".into() } else { format!("`{}`", key.default) };
            let rule = (key.rule)();
            let variable = Variables::name(name, key.name);
            let _ = writeln!(page, "| `{}` | {default} | {} | `{variable}` |", key.name, rule.allowed());
        }
    }
    page
}
