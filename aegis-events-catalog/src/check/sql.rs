//! Names of views and columns are short enough for PostgreSQL.

use crate::model::{EventDef, KeyDef, Name};
use crate::problem::{Code, Owner, Problem, Reporter};

/// `NAMEDATALEN` minus one: PostgreSQL silently cuts longer identifiers.
const MAX_BYTES: usize = 63;

/// The column of a key has a name of at most 63 bytes.
pub(crate) fn key_columns(keys: &[KeyDef], reporter: &mut Reporter) {
    for key in keys {
        if let Some(problem) = too_long(&key.name, &key.name.text, "the column of this key") {
            reporter.report(problem);
        }
    }
}

/// The view of an event, and the columns of its fields, have names of at most 63 bytes.
pub(crate) fn event_names(event: &EventDef, reporter: &mut Reporter) {
    if let Some(problem) = too_long(&event.name, &event.view, "the view of this event") {
        reporter.report(problem);
    }
    for field in &event.fields {
        if let Some(problem) = too_long(&field.name, &field.name.text, "the column of this field") {
            let owner = Owner { name: &event.name, noun: "event" };
            reporter.report(owner.explain(problem));
        }
    }
}

fn too_long(place: &Name, identifier: &str, what: &str) -> Option<Problem> {
    let length = identifier.len();
    (length > MAX_BYTES).then(|| {
        Problem::new(Code::SqlNameTooLong, place.span.clone(), format!("{what} has a name of {length} bytes"))
            .label(if identifier == place.text {
                format!("more than {MAX_BYTES} bytes")
            } else {
                format!("{identifier:.100}")
            })
            .help(format!("shorten it by {} bytes: SQL names have at most {MAX_BYTES}", length - MAX_BYTES))
    })
}
