//! `aegis-events export mermaid`: publisher → events → subscriber as a flow chart.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FamilyDef};
use clap::{Args, ValueEnum};

use super::files::{Files, write};
use crate::input;
use crate::names::known_or;
use crate::out::{Answer, Failure, Out};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events export mermaid > flow.mmd
  aegis-events export mermaid --by event --family Volume --out docs/volume.mmd

In Markdown, put the text between ```mermaid and ```.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    files: Files,
    /// The nodes between publishers and subscribers
    #[arg(long, value_enum, default_value_t)]
    by: By,
    /// Only this family; repeat for several [default: all]
    #[arg(long, value_name = "FAMILY")]
    family: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum By {
    /// Families, with the number of events on each edge
    #[default]
    Family,
    /// Events
    Event,
}

pub(super) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let catalog = input::valid(arguments.files.catalog.path())?.catalog;
    let families = families(&catalog, &arguments.family)?;
    let chart = match arguments.by {
        By::Family => by_family(&catalog, &families),
        By::Event => by_event(&catalog, &families),
    };
    write(chart.trim_end(), arguments.files.out.as_deref(), out)
}

fn families<'c>(catalog: &'c CheckedCatalog, wanted: &[String]) -> Result<Vec<&'c FamilyDef>, Failure> {
    let owner = format!("the catalog `{}`", catalog.name());
    for name in wanted {
        let known = catalog.families().iter().map(|family| family.name.text.as_str());
        known_or(known.clone().find(|known| known == name), name, "family", &owner, known)?;
    }
    let is_wanted = |family: &&FamilyDef| wanted.is_empty() || wanted.contains(&family.name.text);
    Ok(catalog.families().iter().filter(is_wanted).collect())
}

fn by_family(catalog: &CheckedCatalog, families: &[&FamilyDef]) -> String {
    let mut chart = Chart::new();
    for family in families {
        let events = &catalog.events()[family.events.clone()];
        let node = chart.node("f", &family.name.text, &format!("[{}]", quoted(&family.name.text)));
        for (place, publisher) in catalog.publishers().iter().enumerate() {
            let owned = events.iter().filter(|event| publishes(place, event)).count();
            if owned > 0 {
                let from = chart.publisher(&publisher.name.text);
                let label =
                    if owned == events.len() { "all".to_owned() } else { format!("{owned} of {}", events.len()) };
                chart.edge(&from, &format!("-->|{label}|"), &node);
            }
        }
        for subscriber in catalog.subscribers() {
            let consumed = events.iter().filter(|event| catalog.consumes(subscriber, event)).count();
            if consumed > 0 {
                let to = chart.subscriber(&subscriber.name.text);
                let all = consumed == events.len();
                let label = if all { "all".to_owned() } else { format!("{consumed} of {}", events.len()) };
                chart.edge(&node, &format!("-->|{label}|"), &to);
            }
        }
    }
    chart.text
}

fn by_event(catalog: &CheckedCatalog, families: &[&FamilyDef]) -> String {
    let mut chart = Chart::new();
    for family in families {
        let events = &catalog.events()[family.events.clone()];
        chart.line(format_args!("subgraph f_{} [{}]", family.name, quoted(&family.name.text)));
        for event in events {
            let name = format!("{}_{}", family.name, event.name);
            chart.node("e", &name, &format!("[{}]", quoted(&event.name.text)));
        }
        chart.line(format_args!("end"));
        for event in events {
            let node = format!("e_{}_{}", family.name, event.name);
            for owner in &event.published_by {
                let from = chart.publisher(&catalog.publisher(*owner).name.text);
                chart.edge(&from, "-->", &node);
            }
            for subscriber in catalog.subscribers().iter().filter(|it| catalog.consumes(it, event)) {
                let to = chart.subscriber(&subscriber.name.text);
                chart.edge(&node, "-->", &to);
            }
        }
    }
    chart.text
}

fn publishes(publisher: usize, event: &EventDef) -> bool {
    event.published_by.iter().any(|owner| owner.index() == publisher)
}

/// A flow chart under construction. Each node is written once, before its first edge.
struct Chart {
    text: String,
    known: BTreeSet<String>,
}

impl Chart {
    fn new() -> Self {
        Self { text: "flowchart LR\n".to_owned(), known: BTreeSet::new() }
    }

    fn line(&mut self, line: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "  {line}");
    }

    /// Write a node unless it exists, and return its id. Names of a catalog are valid ids.
    fn node(&mut self, prefix: &str, name: &str, shape: &str) -> String {
        let id = format!("{prefix}_{name}");
        if self.known.insert(id.clone()) {
            self.line(format_args!("{id}{shape}"));
        }
        id
    }

    fn publisher(&mut self, name: &str) -> String {
        self.node("p", name, &format!("([{}])", quoted(name)))
    }

    fn subscriber(&mut self, name: &str) -> String {
        self.node("s", name, &format!("{{{{{}}}}}", quoted(name)))
    }

    fn edge(&mut self, from: &str, arrow: &str, to: &str) {
        self.line(format_args!("{from} {arrow} {to}"));
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
