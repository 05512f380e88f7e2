//! The single-threaded runtime of commands that wait.

use crate::out::{Answer, Failure, Verdict};

/// Run an async command.
pub(crate) fn block_on(command: impl Future<Output = Answer>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start the async runtime: {error}")))?;
    runtime.block_on(command)
}

/// Run a command until it ends or Ctrl-C ends it successfully.
pub(crate) async fn until_interrupted(command: impl Future<Output = Answer>) -> Answer {
    tokio::select! {
        biased;
        interrupted = tokio::signal::ctrl_c() => match interrupted {
            Ok(()) => Ok(Verdict::Good),
            Err(error) => Err(Failure::new(format!("cannot listen for Ctrl-C: {error}"))),
        },
        ended = command => ended,
    }
}
