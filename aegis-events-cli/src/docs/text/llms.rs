//! `llms.txt`: an introduction for language models, with links to the rest.

use std::fmt::{Result, Write};

use super::line;
use crate::docs::html::plain;
use crate::docs::site::Site;

pub(in crate::docs) fn llms(site: &Site<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_llms(&mut text, site);
    text
}

fn write_llms(text: &mut String, site: &Site<'_>) -> Result {
    let catalog = site.catalog;
    writeln!(text, "# {}\n", catalog.name())?;
    if let Some(doc) = catalog.doc() {
        writeln!(text, "> {}\n", line(doc))?;
    }
    writeln!(
        text,
        "An event catalog: each event has a family, fields, publishers and subscribers.\n\
         The JSON of an event is `{{\"family\": .., \"event_type\": .., \"event_data\": {{..}}}}`.\n\
         [catalog.json](catalog.json) has the whole catalog in one file.\n"
    )?;
    for family in catalog.families() {
        writeln!(text, "## {}\n", family.name)?;
        if let Some(doc) = &family.doc {
            writeln!(text, "{}\n", line(doc))?;
        }
        for at in family.events.clone() {
            let event = &catalog.events()[at];
            let gone = if event.deprecated.is_some() { "(deprecated) " } else { "" };
            writeln!(text, "- [{}]({}): {gone}{}", event.name, site.addresses.markdown(at), plain(&event.when))?;
        }
        writeln!(text)?;
    }
    if !catalog.subscribers().is_empty() {
        writeln!(text, "## Subscribers\n")?;
        for subscriber in catalog.subscribers() {
            let consumes: Vec<String> = subscriber.interests.iter().map(|it| catalog.written_interest(it)).collect();
            writeln!(text, "- {} ({}): {}", subscriber.name, subscriber.delivery.name(), consumes.join(", "))?;
        }
    }
    Ok(())
}
