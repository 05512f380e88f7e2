//! Where commands wait for servers and files: on one thread, made by the command that needs it.

use crate::out::{Answer, Failure, Verdict};

/// Runs a command that waits.
pub(crate) fn block_on(command: impl Future<Output = Answer>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Failure::new(format!("the system does not let this program wait for anything: {error}")))?;
    runtime.block_on(command)
}

/// Runs what goes on by itself, until somebody interrupts it: that is how it ends well.
pub(crate) async fn until_interrupted(command: impl Future<Output = Answer>) -> Answer {
    tokio::select! {
        biased;
        interrupted = tokio::signal::ctrl_c() => match interrupted {
            Ok(()) => Ok(Verdict::Good),
            Err(error) => Err(Failure::new(format!("the system does not let this program hear of interrupts: {error}"))),
        },
        ended = command => ended,
    }
}
