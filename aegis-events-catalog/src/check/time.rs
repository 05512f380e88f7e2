//! The field with the time of an event.

use crate::declare::Given;
use crate::lower::DraftEvent;
use crate::model::{FieldDef, FieldType, Scalar};
use crate::problem::{Code, Owner, Problem, Reporter, Spelling, quoted};

/// The place of the field that `time` names, or else of the only plain `Timestamp`. `None`: the time of the envelope.
pub(crate) fn time(event: &DraftEvent, reporter: &mut Reporter) -> Option<usize> {
    let fields = &event.def.fields;
    let named = match &event.time {
        Given::Value(named) => named,
        Given::Absent => return only_timestamp(event, reporter),
        Given::Unreadable => return None,
    };
    let owner = Owner { name: &event.def.name, noun: "event" };
    let Some(place) = fields.iter().position(|field| field.name.text == named.text) else {
        if !event.lost.knows(&named.text) {
            let timestamps = fields.iter().filter(|field| is_timestamp(field)).map(|field| field.name.text.as_str());
            let timestamps: Vec<&str> = timestamps.collect();
            let message = format!("`time` names an unknown field, {}", quoted(&named.text));
            let problem =
                Problem::new(Code::UnknownField, named.span.clone(), message).label("not a field of the event");
            let meant = reporter.closest(&named.text, timestamps.iter().copied());
            let problem = match (meant, timestamps.first()) {
                (Some(meant), _) => problem.suggest(Some(meant), Some(Spelling::Quoted)),
                (None, None) => problem.help("omit `time`: the event has no plain `Timestamp`"),
                (None, Some(first)) => problem.help(format!("name a plain `Timestamp`, for example {}", quoted(first))),
            };
            reporter.report(owner.explain(problem));
        }
        return None;
    };
    let field = &fields[place];
    if !is_timestamp(field) {
        let message = format!("`time` names field {}, which is not a plain `Timestamp`", quoted(&named.text));
        let problem = Problem::new(Code::TimeFieldType, named.span.clone(), message)
            .label("expected a field of type `Timestamp`")
            .context(&field.ty_span, "its type")
            .help("name another field, or omit `time` for the time of publishing");
        reporter.report(owner.explain(problem));
        return None;
    }
    if field.sensitive {
        let message = format!("`time` names field {}, which is sensitive", quoted(&named.text));
        let problem = Problem::new(Code::SensitiveField, named.span.clone(), message)
            .label("an event's time is shown everywhere")
            .context(&field.name.span, "sensitive")
            .help("name another field, or omit `time` for the time of publishing");
        reporter.report(owner.explain(problem));
        return None;
    }
    Some(place)
}

/// Without `time`: the only plain `Timestamp` that is not sensitive. Several are ambiguous.
fn only_timestamp(event: &DraftEvent, reporter: &mut Reporter) -> Option<usize> {
    let name = &event.def.name;
    let fields = event.def.fields.iter().enumerate();
    let candidates: Vec<(usize, &FieldDef)> =
        fields.filter(|(_, field)| is_timestamp(field) && !field.sensitive).collect();
    match candidates.as_slice() {
        [] => None,
        [(place, _)] => Some(*place),
        [(_, first), ..] => {
            let message = format!("event {} has several timestamps", quoted(&name.text));
            let mut problem = Problem::new(Code::AmbiguousTime, name.span.clone(), message)
                .label("its time is ambiguous")
                .help(format!("name one of them, for example `time = \"{}\"`", first.name));
            for (_, field) in candidates.iter().take(6) {
                problem = problem.context(&field.name.span, "a candidate");
            }
            reporter.report(problem);
            None
        }
    }
}

fn is_timestamp(field: &FieldDef) -> bool {
    field.ty == FieldType::Scalar(Scalar::Timestamp)
}
