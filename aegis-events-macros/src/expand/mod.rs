//! From a checked catalog to code. Nothing here can fail: whatever could go wrong was found before.
//!
//! The code is data and calls into the runtime; the order is the catalog's; all paths are absolute.

mod domain;
mod event;
mod family;
mod fields;
mod hand_written;
mod info;
mod keys;
mod names;
mod publishers;
mod record;
mod rights;
mod subscribers;
mod types;
mod visibility;

use proc_macro2::TokenStream;

use crate::input::DomainEnum;
pub(crate) use hand_written::domain_event;
pub(crate) use names::{Names, place};

/// Everything that `#[domain_events]` generates.
pub(crate) fn domain_events(names: &Names<'_>, item: &DomainEnum) -> TokenStream {
    [
        domain::expand(names, item),
        family::expand(names),
        types::expand(names),
        keys::expand(names),
        publishers::expand(names),
        subscribers::expand(names),
    ]
    .into_iter()
    .collect()
}
