//! Handlers and their outcomes.

use std::fmt::Display;
use std::future::Future;

use super::event::Event;
use crate::event::Filter;

/// The handler of [`EventBus::run`](super::EventBus::run): an async closure or function that takes an event and returns nothing or a
/// `Result`. Implemented for all of them.
///
/// It is called through `Fn`, so it cannot change captured variables: share state in an atomic, a `Mutex` or a channel. The events of one
/// subscription come one after the other.
pub trait Handler<F: Filter>: Fn(Event<F>) -> Self::Future + Send + 'static {
    /// The future that the handler returns.
    type Future: Future<Output = Self::Outcome> + Send;

    /// The output of the future.
    type Outcome: Outcome;
}

impl<F, H, Fut> Handler<F> for H
where
    F: Filter,
    H: Fn(Event<F>) -> Fut + Send + 'static,
    Fut: Future + Send,
    Fut::Output: Outcome,
{
    type Future = Fut;
    type Outcome = Fut::Output;
}

/// The outcome of a handler: `()`, or a `Result` whose error has `Display`. Sealed.
#[diagnostic::on_unimplemented(
    message = "a handler returns `()` or a `Result<(), E>` with `E: Display`, not `{Self}`",
    label = "not an outcome of a handler"
)]
pub trait Outcome: sealed::Outcome {
    #[doc(hidden)]
    fn error(self) -> Option<String>;
}

impl Outcome for () {
    fn error(self) -> Option<String> {
        None
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn error(self) -> Option<String> {
        // The alternate form prints the whole chain, for error types that support it.
        self.err().map(|error| format!("{error:#}"))
    }
}

mod sealed {
    pub trait Outcome {}

    impl Outcome for () {}

    impl<E: std::fmt::Display> Outcome for Result<(), E> {}
}
