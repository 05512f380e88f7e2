//! Read and print the events that the arguments select.

use std::pin::pin;

use aegis_events::catalog::CatalogInfo;
use aegis_events::history::{RawQuery, StoredEvent};
use futures_util::StreamExt;

use super::arguments::Arguments;
use super::counts;
use crate::out::{Answer, Failure, Out, Verdict, note};
use crate::runtime::until_interrupted;
use crate::show::{Format, Printer, Shown};
use crate::store::{Store, Wanted};

/// The lines of a large terminal.
const TABLE_LIMIT: u64 = 50;

pub(super) async fn read(arguments: &Arguments, out: &mut Out) -> Answer {
    let store = Store::open(&arguments.database, arguments.choice(), arguments.filter.names_events()).await?;
    let wanted = arguments.filter.read(store.info, &store.owner())?;
    has_columns(&store, &wanted)?;
    let query = query(arguments, &store, &wanted);
    if arguments.counts {
        return counts::print(&store, &query, arguments.format, out).await;
    }
    if store.known.is_none() && !arguments.show_sensitive {
        note(
            "payloads are not shown, because without a catalog the sensitive fields are unknown; use --catalog, or --show-sensitive to show \
             everything",
        );
    }
    let mut reader = Reader {
        printer: Printer::new(arguments.format, longest_name(store.info, &wanted), out),
        store: &store,
        show_sensitive: arguments.show_sensitive,
        shown: 0,
    };
    let reading = async {
        let last = reader.first(arguments, query.clone()).await?;
        if arguments.follow { reader.follow(&query, last).await } else { Ok(Verdict::Good) }
    };
    if arguments.follow {
        return until_interrupted(reading).await;
    }
    reading.await?;
    match reader.shown {
        0 => note(format_args!("{}: no matching events", store.history.place())),
        TABLE_LIMIT if arguments.default_limit().is_some() => {
            note(format_args!("showing the newest {TABLE_LIMIT}; use --limit for more"));
        }
        _ => {}
    }
    Ok(Verdict::Good)
}

/// Refuse a filter by a key that has no column yet.
fn has_columns(store: &Store, wanted: &Wanted) -> Result<(), Failure> {
    let columns = &store.history.inventory().keys;
    let names = wanted.keys.iter().map(|&(key, _)| store.info.keys()[key].name());
    let lacking = names.into_iter().find(|name| columns.iter().all(|column| column.name != *name));
    lacking.map_or(Ok(()), |name| {
        Err(Failure::new(format!(
            "{}: the database has no column for the key `{name}` yet\n  a migration to the catalog adds and fills it; `aegis-events sql \
             --dialect DIALECT --from OLD` prints it",
            store.history.place()
        )))
    })
}

fn query(arguments: &Arguments, store: &Store, wanted: &Wanted) -> RawQuery {
    let mut query = store.history.events(store.info);
    if let Some(kinds) = &wanted.kinds {
        query = query.of(kinds);
    }
    for (key, value) in &wanted.keys {
        query = query.only(*key, value.clone());
    }
    if let Some(time) = arguments.since {
        query = query.occurred_since(time);
    }
    if let Some(time) = arguments.until {
        query = query.occurred_before(time);
    }
    if let Some(position) = arguments.after {
        query = query.after_position(position);
    }
    if let Some(position) = arguments.before {
        query = query.through_position(position.saturating_sub(1));
    }
    if let Some(id) = arguments.correlation {
        query = query.with_correlation_id(id);
    }
    match arguments.id {
        Some(id) => query.with_id(id),
        None => query,
    }
}

/// The width of the name column.
fn longest_name(info: &CatalogInfo, wanted: &Wanted) -> usize {
    let is_wanted = |event: &&aegis_events::catalog::EventInfo| {
        wanted.kinds.as_ref().is_none_or(|kinds| kinds.contains(event.kind()))
    };
    let names = info.events().iter().filter(is_wanted).map(|event| event.family().len() + 1 + event.event_type().len());
    names.max().unwrap_or(TABLE_NAME)
}

/// The width if the event names are unknown.
const TABLE_NAME: usize = 32;

impl Arguments {
    /// The limit where the arguments give none.
    fn default_limit(&self) -> Option<u64> {
        let is_asked = self.limit.is_some() || self.after.is_some() || self.id.is_some();
        (self.format == Format::Table && !is_asked).then_some(TABLE_LIMIT)
    }
}

struct Reader<'a> {
    printer: Printer<'a>,
    store: &'a Store,
    show_sensitive: bool,
    shown: u64,
}

impl Reader<'_> {
    /// Print the existing events. Returns the position after which new ones can follow.
    async fn first(&mut self, arguments: &Arguments, query: RawQuery) -> Result<u64, Failure> {
        // `follow` reads the events that are recorded meanwhile.
        let last = self.store.history.last_position().await?.get();
        let limit = arguments.limit.or(arguments.default_limit());
        let query = match (arguments.backward, limit) {
            (true, limit) => limit.map_or(query.clone(), |limit| query.clone().limit(limit)).newest_first(),
            (false, None) => query,
            (false, Some(limit)) if arguments.after.is_some() => query.limit(limit),
            (false, Some(limit)) => match query.start_of_newest(limit).await? {
                // Reading forward from there keeps one page in memory.
                Some(start) => query.after_position(start.get().saturating_sub(1)).limit(limit),
                None => query.limit(0),
            },
        };
        let reached = self.all(query).await?;
        Ok(reached.unwrap_or(0).max(match arguments.limit {
            // More events can follow the first page.
            Some(_) if arguments.after.is_some() => arguments.after.unwrap_or(0),
            _ => last,
        }))
    }

    /// Print new events after a position until interrupted.
    async fn follow(&mut self, query: &RawQuery, mut after: u64) -> Answer {
        loop {
            after = self.all(query.clone().after_position(after)).await?.unwrap_or(after);
            self.store.history.changed().await;
        }
    }

    /// Print the events of a query. Returns the greatest position.
    async fn all(&mut self, query: RawQuery) -> Result<Option<u64>, Failure> {
        let mut events = pin!(query.stream());
        let mut reached = None;
        while let Some(event) = events.next().await {
            let event = event?;
            reached = reached.max(Some(event.position.get()));
            self.show(&event)?;
        }
        self.printer.flush()?;
        Ok(reached)
    }

    fn show(&mut self, event: &StoredEvent) -> Result<(), Failure> {
        let payload = if self.show_sensitive {
            Ok(String::from_utf8_lossy(&event.event_data).into_owned())
        } else {
            self.store.redacted(event)
        };
        self.shown += 1;
        self.printer.event(&Shown {
            position: Some(event.position.get()),
            event_id: event.event_id.to_string(),
            family: &event.family,
            event_type: &event.event_type,
            publisher: &event.publisher,
            version: event.version,
            occurred_at: Some(event.occurred_at),
            created_at: Some(event.published_at),
            correlation_id: event.correlation_id.to_string(),
            causation_id: event.causation_id.map(|id| id.to_string()),
            node_id: &event.node_id,
            bus_id: event.bus_id.to_string(),
            sequence: event.sequence.map(u64::from),
            payload,
        })
    }
}
