//! Tools that read text files.

use std::sync::Arc;

use aegis_events::bus::Cause;
use aegis_events::types::Json;
use serde_json::json;

use super::invocation::{INVALID_PARAMS, Invocation, ToolError};
use crate::storage::{AegisFsal, Caller, Files};

/// Bytes that a tool reads of one file.
const MOST_BYTES: usize = 1024 * 1024;

/// Maximum number of lines that a search returns.
const MOST_HITS: usize = 20;

/// The server of `text.*`.
pub(super) struct TextTools {
    fsal: Arc<AegisFsal>,
}

impl TextTools {
    pub(super) fn new(fsal: Arc<AegisFsal>) -> Self {
        Self { fsal }
    }

    pub(super) async fn count_words(&self, invocation: &Invocation, cause: Cause) -> Result<Json, ToolError> {
        let text = self.text(invocation, cause).await?;
        Ok(json!({ "words": text.split_whitespace().count(), "lines": text.lines().count() }))
    }

    pub(super) async fn search(&self, invocation: &Invocation, cause: Cause) -> Result<Json, ToolError> {
        let needle = invocation.text("needle")?;
        if needle.is_empty() {
            return Err(ToolError::answer(INVALID_PARAMS, "the argument `needle` is empty"));
        }
        let text = self.text(invocation, cause).await?;
        let (lines, total) = hits(&text, needle);
        Ok(json!({ "hits": total, "lines": lines }))
    }

    pub(super) async fn longest_line(&self, invocation: &Invocation, cause: Cause) -> Result<Json, ToolError> {
        let text = self.text(invocation, cause).await?;
        let longest = longest_line(&text);
        Ok(json!({ "line": longest.map(|(number, _)| number), "characters": longest.map_or(0, |(_, length)| length) }))
    }

    async fn text(&self, invocation: &Invocation, cause: Cause) -> Result<String, ToolError> {
        let place = invocation.place()?;
        let caller = Caller { run: invocation.run.execution_id, is_workflow: false, cause };
        let bytes = Files::new(Arc::clone(&self.fsal), caller).read(&place, MOST_BYTES).await?;
        String::from_utf8(bytes)
            .map_err(|_| ToolError::answer(INVALID_PARAMS, format!("`{}` is not a text file", place.path)))
    }
}

/// The numbers of the first lines that contain a text, and the number of all such lines.
fn hits(text: &str, needle: &str) -> (Vec<usize>, usize) {
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.contains(needle)).map(|(index, _)| index + 1);
    let first: Vec<_> = lines.by_ref().take(MOST_HITS).collect();
    let total = first.len() + lines.count();
    (first, total)
}

/// The number and the length, in characters, of the first of the longest lines.
fn longest_line(text: &str) -> Option<(usize, usize)> {
    let lengths = text.lines().enumerate().map(|(index, line)| (index + 1, line.chars().count()));
    lengths.reduce(|longest, line| if line.1 > longest.1 { line } else { longest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_hits_are_counted() {
        let text = "a\nb\n".repeat(30);
        let (lines, total) = hits(&text, "b");
        assert_eq!((lines.len(), lines[1], total), (MOST_HITS, 4, 30));
        assert_eq!(hits("", "b"), (Vec::new(), 0));
    }

    #[test]
    fn the_longest_line_is_measured_in_characters() {
        assert_eq!(longest_line("äöü\nabcd\nefgh"), Some((2, 4)));
        assert_eq!(longest_line(""), None);
    }
}
