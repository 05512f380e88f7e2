//! `aegis-events set-aside DATABASE`: the events that a database could not keep, and trying them again.

mod told;

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
  aegis-events set-aside aegis-events.db
  aegis-events set-aside aegis-events.db --retry
  aegis-events set-aside postgres://aegis@db/events --retry --id 01890a5d-ac96-774b-bcce-b302099a8057 --catalog catalog.toml

Recorder and relay set an event aside in `event_dead_letters` that the database can never keep as things are, with the reason. Once that is mended,
--retry puts back what can be kept: at the end of the history, once, however often it is asked for. The exit code is 1 while events are set
aside. Payloads are never shown.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: Address,
    /// Tries them again, and says which still cannot be kept. Only this writes.
    #[arg(long)]
    retry: bool,
    /// Only the event of this id.
    #[arg(long, value_name = "EVENT_ID")]
    id: Option<EventId>,
    /// The catalog that retried events have to be events of, or the folder that it is in; `-` reads the standard input. Without it: the
    /// nearest.
    #[arg(long, value_hint = ValueHint::AnyPath, requires = "retry")]
    catalog: Option<PathBuf>,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    match arguments.retry {
        true => block_on(retry(arguments, out)),
        false => block_on(list(arguments, out)),
    }
}

async fn list(arguments: &Arguments, out: &mut Out) -> Answer {
    let history = RawHistory::open(arguments.database.url()).await?;
    let all: Vec<DeadLetter> = history.dead_letters().try_collect().await?;
    let wanted = all.into_iter().filter(|event| arguments.id.is_none_or(|id| event.event_id == id));
    told::list(history.place(), &wanted.collect::<Vec<_>>(), arguments.id, arguments.format, out)
}

async fn retry(arguments: &Arguments, out: &mut Out) -> Answer {
    let store = Store::open(&arguments.database, Choice::Required(arguments.catalog.as_deref()), false).await?;
    let Some(known) = &store.known else { return Err(Failure::new("there is no catalog to read the events by")) };
    let history = RawHistory::open_to_change(arguments.database.url()).await?;
    let check = |kind, payload: &[u8]| match &known.payloads.of_kind(kind).check(payload)[..] {
        [] => Ok(()),
        misfits => Err(misfits.iter().map(reason).collect::<Vec<_>>().join("; ")),
    };
    let report = history.retry_dead_letters(store.info, arguments.id, check).await;
    let report: RetryReport = report?;
    told::report(history.place(), &report, arguments.format, out)
}

fn reason(Misfit { field, reason }: &Misfit) -> String {
    match field {
        Some(field) => format!("`{field}`: {reason}"),
        None => reason.clone(),
    }
}
