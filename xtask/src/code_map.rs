//! The code map of ARCHITECTURE.md, written from the [layers](crate::layers).

use std::fs;

use anyhow::{Context, Result};

use crate::layers::{ModuleOrder, ORDERS, PLACES};
use crate::run::root;
use crate::tidy::Finding;

const FILE: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- code map: written by `cargo xtask codegen` from xtask/src/layers/ -->\n";
const END: &str = "<!-- end of the code map -->\n";

/// Writes the map into ARCHITECTURE.md.
pub(crate) fn write() -> Result<()> {
    let path = root().join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {FILE}"))?;
    let text = renewed(&text).with_context(|| format!("{FILE} has no place for the code map: {BEGIN}"))?;
    fs::write(&path, text).with_context(|| format!("cannot write {FILE}"))
}

/// Whether ARCHITECTURE.md has the map as it is now.
pub(crate) fn check(text: &str) -> Option<Finding> {
    (renewed(text).as_deref() != Some(text))
        .then(|| Finding::new(FILE, 1, "the code map is out of date", "run `cargo xtask codegen`"))
}

/// A text with the map between the two marks; none where a mark is missing.
fn renewed(text: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", map()))
}

fn map() -> String {
    let mut lines = vec!["| folder | what it is | knows nothing of |".to_owned(), "|---|---|---|".to_owned()];
    for order in ORDERS {
        if let Some(owner) = &order.owner {
            lines.push(row(&format!("{}/", owner.folder), owner.what, &code(owner.forbidden)));
        }
        for (at, layer) in order.layers.iter().enumerate() {
            for module in layer.iter().filter(|module| !module.what.is_empty()) {
                lines.push(row(&format!("{}/{}", order.folder, module.name), module.what, &above(order, at)));
            }
        }
    }
    lines.extend(PLACES.iter().map(|place| row(place.folder, place.what, "")));
    lines.join("\n")
}

fn row(folder: &str, what: &str, knows_nothing_of: &str) -> String {
    format!("| `{folder}` | {what} | {knows_nothing_of} |")
}

/// The layers above one, by the names of the next.
fn above(order: &ModuleOrder, at: usize) -> String {
    let Some((next, higher)) = order.layers[at + 1..].split_first() else { return String::new() };
    let next: Vec<&str> = next.iter().map(|module| module.name).collect();
    let next = if next.len() > 4 { format!("{} and the others of its layer", code(&next[..1])) } else { code(&next) };
    if higher.is_empty() { next } else { format!("{next} and everything above") }
}

fn code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, check, renewed};

    #[test]
    fn an_old_map_is_a_finding_and_is_replaced() {
        let old = format!("# Title\n\n{BEGIN}old\n{END}\nthe rest\n");
        assert_eq!(
            check(&old).map(|finding| finding.to_string()).as_deref(),
            Some("ARCHITECTURE.md:1: the code map is out of date\n  help: run `cargo xtask codegen`")
        );
        let new = renewed(&old).unwrap();
        assert_eq!(check(&new), None);
        assert!(new.starts_with("# Title\n") && new.ends_with("\nthe rest\n"));
        // What a module knows nothing of follows from the order.
        assert!(new.contains(
            "| `aegis-events/src/envelope` | what the bus knows about an event: `Envelope`, `EventId`, `Origin` \
             | `bus` and everything above |"
        ));
    }
}
