//! Where commands wait for servers and files: on one thread, made by the command that needs it.

use crate::out::{Answer, Failure};

/// Runs a command that waits.
pub(crate) fn block_on(command: impl Future<Output = Answer>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Failure::new(format!("the system does not let this program wait for anything: {error}")))?;
    runtime.block_on(command)
}
