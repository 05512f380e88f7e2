//! The report of the history, as text of at most [`WIDTH`] columns.

use std::fmt;

use comfy_table::{ContentArrangement, Table};

use super::{HistoryReport, Timeline, TimelineLine, VOLUME_QUESTION};
use crate::report::tables::table;
use crate::screen::clean;

/// Minimum width of a terminal.
const WIDTH: u16 = 100;

impl fmt::Display for HistoryReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "history: {}", self.place)?;
        let runs = if self.runs == 1 { "1 run".to_owned() } else { format!("{} runs", self.runs) };
        write!(f, "{} events of {runs}; ", self.events)?;
        match self.positions {
            Some((first, last)) => {
                writeln!(f, "{} since this one started, positions {first} to {last}\n", self.events_of_this_run)?;
            }
            None => writeln!(f, "none since this one started\n")?,
        }
        writeln!(f, "{}\n", self.family_table())?;
        if let Some(timeline) = &self.timeline {
            writeln!(f, "{timeline}")?;
        }
        writeln!(f, "{VOLUME_QUESTION}\n\n{}\n", self.volume_table())?;
        writeln!(f, "executions: state and last event are committed together\n\n{}\n", self.execution_table())?;
        self.write_recorder(f)
    }
}

impl HistoryReport {
    fn family_table(&self) -> Table {
        let mut table = table(&["family", "total", "new", "event types, total"], &[1, 2]);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        for family in &self.families {
            let types: Vec<_> = family.event_types.iter().map(|(name, count)| format!("{name} {count}")).collect();
            let [all, new] = [family.events, family.events_of_this_run].map(|count| count.to_string());
            table.add_row([family.name.to_owned(), all, new, types.join(", ")]);
        }
        table
    }

    fn volume_table(&self) -> Table {
        let mut table = table(&["event_type", "volume_id", "created_at"], &[]);
        for row in &self.last_volume_events {
            table.add_row(row);
        }
        table
    }

    fn execution_table(&self) -> Table {
        let mut table = table(&["status", "rows in `executions`", "events recorded"], &[1, 2]);
        for line in &self.executions {
            table.add_row([line.status.to_owned(), line.rows.to_string(), line.events.to_string()]);
        }
        table
    }

    fn write_recorder(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = &self.recorder;
        write!(
            f,
            "recorder: {} events, {} batches, last position {}, {} retries, {} dead letters\n\
             waiting: {} in its queue, {} in the outbox",
            state.recorded,
            state.batches,
            state.last_position,
            state.retries,
            state.dead_letters,
            state.queue_depth,
            self.outboxed
        )?;
        match &state.last_error {
            Some(error) => write!(f, "\nits last error: {}", clean(&error.message)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "execution {}, {} events by key, in the order of positions\n", self.execution_id, self.events)?;
        let longest = |width: &dyn Fn(&TimelineLine) -> usize| self.lines.iter().map(width).max().unwrap_or(0);
        let positions = longest(&|line| places(line).chars().count());
        let event_type = longest(&|line| line.event_type.len());
        let publisher = longest(&|line| line.publisher.len());
        for line in &self.lines {
            let TimelineLine { offset_ms, event_type: event, publisher: who, .. } = line;
            let start =
                format!("{:>positions$}  {offset_ms:>+6} ms  {event:<event_type$}  {who:<publisher$}  ", places(line));
            let room = usize::from(WIDTH).saturating_sub(start.chars().count());
            writeln!(f, "{start}{}", cut(&clean(&line.about), room))?;
        }
        Ok(())
    }
}

fn places(line: &TimelineLine) -> String {
    match line.positions {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    }
}

/// A text cut to a number of columns.
fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}
