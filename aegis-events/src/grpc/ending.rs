//! How calls and streams end: statuses, with their texts and trailers.

use tonic::Status;
use tonic::metadata::MetadataValue;

use super::problem::Problem;

/// Where to go on: the position behind which everything stands that the client has not got.
const RESUME: &str = "aegis-resume-after-position";
/// The last event that the client got, in the order of the bus.
const LAST_SEQUENCE: &str = "aegis-last-sequence";

/// How far a client has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) sequence: Option<u64>,
    pub(super) position: Option<u64>,
}

/// So many problems are enough to see what is wrong.
const MOST_PROBLEMS: usize = 20;
/// So much fits into the header that carries the text: some clients take 8 KiB of headers in all.
const MOST_HEADER_BYTES: usize = 6 * 1024;

/// All problems, or the first ones that fit, of which there is at least one.
pub(super) fn bad_request(problems: &[Problem]) -> Status {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    for problem in problems.iter().take(MOST_PROBLEMS) {
        let line = problem.to_string();
        bytes += in_header(&line);
        if bytes > MOST_HEADER_BYTES && !lines.is_empty() {
            break;
        }
        lines.push(line);
    }
    if problems.len() > lines.len() {
        lines.push(format!("and {} more like these", problems.len() - lines.len()));
    }
    Status::invalid_argument(lines.join("\n"))
}

/// How many bytes a line takes at most in a header: most of what is no letter is written as three, `%60`, and so are spaces.
fn in_header(line: &str) -> usize {
    const NEWLINE: usize = 3;
    let bytes = line.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 });
    bytes.sum::<usize>() + NEWLINE
}

pub(super) fn too_many_clients(limit: usize) -> Status {
    Status::resource_exhausted(format!(
        "this server serves at most {limit} clients at once; try again later, or let it allow more with `grpc.max_clients`"
    ))
}

pub(super) fn no_history() -> Status {
    Status::failed_precondition(
        "this server keeps no history to read from: leave `after_position` and `recorded` out, or give it a history",
    )
}

pub(super) fn behind_the_end(after: u64, last: u64) -> Status {
    Status::out_of_range(format!(
        "`after_position` is {after}, and the last position of this history is {last}: it is the position of another history"
    ))
}

/// The details are the operator's, and in the log.
pub(super) fn history_away() -> Status {
    Status::unavailable("the history cannot be read at the moment: try again later")
}

pub(super) fn history_closed(reached: Reached) -> Status {
    with_place(Status::unavailable(format!("the history was closed{}", go_on(reached))), reached)
}

/// The end has come, and what was recorded before it cannot be read.
pub(super) fn history_lost(reached: Reached) -> Status {
    with_place(Status::unavailable(format!("the history cannot be read to its end{}", go_on(reached))), reached)
}

pub(super) fn bus_closed(reached: Reached) -> Status {
    let text = format!("the event bus is closed, and everything before was sent{}", go_on(reached));
    with_place(Status::unavailable(text), reached)
}

pub(super) fn server_stops(reached: Reached) -> Status {
    let text = format!("the server shuts down, and everything before was sent{}", go_on(reached));
    with_place(Status::unavailable(text), reached)
}

pub(super) fn too_slow(lost: u64, reached: Reached) -> Status {
    let behind = reached.sequence.unwrap_or(0);
    let text =
        format!("too slow: {lost} events behind the sequence {behind} are lost to this stream{}", go_on(reached));
    with_place(Status::aborted(text), reached)
}

fn go_on(reached: Reached) -> String {
    match reached.position {
        Some(position) => format!("; go on with `after_position` = {position}"),
        None => String::new(),
    }
}

fn with_place(mut status: Status, reached: Reached) -> Status {
    let trailers = [(RESUME, reached.position), (LAST_SEQUENCE, reached.sequence)];
    for (name, number) in trailers.into_iter().filter_map(|(name, number)| Some((name, number?))) {
        status.metadata_mut().insert(name, MetadataValue::from(number));
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_problems_the_first_ones_are_told_and_the_others_counted() {
        let problems: Vec<Problem> = (0..100).map(|value| Problem::UnknownPolicy { value }).collect();
        let text = bad_request(&problems).message().to_owned();
        assert_eq!(text.lines().count(), MOST_PROBLEMS + 1);
        assert!(text.ends_with("\nand 80 more like these"), "{text}");
    }

    #[test]
    fn the_text_of_problems_fits_into_a_header_however_names_are_written() {
        let name = "\u{1f980}".repeat(60);
        let problems = vec![Problem::UnknownEvent { name, catalog: "shop", hint: String::new() }; 15];
        let status = bad_request(&problems);
        let header = status.into_http::<()>();
        let bytes = header.headers()["grpc-message"].len();
        assert!((MOST_HEADER_BYTES / 2..=MOST_HEADER_BYTES).contains(&bytes), "{bytes}");
        let text = bad_request(&problems).message().to_owned();
        assert!(text.ends_with(" more like these"), "{text}");
        assert_eq!(text.lines().count() - 1 + more(&text), problems.len());
    }

    /// How many problems a text counts instead of telling them.
    fn more(text: &str) -> usize {
        text.rsplit_once("and ").and_then(|(_, end)| end.split(' ').next()?.parse().ok()).unwrap()
    }

    #[test]
    fn endings_say_where_to_go_on_in_words_and_in_trailers() {
        let reached = Reached { sequence: Some(7), position: Some(41) };
        let endings = [
            (
                too_slow(3, reached),
                "too slow: 3 events behind the sequence 7 are lost to this stream; go on with `after_position` = 41",
            ),
            (
                server_stops(reached),
                "the server shuts down, and everything before was sent; go on with `after_position` = 41",
            ),
            (
                bus_closed(reached),
                "the event bus is closed, and everything before was sent; go on with `after_position` = 41",
            ),
            (history_closed(reached), "the history was closed; go on with `after_position` = 41"),
            (history_lost(reached), "the history cannot be read to its end; go on with `after_position` = 41"),
        ];
        for (status, text) in endings {
            assert_eq!(status.message(), text);
            assert_eq!(status.metadata().get(RESUME).unwrap(), "41");
            assert_eq!(status.metadata().get(LAST_SEQUENCE).unwrap(), "7");
        }
    }

    #[test]
    fn an_ending_without_a_known_position_names_none() {
        let status = too_slow(3, Reached { sequence: Some(7), position: None });
        assert_eq!(status.message(), "too slow: 3 events behind the sequence 7 are lost to this stream");
        assert!(status.metadata().get(RESUME).is_none());
    }

    #[test]
    fn refusals_say_what_to_do() {
        let texts = [
            (
                too_many_clients(5),
                "this server serves at most 5 clients at once; try again later, or let it allow more with `grpc.max_clients`",
            ),
            (
                no_history(),
                "this server keeps no history to read from: leave `after_position` and `recorded` out, or give it a history",
            ),
            (
                behind_the_end(9, 4),
                "`after_position` is 9, and the last position of this history is 4: it is the position of another history",
            ),
            (history_away(), "the history cannot be read at the moment: try again later"),
        ];
        for (status, text) in texts {
            assert_eq!(status.message(), text);
        }
    }
}
