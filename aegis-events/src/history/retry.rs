//! Transactions that a caller waits for: while the database is busy or away they are tried again, but not for ever.

use super::backend::{Backend, Done, ErrorKind, Statement, StoreError};
use crate::backoff::Backoff;

/// How often one is tried again: some ten seconds. Then the caller hears of it.
const MAX_TRIES: u32 = 8;

/// Runs statements in one transaction, again as long as the error is of a kind that may pass; gives what they did, and how often it failed
/// before.
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
