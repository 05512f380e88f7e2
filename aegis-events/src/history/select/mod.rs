//! The selection that queries, durable subscriptions, backfills and removal share: which rows of `domain_events`, in which order.
//!
//! [`Select`] renders itself as SQL, one text for both databases; [`read_page`] and [`paged`] read what it selects.

mod page;
mod selection;

pub use page::StoredEventCount;
pub(crate) use page::{Page, Read, count_rows, last_position, paged, read_page, read_rows};
pub(crate) use selection::{Order, Select};
