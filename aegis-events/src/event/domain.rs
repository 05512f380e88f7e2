//! The enum over all events of a catalog.

use std::fmt::Debug;

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::Serialize;

use super::AnyPayload;
use crate::catalog::{CatalogInfo, Kind};

/// The enum over all events of a catalog. Implemented by `#[domain_events]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a catalog's enum of all events",
    note = "put `#[domain_events]` on `pub enum {Self} {{}}` to generate it from catalog.toml"
)]
pub trait Domain: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The catalog.
    fn catalog() -> &'static CatalogInfo;

    /// The event inside.
    fn payload(&self) -> &dyn AnyPayload;

    /// Reads the payload of an event whose kind is known.
    fn read<'de, De: Deserializer<'de>>(kind: Kind, deserializer: De) -> Result<Self, De::Error>;
}
