//! Queries: events out of the history.
//!
//! [`Query`] selects, orders and limits (`builder`). What its rows are read as is its type parameter: a filter, for typed events (`typed`), or
//! [`StoredEvent`], for rows as they are stored (`stored`).

mod builder;
mod stored;
mod typed;

pub use super::select::StoredEventCount;
pub use builder::Query;
pub use stored::{RawQuery, StoredEvent};
pub use typed::EventCount;
