//! `aegis-events verify-store DATABASE`: read a recorded history with a catalog.

mod report;
mod tally;

use std::pin::pin;

use clap::Args;
use futures_util::StreamExt;

use crate::finding::{self, Format};
use crate::input::NamedCatalog;
use crate::out::{Answer, Failure, Out, counted};
use crate::rule::{Own, Severity, VERIFY_STORE};
use crate::runtime::block_on;
use crate::store::{Address, Choice, Store};
use tally::Tally;

/// The text of `--help` before the rules.
const EXAMPLES: &str = "\
Examples:
  aegis-events verify-store aegis-events.db
  aegis-events verify-store postgres://aegis@db/events --catalog new/catalog.toml --format github

The command reads every row as a program with this catalog does, and plans the migration that its start would run. It writes nothing.
Rules (`aegis-events ls-rules` explains them):";

/// The arguments.
#[derive(Args)]
#[command(after_help = after_help())]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: Address,
    #[command(flatten)]
    catalog: NamedCatalog,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The help text with the table of rules.
fn after_help() -> String {
    let rules = Own::ALL.into_iter().filter(|rule| rule.command == VERIFY_STORE);
    let line = |rule: Own| {
        let notice = if rule.severity == Severity::Notice { " (a notice)" } else { "" };
        format!("\n  {:20}  {}{notice}", rule.name, rule.title)
    };
    format!("{EXAMPLES}{}", rules.map(line).collect::<String>())
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    block_on(verify(arguments, out))
}

async fn verify(arguments: &Arguments, out: &mut Out) -> Answer {
    let store = Store::open(&arguments.database, Choice::Required(arguments.catalog.path()), false).await?;
    let Some(known) = &store.known else { return Err(Failure::new("no catalog found")) };
    let plan = store.history.plan(store.info).await?;
    let mut tally = Tally::default();
    let mut events = pin!(store.history.events(store.info).stream());
    while let Some(event) = events.next().await {
        let event = event?;
        match store.info.find(&event.family, &event.event_type) {
            None => tally.unknown(&event),
            Some(kind) => {
                tally.known(kind, event.position.get(), known.payloads.of_kind(kind).check(&event.event_data))
            }
        }
    }
    let findings = report::findings(known, store.info, &tally, &plan);
    let catalog = known.catalog.source().path().display();
    let verdict = match (tally.rows, tally.unreadable) {
        (0, _) => String::new(),
        (1, 0) => format!(", and `{catalog}` reads it"),
        (1, _) => format!(", and `{catalog}` does not read it"),
        (_, 0) => format!(", and `{catalog}` reads all of them"),
        (rows, unreadable) if rows == unreadable => format!(", and `{catalog}` reads none of them"),
        (_, unreadable) => format!(", and `{catalog}` does not read {unreadable} of them"),
    };
    let summary = format!("{}: {}{verdict}", store.history.place(), counted(tally.rows, "row"));
    finding::report(&findings, summary, arguments.format, out)
}
