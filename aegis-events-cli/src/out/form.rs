//! Output formats of commands without findings.

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// The style of headings.
pub(crate) const TITLE: Style = Style::new().bold();
/// The style of good results, and of `help`.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// The style of errors.
pub(crate) const WRONG: Style = AnsiColor::Red.on_default().bold();
/// The style of warnings.
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
/// The style of notes.
pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Form {
    /// Text for people.
    #[default]
    Human,
    /// One JSON value.
    Json,
}

/// A table without borders. The columns in `numbers` are right-aligned.
pub(crate) fn table(header: &[&str], numbers: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header);
    for &column in numbers {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The lines of a table, with a bold header.
pub(crate) fn lines(table: &Table) -> String {
    let lines = table.trim_fmt();
    match lines.split_once('\n') {
        Some((titles, rows)) => format!("{TITLE}{titles}{TITLE:#}\n{rows}"),
        None => lines,
    }
}
