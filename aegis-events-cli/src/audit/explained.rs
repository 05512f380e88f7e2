//! Errors of the audit log as text: with their sources and help.

use std::error::Error;

pub(super) fn explained<'a>(error: &dyn Error, help: impl Into<Option<&'a str>>) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(&format!(": {source}"));
        next = source.source();
    }
    if let Some(help) = help.into() {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}
