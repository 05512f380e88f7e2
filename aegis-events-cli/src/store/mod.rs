//! A recorded history and the catalog that it is read with.
//!
//! A history of another catalog is refused.

mod address;
mod filter;
mod nameless;

use std::path::Path;

use aegis_events::catalog::CatalogInfo;
use aegis_events::history::{RawHistory, StoredEvent};
use aegis_events_catalog::{CheckedCatalog, Reading};

pub(crate) use address::Address;
pub(crate) use filter::{Filter, Wanted};

use crate::info::catalog_info;
use crate::input;
use crate::out::Failure;
use crate::payload::{Payloads, REDACTED_JSON};

/// A history, open for reading.
pub(crate) struct Store {
    pub(crate) history: RawHistory,
    /// The catalog, or the names that the database contains.
    pub(crate) info: &'static CatalogInfo,
    pub(crate) known: Option<Known>,
}

/// A catalog from a file.
pub(crate) struct Known {
    pub(crate) catalog: CheckedCatalog,
    pub(crate) payloads: Payloads,
}

/// The choice of the catalog.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Choice<'a> {
    /// A file, or the nearest catalog, which must exist.
    Required(Option<&'a Path>),
    /// The nearest catalog, if there is one.
    Nearest,
    /// No catalog.
    None,
}

impl Store {
    /// Open a history. `by_name`: the arguments name events, so their names are needed.
    pub(crate) async fn open(address: &Address, choice: Choice<'_>, by_name: bool) -> Result<Self, Failure> {
        // The catalog is read first, so that its errors do not wait for a server.
        let reading = match choice {
            Choice::Required(path) => Some(input::valid(path)?),
            Choice::Nearest => input::nearest_valid()?,
            Choice::None => None,
        };
        let known = reading.map(|Reading { catalog, .. }| Known { payloads: Payloads::of(&catalog), catalog });
        let history = RawHistory::open(address.url()).await?;
        let info = match &known {
            Some(known) => {
                belongs_together(&history, &known.catalog, choice)?;
                catalog_info(&known.catalog)
            }
            None => nameless::catalog(&history, by_name).await?,
        };
        Ok(Self { history, info, known })
    }

    /// The owner of the names, for error messages.
    pub(crate) fn owner(&self) -> String {
        match &self.known {
            Some(known) => format!("the catalog `{}`", known.catalog.name()),
            None => "the database".to_owned(),
        }
    }

    /// The redacted payload, or the reason why it cannot be shown.
    pub(crate) fn redacted(&self, event: &StoredEvent) -> Result<String, String> {
        let Some(known) = &self.known else {
            return Err("the sensitive fields are unknown without a catalog".to_owned());
        };
        let StoredEvent { family, event_type, .. } = event;
        let Some(kind) = self.info.find(family, event_type) else {
            return Err(format!("the catalog has no event `{family}.{event_type}`"));
        };
        match known.payloads.of_kind(kind).redact(&event.event_data) {
            whole if whole == REDACTED_JSON => Err("the payload is not a JSON object".to_owned()),
            payload => Ok(payload),
        }
    }
}

fn belongs_together(history: &RawHistory, catalog: &CheckedCatalog, choice: Choice<'_>) -> Result<(), Failure> {
    let (here, file) = (catalog.name(), catalog.source().path().display());
    let or = if matches!(choice, Choice::Nearest) { ", or use --without-catalog" } else { "" };
    match &history.inventory().catalog {
        Some(recorded) if recorded != here => Err(Failure::new(format!(
            "{}: the history belongs to the catalog `{recorded}`, but `{file}` is the catalog `{here}`\n  pass the catalog `{recorded}` with --catalog{or}",
            history.place()
        ))),
        _ => Ok(()),
    }
}
