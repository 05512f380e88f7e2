//! `aegis-events dead-letters DATABASE`: list and retry dead letters.

mod report;

use std::path::PathBuf;

use aegis_events::EventId;
use aegis_events::history::{DeadLetter, RawHistory, RetryReport};
use clap::{Args, ValueHint};
use futures_util::TryStreamExt;

use crate::out::{Answer, Failure, Form, Out};
use crate::payload::Misfit;
use crate::runtime::block_on;
use crate::store::{Address, Choice, Store};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events dead-letters aegis-events.db
  aegis-events dead-letters aegis-events.db --retry
  aegis-events dead-letters postgres://aegis@db/events --retry --id 01890a5d-ac96-774b-bcce-b302099a8057 --catalog catalog.toml

A dead letter is an event that the database refused. The recorder and the relay move it to the table `event_dead_letters`, with the reason.
After you fix the cause, --retry moves the events to the end of the history, each once. The exit code is 1 while there are dead letters.
Payloads are never shown.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: Address,
    /// Retry, and report the events that are refused again; without it the command only reads
    #[arg(long)]
    retry: bool,
    /// Only the event with this id
    #[arg(long, value_name = "EVENT_ID")]
    id: Option<EventId>,
    /// The catalog of the retried events, or its folder; `-` reads standard input [default: the nearest catalog]
    #[arg(long, value_hint = ValueHint::AnyPath, requires = "retry")]
    catalog: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    if arguments.retry { block_on(retry(arguments, out)) } else { block_on(list(arguments, out)) }
}

async fn list(arguments: &Arguments, out: &mut Out) -> Answer {
    let history = RawHistory::open(arguments.database.url()).await?;
    let all: Vec<DeadLetter> = history.dead_letters().try_collect().await?;
    let wanted = all.into_iter().filter(|event| arguments.id.is_none_or(|id| event.event_id == id));
    report::list(history.place(), &wanted.collect::<Vec<_>>(), arguments.id, arguments.format, out)
}

async fn retry(arguments: &Arguments, out: &mut Out) -> Answer {
    let store = Store::open(&arguments.database, Choice::Required(arguments.catalog.as_deref()), false).await?;
    let Some(known) = &store.known else { return Err(Failure::new("no catalog found")) };
    let history = RawHistory::open_to_change(arguments.database.url()).await?;
    let check = |kind, payload: &[u8]| match &known.payloads.of_kind(kind).check(payload)[..] {
        [] => Ok(()),
        misfits => Err(misfits.iter().map(reason).collect::<Vec<_>>().join("; ")),
    };
    let report = history.retry_dead_letters(store.info, arguments.id, check).await;
    let report: RetryReport = report?;
    report::retried(history.place(), &report, arguments.format, out)
}

fn reason(Misfit { field, reason }: &Misfit) -> String {
    match field {
        Some(field) => format!("`{field}`: {reason}"),
        None => reason.clone(),
    }
}
