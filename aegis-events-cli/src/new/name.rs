//! Names of projects: valid for cargo and for a catalog.

use aegis_events_catalog::identifier;

use crate::out::Failure;

/// Crates of Rust or of the project; a package with such a name would hide them.
const CRATES: &[&str] =
    &["std", "core", "alloc", "proc-macro", "proc_macro", "test", "aegis-events", "chrono", "tokio"];
/// Folders that cargo creates.
const FOLDERS: &[&str] = &["deps", "build", "examples", "incremental"];
/// Device names of Windows.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Refuse names that cargo refuses or warns about.
pub(super) fn check(name: &str) -> Result<(), Failure> {
    let well_formed = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
    let taken_by = [(CRATES, "another crate"), (FOLDERS, "a folder of cargo's"), (DEVICES, "a device on Windows")];
    let reason = if !well_formed {
        "it must start with a lower-case letter and contain only lower-case letters, digits, `-` and `_`".to_owned()
    } else if is_keyword(name) {
        "it is a Rust keyword".to_owned()
    } else if let Some((_, owner)) = taken_by.into_iter().find(|(names, _)| names.contains(&name)) {
        format!("it is the name of {owner}")
    } else {
        return Ok(());
    };
    let way_out = match nearest(name) {
        Some(allowed) => format!("use `--name {allowed}`, or choose another folder"),
        None => "choose another name with `--name`, or another folder".to_owned(),
    };
    Err(Failure::new(format!("`{name}` cannot name a project: {reason}\n  {way_out}")))
}

/// The name in lower case, with `-` for invalid characters, if that is valid.
fn nearest(name: &str) -> Option<String> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let allowed = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    (allowed != name && name.is_ascii() && check(&allowed).is_ok()).then_some(allowed)
}

fn is_keyword(name: &str) -> bool {
    identifier(name) != name || ["crate", "self", "super"].contains(&name)
}
