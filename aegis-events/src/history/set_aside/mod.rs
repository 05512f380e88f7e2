//! What was set aside: listed, and put back into the history once it can be kept.
//!
//! `event_poison → domain_events`
//!
//! Recorder and relay set a row aside that the database can never keep as things are. Things change: somebody drops the rule that refused
//! it, raises a limit, or gives the catalog back an event that was missing. [`History::retry_all_set_aside`](super::History::retry_all_set_aside)
//! then puts back what can be kept, and says of the rest why it cannot.
//!
//! Moving a row is one transaction: it leaves `event_poison` in the one in which it gets its position. It is in the history once, however
//! often that is asked for, by however many processes.

mod listed;
mod putting_back;
mod raw;
mod retry;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use listed::SetAside;
pub use retry::RetryReport;
