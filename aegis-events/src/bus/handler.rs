//! What a handler is, and what it may return.

use std::fmt::Display;
use std::future::Future;

use super::event::Event;
use crate::event::Filter;

/// What [`EventBus::run`](super::EventBus::run) calls: an async closure or function that takes an event and gives nothing or a
/// `Result`. Implemented for all of them.
pub trait Handler<F: Filter>: Fn(Event<F>) -> Self::Future + Send + 'static {
    /// What the handler returns.
    type Future: Future<Output = Self::Outcome> + Send;

    /// What the handler's future gives.
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

/// How a handler ended: `()`, or a `Result` whose error can be shown. Sealed: there are no others.
#[diagnostic::on_unimplemented(
    message = "a handler gives `()` or a `Result<(), E>` with `E: Display`, not `{Self}`",
    label = "not what a handler gives"
)]
pub trait Outcome: sealed::Outcome {
    /// The error as text, if there is one.
    fn error(self) -> Option<String>;
}

impl Outcome for () {
    fn error(self) -> Option<String> {
        None
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn error(self) -> Option<String> {
        // The alternate form shows the whole chain where the error type has one to show.
        self.err().map(|error| format!("{error:#}"))
    }
}

mod sealed {
    pub trait Outcome {}

    impl Outcome for () {}

    impl<E: std::fmt::Display> Outcome for Result<(), E> {}
}
