//! Output of dead letters.

use aegis_events::EventId;
use aegis_events::history::{DeadLetter, RetryReport};
use serde_json::{Value, json};

use crate::out::{Answer, Failure, Form, Out, Verdict, counted};
use crate::show::{printable, time};

/// Print the dead letters. `id` is the filter.
pub(super) fn list(place: &str, events: &[DeadLetter], id: Option<EventId>, form: Form, out: &mut Out) -> Answer {
    match form {
        Form::Json => out.line(json!({ "dead_letters": objects(events) }))?,
        Form::Human => {
            all(events, out)?;
            let with_id = if id.is_some() { " with this id" } else { "" };
            out.line(format_args!("{place}: {}{with_id}", counted(events.len(), "dead letter")))?;
        }
    }
    Ok(verdict(events))
}

pub(super) fn retried(place: &str, report: &RetryReport, form: Form, out: &mut Out) -> Answer {
    let RetryReport { recorded, failed, .. } = report;
    match form {
        Form::Json => {
            let recorded =
                recorded.iter().map(|one| json!({ "event_id": one.event_id.to_string(), "position": one.position }));
            out.line(json!({ "recorded": recorded.collect::<Vec<_>>(), "dead_letters": objects(failed) }))?;
        }
        Form::Human => {
            for one in recorded {
                out.line(format_args!("{}  recorded at position {}", one.event_id, one.position))?;
            }
            all(failed, out)?;
            let (recorded, failed) = (counted(recorded.len(), "event"), counted(failed.len(), "dead letter"));
            out.line(format_args!("{place}: {recorded} recorded, {failed} left"))?;
        }
    }
    Ok(verdict(failed))
}

fn verdict(events: &[DeadLetter]) -> Verdict {
    if events.is_empty() { Verdict::Good } else { Verdict::Found }
}

/// A line per event, and its reason on the next line.
fn all(events: &[DeadLetter], out: &mut Out) -> Result<(), Failure> {
    for event in events {
        let time = time(event.published_at);
        let name = format!("{}.{}", event.family, event.event_type);
        out.line(format_args!("{}  {time}  {} by {}", event.event_id, printable(&name), printable(&event.publisher)))?;
        out.line(format_args!("    {}", printable(&event.reason)))?;
    }
    Ok(())
}

fn objects(events: &[DeadLetter]) -> Vec<Value> {
    let object = |event: &DeadLetter| {
        json!({
            "event_id": event.event_id.to_string(),
            "family": event.family,
            "event_type": event.event_type,
            "publisher": event.publisher,
            "created_at": time(event.published_at),
            "node_id": event.node_id,
            "bus_id": event.bus_id.to_string(),
            "sequence": event.sequence,
            "reason": event.reason,
            "failed_at": time(event.failed_at),
        })
    };
    events.iter().map(object).collect()
}
