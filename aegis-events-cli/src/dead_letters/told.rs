//! What is told of events that are set aside.

use aegis_events::EventId;
use aegis_events::history::{DeadLetter, RetryReport};
use serde_json::{Value, json};

use crate::out::{Answer, Failure, Form, Out, Verdict, counted};
use crate::show::printable;

/// `id`: the one that was asked for; there may be others.
pub(super) fn list(place: &str, events: &[DeadLetter], id: Option<EventId>, form: Form, out: &mut Out) -> Answer {
    match form {
        Form::Json => out.say(json!({ "dead_letters": objects(events) }))?,
        Form::Human => {
            all(events, out)?;
            let of_id = if id.is_some() { " of this id" } else { "" };
            out.say(format_args!("{place}: {}{of_id} set aside", counted(events.len(), "event")))?;
        }
    }
    Ok(verdict(events))
}

pub(super) fn report(place: &str, report: &RetryReport, form: Form, out: &mut Out) -> Answer {
    let RetryReport { recorded, failed, .. } = report;
    match form {
        Form::Json => {
            let recorded =
                recorded.iter().map(|one| json!({ "event_id": one.event_id.to_string(), "position": one.position }));
            out.say(json!({ "recorded": recorded.collect::<Vec<_>>(), "dead_letters": objects(failed) }))?;
        }
        Form::Human => {
            for one in recorded {
                out.say(format_args!("{}  recorded at position {}", one.event_id, one.position))?;
            }
            all(failed, out)?;
            let (recorded, failed) = (counted(recorded.len(), "event"), counted(failed.len(), "event"));
            out.say(format_args!("{place}: {recorded} put back, {failed} still set aside"))?;
        }
    }
    Ok(verdict(failed))
}

fn verdict(events: &[DeadLetter]) -> Verdict {
    if events.is_empty() { Verdict::Good } else { Verdict::Found }
}

/// A line for each event, and below it the reason: texts of databases are long.
fn all(events: &[DeadLetter], out: &mut Out) -> Result<(), Failure> {
    for event in events {
        let time = event.created_at.format("%Y-%m-%dT%H:%M:%S%.6fZ");
        let name = format!("{}.{}", event.family, event.event_type);
        out.say(format_args!("{}  {time}  {} by {}", event.event_id, printable(&name), printable(&event.publisher)))?;
        out.say(format_args!("    {}", printable(&event.reason)))?;
    }
    Ok(())
}

fn objects(events: &[DeadLetter]) -> Vec<Value> {
    let time = |time: &aegis_events::types::Timestamp| time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();
    let object = |event: &DeadLetter| {
        json!({
            "event_id": event.event_id.to_string(),
            "family": event.family,
            "event_type": event.event_type,
            "publisher": event.publisher,
            "created_at": time(&event.created_at),
            "node_id": event.node_id,
            "bus_id": event.bus_id.to_string(),
            "sequence": event.sequence,
            "reason": event.reason,
            "failed_at": time(&event.failed_at),
        })
    };
    events.iter().map(object).collect()
}
