//! Commands that agents run.

mod dispatcher;
mod process;
mod rules;

pub(crate) use dispatcher::{BuiltinDispatcher, CommandError, CommandRequest};
