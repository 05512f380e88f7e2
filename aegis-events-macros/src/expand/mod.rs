//! Generates code from a checked catalog. Nothing here can fail: everything that can be wrong was checked before.
//!
//! The code is data and calls into the runtime. Its order is the catalog's. All its paths are absolute; of the runtime it names the
//! public types and traits and the hidden module `support`.
//!
//! Order of the modules, each using only earlier ones: `tokens`, `names`, `fields`; `impls`, `info`, `keys`, `rights`, `publishers`;
//! `record`, `filter`, `event_fields`; `event_enum`, `event`; `types`, `subscribers`, `family`, `hand_written`; `domain`.

mod domain;
mod event;
mod event_enum;
mod event_fields;
mod family;
mod fields;
mod filter;
mod hand_written;
mod impls;
mod info;
mod keys;
mod names;
mod publishers;
mod record;
mod rights;
mod subscribers;
mod tokens;
mod types;

use proc_macro2::TokenStream;

use crate::input::DomainEnum;
pub(crate) use hand_written::domain_event;
pub(crate) use names::Names;

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
