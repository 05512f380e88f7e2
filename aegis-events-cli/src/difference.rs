//! The unified difference of two texts.

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The difference, without a final line break.
pub(crate) fn unified(path: &str, old: &str, new: &str) -> String {
    let difference = TextDiff::from_lines(old, new);
    let mut text = format!("--- {path}\n+++ {path}");
    for hunk in difference.unified_diff().context_radius(CONTEXT).iter_hunks() {
        text.push_str(&format!("\n{PLACE}{}{PLACE:#}", hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\r', '\n']);
            text.push_str(&match change.tag() {
                ChangeTag::Equal if line.is_empty() => "\n".to_owned(),
                ChangeTag::Equal => format!("\n {line}"),
                ChangeTag::Delete => format!("\n{REMOVED}-{line}{REMOVED:#}"),
                ChangeTag::Insert => format!("\n{ADDED}+{line}{ADDED:#}"),
            });
        }
    }
    text
}
