//! The tables.

use std::fmt;

use aegis_events::catalog::Delivery;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};

use super::Summary;
use crate::listeners::Account;
use crate::screen::{clean, several};

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.family_table())?;
        writeln!(f, "{}\n", self.publisher_table())?;
        writeln!(f, "{}\n", self.subscriber_table())?;
        writeln!(f, "{}\n", self.execution_table())?;
        self.write_report(f)?;
        writeln!(f, "{}\n", self.history)?;
        for remark in &self.remarks {
            writeln!(f, "{remark}")?;
        }
        let Account { volumes, bytes, state } = &self.account;
        writeln!(
            f,
            "accountant: {volumes} volumes of {bytes} bytes since the first run; this run counted {} of them, up to position {}",
            state.delivered, state.position
        )?;
        if let Some(followed) = self.followed {
            writeln!(f, "client of one execution: {} events, {} of others", followed.events, followed.foreign)?;
        }
        writeln!(f)?;
        self.write_standing(f)?;
        match (&self.problem, self.interrupted, self.rounds) {
            (Some(_), ..) => write!(f, "broken off"),
            (None, true, _) => write!(f, "interrupted"),
            (None, false, Some(rounds)) => {
                write!(f, "stopped after {}, and drained", several(rounds, "round", "rounds"))
            }
            (None, false, None) => self.write_unseen(f),
        }
    }
}

impl Summary {
    fn family_table(&self) -> Table {
        let mut table = table(&["family", "events", "types"], &[1, 2]);
        for family in &self.families {
            let seen = format!("{} of {}", family.seen, family.kinds);
            table.add_row([family.name.to_owned(), family.published.to_string(), seen]);
        }
        let (seen, kinds) = self.families.iter().fold((0, 0), |sum, line| (sum.0 + line.seen, sum.1 + line.kinds));
        table.add_row(["total".to_owned(), self.published.to_string(), format!("{seen} of {kinds}")]);
        table
    }

    fn publisher_table(&self) -> Table {
        let mut table = table(&["publisher", "events"], &[1]);
        for (name, published) in &self.publishers {
            table.add_row([(*name).to_owned(), published.to_string()]);
        }
        table
    }

    fn subscriber_table(&self) -> Table {
        let header = ["subscriber", "listens to", "delivery", "delivered", "lost", "left", "failed"];
        let mut table = table(&header, &[3, 4, 5, 6]);
        for line in &self.subscribers {
            let delivery = match line.delivery {
                Delivery::Live => "live",
                Delivery::Lossless => "lossless",
                Delivery::Durable => "durable",
            };
            let numbers = [line.delivered, line.lost, line.left, line.failed].map(|number| number.to_string());
            let texts = [line.name.as_str(), line.listens_to, delivery].map(str::to_owned);
            table.add_row(texts.into_iter().chain(numbers));
        }
        table
    }

    fn execution_table(&self) -> Table {
        let mut table = table(&["execution of", "outcome", "iterations", "ms", "result"], &[2, 3]);
        for line in &self.executions {
            let numbers = [u128::from(line.iterations), line.took.as_millis()].map(|number| number.to_string());
            let texts = [line.agent, line.outcome].map(str::to_owned);
            let result = if line.outcome == "completed" { "the report below".to_owned() } else { clean(&line.result) };
            table.add_row(texts.into_iter().chain(numbers).chain([result]));
        }
        table
    }

    /// The event types that did not occur, by family.
    fn write_unseen(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unseen.is_empty() {
            return write!(f, "every event type of the catalog occurred");
        }
        write!(f, "event types that did not occur:")?;
        for family in self.families.iter().filter(|family| family.seen < family.kinds) {
            let of_family = self.unseen.iter().filter(|(name, _)| *name == family.name);
            let names: Vec<_> = of_family.map(|(_, event_type)| *event_type).collect();
            write!(f, "\n  {}: {}", family.name, names.join(", "))?;
        }
        Ok(())
    }

    /// The response of the completed execution.
    fn write_report(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(line) = self.executions.iter().find(|line| line.outcome == "completed") else { return Ok(()) };
        for line in line.result.lines() {
            writeln!(f, "  {}", clean(line))?;
        }
        writeln!(f)
    }
}

/// An empty table. The columns at `numbers` are right-aligned.
pub(super) fn table(header: &[&str], numbers: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    for &column in numbers {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
