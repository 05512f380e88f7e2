//! Transactions that a caller waits for: retried while the database is busy or away, for a limited time.

use super::backend::{Backend, Done, ErrorKind, Statement, StoreError};
use crate::backoff::Backoff;

/// Retries before the caller gets the error: about ten seconds.
const MAX_TRIES: u32 = 8;

/// Runs statements in one transaction, and repeats it after errors for which `may_pass`. Returns the results, and the number of failures
/// before them.
pub(super) async fn run_with_retries(
    backend: &dyn Backend,
    script: &[Statement],
    may_pass: impl Fn(ErrorKind) -> bool,
) -> Result<(Vec<Done>, u32), StoreError> {
    let mut backoff = Backoff::default();
    loop {
        match backend.run(script.to_vec()).await {
            Err(error) if may_pass(error.kind) && backoff.tries() < MAX_TRIES => {
                tokio::time::sleep(backoff.next()).await;
            }
            result => return Ok((result?, backoff.tries())),
        }
    }
}
