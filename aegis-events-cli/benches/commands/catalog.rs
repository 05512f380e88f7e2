//! Catalogs of any size, similar to the AEGIS catalog: ten events per family, six fields each.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A valid, formatted catalog.
pub(crate) fn text(events: usize) -> String {
    let families = events.div_ceil(10);
    let mut text = String::from(
        "[catalog]\nname = \"bench\"\ndoc  = \"Events by the thousand.\"\n\n[types.RunId]\nis  = \"Uuid\"\ndoc = \"One run.\"\n\n\
         [types.AgentId]\nis = \"Uuid\"\n\n[types.State]\nvalues = [\"waiting\", \"running\", \"done\"]\n\n\
         [keys]\nrun_id   = \"RunId\"\nagent_id = \"AgentId\"\n",
    );
    for family in 0..families {
        _ = write!(text, "\n[publishers.Component{family}]\ndoc = \"Does work number {family}.\"\n");
    }
    text.push_str("\n[subscribers.Recorder]\nconsumes = [\"*\"]\ndelivery = \"lossless\"\n");
    for family in 0..families {
        _ = write!(
            text,
            "\n[families.Family{family}]\ndoc          = \"What happens to work number {family}.\"\npublished_by = [\"Component{family}\"]\n"
        );
        for event in (family * 10)..(family * 10 + 10).min(events) {
            _ = write!(
                text,
                "\n[events.Family{family}.Event{event}]\nwhen = \"Step {event} was taken\"\n[events.Family{family}.Event{event}.fields]\n\
                 run_id   = \"RunId\"\nagent_id = \"Option<AgentId>\"\nstate    = \"State\"\nattempt  = {{ type = \"u32\", doc = \"Counts from 1.\" }}\n\
                 reason   = \"Option<String>\"\ntaken_at = \"Timestamp\"\n"
            );
        }
    }
    text
}

/// The same, with another type of one field per event.
pub(crate) fn changed(events: usize) -> String {
    text(events).replace("type = \"u32\"", "type = \"u64\"")
}

/// The same, with an unknown type in each event.
pub(crate) fn broken(events: usize) -> String {
    text(events).replace("taken_at = \"Timestamp\"", "taken_at = \"Timestam\"")
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file in a temporary folder");
    path.display().to_string()
}

/// The lower bound of reading a file: the TOML parser alone.
pub(crate) fn parse_alone(path: &str) -> Duration {
    let text = fs::read_to_string(path).expect("the file that was written");
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let start = Instant::now();
            let (table, errors) = toml::de::DeTable::parse_recoverable(&text);
            let taken = start.elapsed();
            assert!(errors.is_empty() && !table.get_ref().is_empty());
            taken
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}
