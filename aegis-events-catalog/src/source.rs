//! The text of one catalog and the file it came from: from byte ranges to lines.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// The text of a catalog, with the path under which it is shown.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Takes the text of a catalog. `path` is what diagnostics show; nothing is read from it.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The path as diagnostics show it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line, counted from 1, that holds a byte of the text.
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// The line that holds a byte of the text, and the place in it in characters, both counted from 1.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line(offset);
        let column = self.text[self.line_starts[line - 1]..offset].chars().count() + 1;
        (line, column)
    }

    /// A span moved into the text and onto the boundaries of characters.
    pub(crate) fn within(&self, span: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.max(start));
        start..end
    }

    /// The whole lines that a span touches, without the last line break.
    pub(crate) fn whole_lines(&self, span: Range<usize>) -> Range<usize> {
        let span = self.within(span);
        let first = self.line_starts[self.line(span.start) - 1];
        let end = match self.line_starts.get(self.line(span.end)) {
            Some(next) => next - 1,
            None => self.text.len(),
        };
        first..end
    }
}
