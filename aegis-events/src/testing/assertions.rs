//! Assertions about what was published, with both lists in the failure.

use std::fmt::Write;

use super::{Expected, TestBus};
use crate::bus::{Event, MakePublishers};
use crate::event::{Domain, Filter};

impl<D: MakePublishers + Filter<Domain = D>> TestBus<D> {
    /// These events were published, in this order, and no others.
    ///
    /// # Panics
    ///
    /// If not, with both lists and the first difference.
    #[track_caller]
    pub fn assert_published(&self, expected: impl IntoIterator<Item = Expected<D>>) {
        let (expected, events) = (Vec::from_iter(expected), self.events());
        let same = expected.iter().zip(&events).take_while(|(expected, event)| expected.matches(event)).count();
        if same < expected.len().max(events.len()) {
            panic!("{}", report("in this order, and no others", &expected, Some(same), &events, Some(same)));
        }
    }

    /// These events were published, in this order; others may come before, between and after them.
    ///
    /// # Panics
    ///
    /// If not, with both lists and the first expected event that was not found.
    #[track_caller]
    pub fn assert_published_among(&self, expected: impl IntoIterator<Item = Expected<D>>) {
        let (expected, events) = (Vec::from_iter(expected), self.events());
        let mut rest = events.iter();
        let missing = expected.iter().position(|expected| !rest.any(|event| expected.matches(event)));
        if missing.is_some() {
            panic!("{}", report("in this order, perhaps among others", &expected, missing, &events, None));
        }
    }

    /// Nothing was published.
    ///
    /// # Panics
    ///
    /// If something was, with a list of it.
    #[track_caller]
    pub fn assert_nothing_published(&self) {
        self.assert_published([]);
    }
}

/// Both lists; the places of the difference are marked.
fn report<D: Domain + Filter<Domain = D>>(
    how: &str,
    expected: &[Expected<D>],
    missing: Option<usize>,
    events: &[Event<D>],
    other: Option<usize>,
) -> String {
    let mut text = String::from("what was published is not what was expected\n");
    let expected = expected.iter().map(ToString::to_string);
    list(&mut text, &format!("expected, {how}"), expected.collect(), missing);
    list(&mut text, "published", events.iter().map(describe).collect(), other);
    text
}

fn list(text: &mut String, title: &str, lines: Vec<String>, marked: Option<usize>) {
    let _ = write!(text, "\n{title}:\n");
    if lines.is_empty() {
        text.push_str("     (nothing)\n");
    }
    for (place, line) in lines.iter().enumerate() {
        let mark = if marked == Some(place) { '>' } else { ' ' };
        let _ = writeln!(text, "{mark} {:>2}. {line}", place + 1);
    }
    if marked == Some(lines.len()) && !lines.is_empty() {
        text.push_str(">     (nothing more)\n");
    }
}

fn describe<D: Domain + Filter<Domain = D>>(event: &Event<D>) -> String {
    let (info, envelope) = (event.info(), event.envelope());
    let mut line = format!("{}.{} by {}", info.family(), info.event_type(), event.publisher_name());
    if let Some(cause) = event.causation_id() {
        let _ = write!(line, " because of {cause}");
    }
    let _ = write!(line, ": {:?}", envelope.event().payload());
    line
}
