//! Measures the macro's own share of a build: reading, checking and expanding, without compiling the result.
//!
//! `cargo test -p aegis-events-macros share -- --ignored --nocapture` prints it for a debug build. Cargo does not optimise procedural
//! macros even in release builds; `--release --config profile.release.build-override.opt-level=3` does.

use std::fmt::Write as _;
use std::time::Instant;

use aegis_events_catalog::{Source, read};

use crate::args::Runtime;
use crate::expand;
use crate::input::DomainEnum;

/// The number of events, with five fields each and twenty in a family.
const EVENTS: usize = 600;

fn catalog() -> String {
    let mut text = String::from(
        "[catalog]\nname = \"share\"\n[types.RunId]\nis = \"Uuid\"\n[keys]\nrun_id = \"RunId\"\n[publishers.Worker]\n",
    );
    for event in 0..EVENTS {
        let family = event / 20;
        if event % 20 == 0 {
            let _ = writeln!(text, "[families.Family{family}]\npublished_by = [\"Worker\"]");
        }
        let _ = writeln!(
            text,
            "[events.Family{family}.Thing{event}Happened]\nwhen = \"Thing {event} happened\"\n\
             [events.Family{family}.Thing{event}Happened.fields]\nrun_id = \"RunId\"\ndetail = \"String\"\n\
             note = \"Option<String>\"\nbytes = \"u64\"\nhappened_at = \"Timestamp\""
        );
    }
    text
}

#[test]
#[ignore = "prints a measurement and checks nothing about time"]
fn share_of_reading_checking_and_expanding() {
    let item: DomainEnum = syn::parse_quote! { pub enum DomainEvent {} };
    let start = Instant::now();
    let reading = read(Source::new("catalog.toml", catalog()));
    let read = start.elapsed();
    let code = expand::domain_events(&expand::Names::new(&reading.catalog, Runtime::default(), &item), &item);
    let expanded = start.elapsed() - read;
    assert!(reading.problems.iter().all(|problem| !problem.is_error()) && !code.is_empty());
    println!("{EVENTS} events: read and checked in {read:.0?}, expanded in {expanded:.0?}");
}
