//! The reference page, from the same descriptions as the reader and the error messages.

use std::fmt::Write;

use super::all::{SectionPage, sections};
use crate::settings::Variables;

const HEAD: &str = "\
# Configuration

One file, `aegis-config.yaml`, belongs to the host application. Its sections below configure this library; other sections are ignored. A key
that is not given has its default. An unknown key or a bad value is an error with file, line, key and allowed values; all errors are reported
together.

`Config::from_yaml_file` reads the file and needs the feature `yaml`. Without it, `Config::from_environment` reads only the environment.

Every key has an environment variable, which takes precedence over the file. A variable with the prefix of a section that is none of its keys is
an error.

Times are whole numbers with one of the units `ms`, `s`, `m`, `h` and `d`; sizes have `B`, `KiB`, `MiB` or `GiB`. Aliases (`*name`) are not
followed in these sections. In environment variables, the items of a list are separated by commas.

A secret can be in a file, named by the key that ends in `_file`. The newline at the end of that file is ignored, and a file that every user of
the machine can read leads to a warning. Either key's environment variable replaces both keys of the file. No message shows a secret. Paths are
absolute or relative to the working directory.

`recorder.url` switches recording on, and `audit.path` the audit log. Servers listen on loopback by default; `enabled: false` switches them off.

An example with every default: [aegis-config.example.yaml](aegis-config.example.yaml).

This page is written by `aegis_events::config::reference`; a test compares it.
";

/// The reference of every section that this build knows, in Markdown.
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    // Writing to a `String` cannot fail.
    for SectionPage { name, about, keys } in sections() {
        let _ = write!(page, "\n## `{name}`\n\n{about}\n\n");
        page.push_str("| key | default | allowed | environment variable |\n|---|---|---|---|\n");
        for key in keys {
            let default = key.default.map_or_else(|| "none".into(), |default| format!("`{default}`"));
            let variable = Variables::name(name, key.name);
            let _ = writeln!(page, "| `{}` | {default} | {} | `{variable}` |", key.name, key.allowed);
        }
    }
    page
}
