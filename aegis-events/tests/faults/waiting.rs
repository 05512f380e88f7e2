//! Waiting for something that is certain to happen, without depending on how long it takes.

use std::time::{Duration, Instant};

/// The longest wait. Most waits take less than a second; the rest is for busy machines.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The polling interval.
const LOOK_EVERY: Duration = Duration::from_millis(3);

/// Polls until there is a result.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = look().await {
            return answer;
        }
        assert!(begun.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Waits for a future, up to the deadline.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let answer = tokio::time::timeout(DEADLINE, future).await;
    answer.unwrap_or_else(|_| panic!("not within {DEADLINE:?}: {what}"))
}
