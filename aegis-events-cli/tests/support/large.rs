//! Catalogs of any size: per family twenty events and two publishers, and a subscriber per two families.

use std::fmt::Write as _;

const EVENTS_OF_FAMILY: usize = 20;
const KEYS: usize = 12;

/// A catalog with this number of events.
pub(crate) fn large(events: usize) -> String {
    let families = events.div_ceil(EVENTS_OF_FAMILY);
    let mut text = format!("[catalog]\nname = \"large\"\ndoc = \"A catalog of {events} events.\"\n");
    text.push_str("[types.State]\nvalues = [\"new\", \"ready\", \"gone\"]\n");
    text.push_str(
        "[types.Money]\nfields = { amount = \"i64\", currency = { type = \"String\", doc = \"ISO 4217.\" } }\n",
    );
    for key in 0..KEYS {
        let _ = write!(text, "[types.Key{key}Id]\nis = \"Uuid\"\ndoc = \"Identifies thing {key}.\"\n");
    }
    text.push_str("[keys]\n");
    for key in 0..KEYS {
        let _ = writeln!(text, "key_{key}_id = \"Key{key}Id\"");
    }
    for publisher in 0..2 * families {
        let _ = write!(text, "[publishers.Component{publisher}]\ndoc = \"Does the work of part {publisher}.\"\n");
    }
    for subscriber in 0..families.div_ceil(2) + 2 {
        let delivery = ["live", "lossless", "durable"][subscriber % 3];
        let consumes = match subscriber {
            0 | 1 => "\"*\"".to_owned(),
            _ => {
                let (whole, other) = (subscriber % families, (subscriber + 1) % families);
                let event = if whole == other {
                    String::new()
                } else {
                    format!(", \"Family{other}.Thing{}Happened\"", other * EVENTS_OF_FAMILY)
                };
                format!("\"Family{whole}\"{event}")
            }
        };
        let _ =
            write!(text, "[subscribers.Listener{subscriber}]\nconsumes = [{consumes}]\ndelivery = \"{delivery}\"\n");
    }
    for family in 0..families {
        let (one, two) = (2 * family, 2 * family + 1);
        let _ = write!(
            text,
            "[families.Family{family}]\ndoc = \"The family number {family}.\"\npublished_by = [\"Component{one}\", \"Component{two}\"]\n"
        );
    }
    for event in 0..events {
        write_event(&mut text, event);
    }
    text
}

fn write_event(text: &mut String, event: usize) {
    let (family, key, other) = (event / EVENTS_OF_FAMILY, event % KEYS, (event + 1) % KEYS);
    let _ = write!(
        text,
        "[events.Family{family}.Thing{event}Happened]\nwhen = \"Thing {event} has happened\"\n\
         doc = \"Describes thing {event}: see `Key{key}Id`.\"\n"
    );
    if event % 50 == 7 {
        text.push_str("deprecated = \"use another one\"\n");
    }
    let _ = write!(
        text,
        "[events.Family{family}.Thing{event}Happened.fields]\nkey_{key}_id = \"Key{key}Id\"\n\
         key_{other}_id = \"Option<Key{other}Id>\"\nstate = {{ type = \"State\", default = \"new\" }}\nprice = \"Money\"\n\
         note_{event} = {{ type = \"Option<String>\", doc = \"A remark, number {event}.\", sensitive = {} }}\n\
         labels = \"Map<String>\"\nhappened_at = \"Timestamp\"\n",
        event.is_multiple_of(3)
    );
}
