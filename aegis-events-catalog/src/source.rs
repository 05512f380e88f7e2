//! The text of a catalog with its path, and the lines of byte offsets.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A location in a text, as editors show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// The text of a catalog, with the path that diagnostics show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Creates a source. `path` is only shown; nothing is read from it.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.into(), text, line_starts }
    }

    /// The path that diagnostics show.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line of a byte of the text, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// The location of a byte of the text.
    #[must_use]
    pub fn location(&self, offset: usize) -> Location {
        let offset = self.boundary_at_most(offset);
        let line = self.line(offset);
        let column = self.text[self.line_starts[line - 1]..offset].chars().count() + 1;
        Location { line, column }
    }

    /// A span, moved into the text and to character boundaries.
    pub(crate) fn within(&self, span: Range<usize>) -> Range<usize> {
        let start = self.boundary_at_most(span.start);
        let end = (span.end.max(start)..self.text.len()).find(|&at| self.text.is_char_boundary(at));
        start..end.unwrap_or(self.text.len())
    }

    /// The last character boundary that is not after a place.
    fn boundary_at_most(&self, place: usize) -> usize {
        let place = place.min(self.text.len());
        (0..=place).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0)
    }

    /// The whole lines of a span, without the last line break.
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
