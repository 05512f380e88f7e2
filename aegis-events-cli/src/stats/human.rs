//! The statistics as text.

use super::count::{Counts, Statistics};
use crate::out::{DOUBTFUL, Failure, Out, TITLE, counted, lines, table};

pub(super) fn write(statistics: &Statistics, out: &mut Out) -> Result<(), Failure> {
    let Counts { families, events, fields, types, keys, publishers, subscribers } = statistics.counts;
    let Statistics { catalog, path, .. } = statistics;
    // A catalog with errors can lack a name.
    let catalog = if catalog.is_empty() { "unnamed" } else { catalog };
    out.line(format_args!(
        "{TITLE}{catalog}{TITLE:#} ({path}): {} in {}, {}, {}, {}, {}, {}",
        counted(events, "event"),
        counted(families, "family"),
        counted(fields, "field"),
        counted(types, "type"),
        counted(keys, "key"),
        counted(publishers, "publisher"),
        counted(subscribers, "subscriber"),
    ))?;
    if statistics.errors > 0 {
        let errors = counted(statistics.errors, "error");
        out.line(format_args!("{DOUBTFUL}{errors}{DOUBTFUL:#}: parts with errors are not counted"))?;
    }
    tables(statistics, out)?;
    lists(statistics, out)
}

fn tables(statistics: &Statistics, out: &mut Out) -> Result<(), Failure> {
    let share = |part: usize| match statistics.counts.events {
        0 => String::new(),
        all => format!("{} %", (100 * part + all / 2) / all),
    };
    let mut families = table(&["family", "events", "fields", "subscribers"], &[1, 2, 3]);
    for it in &statistics.families {
        families.add_row([it.name.clone(), it.events.to_string(), it.fields.to_string(), it.subscribers.to_string()]);
    }
    let mut keys = table(&["key", "type", "events", "", "optional in"], &[2, 3, 4]);
    for it in &statistics.keys {
        let (events, optional) = (it.events.to_string(), it.optional.to_string());
        keys.add_row([it.name.clone(), it.ty.clone(), events, share(it.events), optional]);
    }
    let mut publishers = table(&["publisher", "events", ""], &[1, 2]);
    for it in &statistics.publishers {
        publishers.add_row([it.name.clone(), it.events.to_string(), share(it.events)]);
    }
    let mut subscribers = table(&["subscriber", "events", "", "delivery"], &[1, 2]);
    for it in &statistics.subscribers {
        subscribers.add_row([it.name.clone(), it.events.to_string(), share(it.events), it.delivery.to_owned()]);
    }
    for table in [families, keys, publishers, subscribers] {
        if table.row_count() > 0 {
            out.line(format_args!("\n{}", lines(&table)))?;
        }
    }
    Ok(())
}

fn lists(statistics: &Statistics, out: &mut Out) -> Result<(), Failure> {
    let deprecated: Vec<String> =
        statistics.deprecated_events.iter().map(|it| format!("{}: {}", it.event, it.note)).collect();
    let lists = [
        ("published, never consumed", &statistics.never_consumed),
        ("consumed, never published", &statistics.never_published),
        ("publishers without events", &statistics.idle_publishers),
        ("sensitive fields", &statistics.sensitive_fields),
        ("deprecated events", &deprecated),
    ];
    out.line("")?;
    for (title, entries) in lists {
        match entries.as_slice() {
            [] => out.line(format_args!("{TITLE}{title}{TITLE:#}: none"))?,
            entries => {
                out.line(format_args!("{TITLE}{title}{TITLE:#}: {}", entries.len()))?;
                for entry in entries {
                    out.line(format_args!("  {entry}"))?;
                }
            }
        }
    }
    Ok(())
}
