//! A recorded history, and the catalog that it is read by.
//!
//! `address → database`, `file → catalog`, and the two belong together or nothing is read: the history of one catalog says nothing in the
//! words of another.

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

/// A history that is open for reading.
pub(crate) struct Store {
    pub(crate) history: RawHistory,
    /// The catalog, or what the database itself says of its events and keys.
    pub(crate) info: &'static CatalogInfo,
    pub(crate) known: Option<Known>,
}

/// A catalog from a file.
pub(crate) struct Known {
    pub(crate) catalog: CheckedCatalog,
    pub(crate) payloads: Payloads,
}

/// Which catalog a history is read by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Choice<'a> {
    /// The one of a file; without one, the nearest, which has to be there.
    Required(Option<&'a Path>),
    /// The nearest, if there is one.
    Nearest,
    /// None.
    None,
}

impl Store {
    /// Opens a history. `by_name`: whether events are asked for by their names, so that those have to be known.
    pub(crate) async fn open(address: &Address, choice: Choice<'_>, by_name: bool) -> Result<Self, Failure> {
        // The catalog first: a mistake in it is found without waiting for a server.
        let reading = match choice {
            Choice::Required(path) => Some(input::sound(path)?),
            Choice::Nearest => input::nearest_sound()?,
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

    /// Whose names of events and keys these are.
    pub(crate) fn whose(&self) -> String {
        match &self.known {
            Some(known) => format!("the catalog `{}`", known.catalog.name()),
            None => "the database".to_owned(),
        }
    }

    /// The payload as it may be shown, or why it may not.
    pub(crate) fn redacted(&self, event: &StoredEvent) -> Result<String, String> {
        let Some(known) = &self.known else {
            return Err("no catalog says which fields are sensitive".to_owned());
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
    let or = if matches!(choice, Choice::Nearest) { ", or look for none: --without-catalog" } else { "" };
    match &history.inventory().catalog {
        Some(recorded) if recorded != here => Err(Failure::new(format!(
            "{}: this is the history of the catalog `{recorded}`, and `{file}` is the catalog `{here}`\n  name the catalog `{recorded}` with --catalog{or}",
            history.place()
        ))),
        _ => Ok(()),
    }
}
