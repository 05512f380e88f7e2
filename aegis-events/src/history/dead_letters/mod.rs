//! What was set aside: listed, and put back into the history once it can be kept.
//!
//! `event_dead_letters → domain_events`
//!
//! Recorder and relay set a row aside that the database can never keep as things are. Things change: somebody drops the rule that refused
//! it, raises a limit, or gives the catalog back an event that was missing. [`History::retry_all_dead_letters`](super::History::retry_all_dead_letters)
//! then puts back what can be kept, and says of the rest why it cannot.
//!
//! Moving a row is one transaction: it leaves `event_dead_letters` in the one in which it gets its position. It is in the history once, however
//! often that is asked for, by however many processes.

mod listed;
mod raw;
mod requeue;
mod retry;
#[cfg(all(test, feature = "testing"))]
mod tests;

pub use listed::DeadLetter;
pub use retry::RetryReport;
