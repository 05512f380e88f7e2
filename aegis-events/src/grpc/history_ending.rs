//! The statuses of calls and streams that the history ends.

use tonic::Status;

use super::ending::{Reached, resume, with_place};

pub(super) fn behind_the_end(after: u64, last: u64) -> Status {
    Status::out_of_range(format!(
        "`after_position` is {after}, but the last position of this history is {last}: it is from another history"
    ))
}

/// The details are logged for the operator.
pub(super) fn away() -> Status {
    Status::unavailable("the history is unavailable: try again later")
}

pub(super) fn closed(reached: Reached) -> Status {
    with_place(Status::unavailable(format!("the history was closed{}", resume(reached))), reached)
}

/// The stream ends, and the events recorded before cannot be read.
pub(super) fn lost(reached: Reached) -> Status {
    with_place(Status::unavailable(format!("the history cannot be read to its end{}", resume(reached))), reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_say_what_to_do() {
        let reached = Reached { sequence: Some(7), position: Some(41) };
        let texts = [
            (closed(reached), "the history was closed; resume with `after_position` = 41"),
            (lost(reached), "the history cannot be read to its end; resume with `after_position` = 41"),
            (
                behind_the_end(9, 4),
                "`after_position` is 9, but the last position of this history is 4: it is from another history",
            ),
            (away(), "the history is unavailable: try again later"),
        ];
        for (status, text) in texts {
            assert_eq!(status.message(), text);
        }
    }
}
