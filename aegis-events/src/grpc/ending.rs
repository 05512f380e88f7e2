//! The statuses of ended calls and streams, with texts and trailers.

use tonic::Status;
use tonic::metadata::MetadataValue;

use super::problem::Problem;

/// The position to resume from: all events that the client has not received have a higher one.
const RESUME: &str = "aegis-resume-after-position";
/// The sequence of the last event that the client received.
const LAST_SEQUENCE: &str = "aegis-last-sequence";

/// The last place that a client has received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) sequence: Option<u64>,
    pub(super) position: Option<u64>,
}

/// The most problems in one status.
const MOST_PROBLEMS: usize = 20;
/// The most bytes of the header that contains the text: some clients accept 8 KiB of headers in all.
const MOST_HEADER_BYTES: usize = 6 * 1024;

/// All problems, or as many of the first ones as fit, at least one.
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

/// The most bytes of a line in a header: most characters that are not letters or digits are escaped as three bytes, such as `%60`.
fn in_header(line: &str) -> usize {
    const NEWLINE: usize = 3;
    let bytes = line.bytes().map(|byte| if byte.is_ascii_alphanumeric() { 1 } else { 3 });
    bytes.sum::<usize>() + NEWLINE
}

pub(super) fn too_many_clients(limit: usize) -> Status {
    Status::resource_exhausted(format!(
        "this server serves at most {limit} clients at once; try again later, or raise `grpc.max_clients`"
    ))
}

pub(super) fn no_history() -> Status {
    Status::failed_precondition("this server has no history: omit `after_position` and `recorded`")
}

pub(super) fn bus_closed(reached: Reached) -> Status {
    let text = format!("the event bus is closed, and all earlier events were sent{}", resume(reached));
    with_place(Status::unavailable(text), reached)
}

pub(super) fn server_stops(reached: Reached) -> Status {
    let text = format!("the server shuts down, and all earlier events were sent{}", resume(reached));
    with_place(Status::unavailable(text), reached)
}

pub(super) fn too_slow(lost: u64, reached: Reached) -> Status {
    let after = reached.sequence.unwrap_or(0);
    let text = format!("too slow: {lost} events after sequence {after} are lost{}", resume(reached));
    with_place(Status::aborted(text), reached)
}

pub(super) fn resume(reached: Reached) -> String {
    match reached.position {
        Some(position) => format!("; resume with `after_position` = {position}"),
        None => String::new(),
    }
}

pub(super) fn with_place(mut status: Status, reached: Reached) -> Status {
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
    fn the_first_problems_are_listed_and_the_others_counted() {
        let problems: Vec<Problem> = (0..100).map(|value| Problem::UnknownPolicy { value }).collect();
        let text = bad_request(&problems).message().to_owned();
        assert_eq!(text.lines().count(), MOST_PROBLEMS + 1);
        assert!(text.ends_with("\nand 80 more like these"), "{text}");
    }

    #[test]
    fn the_text_of_problems_fits_into_a_header() {
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

    /// The number of problems that a text counts without listing them.
    fn more(text: &str) -> usize {
        text.rsplit_once("and ").and_then(|(_, end)| end.split(' ').next()?.parse().ok()).unwrap()
    }

    #[test]
    fn statuses_contain_the_place_to_resume_from() {
        let reached = Reached { sequence: Some(7), position: Some(41) };
        let endings = [
            (too_slow(3, reached), "too slow: 3 events after sequence 7 are lost; resume with `after_position` = 41"),
            (
                server_stops(reached),
                "the server shuts down, and all earlier events were sent; resume with `after_position` = 41",
            ),
            (
                bus_closed(reached),
                "the event bus is closed, and all earlier events were sent; resume with `after_position` = 41",
            ),
        ];
        for (status, text) in endings {
            assert_eq!(status.message(), text);
            assert_eq!(status.metadata().get(RESUME).unwrap(), "41");
            assert_eq!(status.metadata().get(LAST_SEQUENCE).unwrap(), "7");
        }
    }

    #[test]
    fn without_a_known_position_a_status_names_none() {
        let status = too_slow(3, Reached { sequence: Some(7), position: None });
        assert_eq!(status.message(), "too slow: 3 events after sequence 7 are lost");
        assert!(status.metadata().get(RESUME).is_none());
    }

    #[test]
    fn refusals_say_what_to_do() {
        let texts = [
            (
                too_many_clients(5),
                "this server serves at most 5 clients at once; try again later, or raise `grpc.max_clients`",
            ),
            (no_history(), "this server has no history: omit `after_position` and `recorded`"),
        ];
        for (status, text) in texts {
            assert_eq!(status.message(), text);
        }
    }
}
