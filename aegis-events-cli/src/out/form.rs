//! In which form a command gives what it was asked for.

use anstyle::Style;
use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// What stands above columns, and before lists.
pub(crate) const TITLE: Style = Style::new().bold();

/// The form of an answer that holds no findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Form {
    /// For people.
    #[default]
    Human,
    /// One JSON value, for programs.
    Json,
}

/// A table for people, without frames; the columns of these places hold numbers.
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

/// The lines of a table, its titles in bold.
pub(crate) fn lines(table: &Table) -> String {
    let lines = table.trim_fmt();
    match lines.split_once('\n') {
        Some((titles, rows)) => format!("{TITLE}{titles}{TITLE:#}\n{rows}"),
        None => lines,
    }
}
