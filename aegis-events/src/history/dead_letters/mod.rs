//! Dead letters: events that the database could not keep, listed, and retried.
//!
//! `event_dead_letters → domain_events`
//!
//! The recorder and the relay write a row to `event_dead_letters` if the database refuses it for good. The reason may go away: a constraint is
//! dropped, a limit is raised, or the catalog gets a missing event back. Then
//! [`History::retry_all_dead_letters`](super::History::retry_all_dead_letters) moves the rows that can be kept to the history, and reports the
//! reason for each of the others.
//!
//! One transaction moves a row: it leaves `event_dead_letters` when it gets its position. It is in the history once, however often and by
//! however many processes the retry is called.

mod listed;
mod raw;
mod requeue;
mod retry;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use listed::DeadLetter;
pub use requeue::Requeued;
pub use retry::RetryReport;
