//! Counts per event.

use std::collections::BTreeMap;
use std::io;

use aegis_events::history::{RawQuery, StoredEventCount};
use serde::Serialize;

use crate::out::{Answer, Failure, Out, Verdict};
use crate::show::{Format, printable};
use crate::store::Store;

/// The count of an event, including rows under its former names.
#[derive(Serialize)]
struct Count {
    family: String,
    event_type: String,
    events: u64,
    in_catalog: bool,
}

/// Print the counts, largest first.
pub(super) async fn print(store: &Store, query: &RawQuery, format: Format, out: &mut Out) -> Answer {
    let mut counts = BTreeMap::new();
    for StoredEventCount { family, event_type, events, .. } in query.count_by_event().await? {
        let kind = store.info.find(&family, &event_type);
        let event_type = kind.map_or(event_type, |kind| store.info.event(kind).event_type().to_owned());
        let in_catalog = store.known.is_none() || kind.is_some();
        *counts.entry((family, event_type, in_catalog)).or_insert(0) += events;
    }
    let counts = counts.into_iter().map(|((family, event_type, in_catalog), events)| Count {
        family,
        event_type,
        events,
        in_catalog,
    });
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.events));
    match format {
        Format::Table => table(&counts, out)?,
        Format::Jsonl => {
            for count in &counts {
                out.line(serde_json::to_string(count).map_err(Failure::new)?)?;
            }
        }
        Format::Csv => {
            let mut rows = csv::Writer::from_writer(out);
            for count in &counts {
                rows.serialize(count).map_err(io::Error::from)?;
            }
            rows.flush()?;
        }
    }
    Ok(Verdict::Good)
}

fn table(counts: &[Count], out: &mut Out) -> Result<(), Failure> {
    let total: u64 = counts.iter().map(|count| count.events).sum();
    let width = total.to_string().len();
    for Count { family, event_type, events, in_catalog } in counts {
        let name = format!("{family}.{event_type}");
        let unknown = if *in_catalog { "" } else { "  (not in the catalog)" };
        out.line(format_args!("{events:>width$}  {}{unknown}", printable(&name)))?;
    }
    out.line(format_args!("{total:>width$}  total"))
}
