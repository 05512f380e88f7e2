//! A former name of a field or an event is neither a present name nor the former name of another.

use hashbrown::HashMap;

use crate::declare::{Catalog, Fields, TypeForm};
use crate::model::{Name, Span};
use crate::problem::{Code, Owner, Problem, Reporter, quoted};

/// Drops the former names that are not free.
pub(super) fn former_names(catalog: &mut Catalog, reporter: &mut Reporter) {
    for it in &mut catalog.types.items {
        if let Some(TypeForm::Fields(fields)) = &mut it.form {
            of_fields(fields, Owner { name: &it.name, noun: "type" }, reporter);
        }
    }
    for (_, events) in catalog.families_with_events() {
        for event in &mut events.items {
            of_fields(&mut event.fields, Owner { name: &event.name, noun: "event" }, reporter);
        }
        let events = events.items.iter_mut();
        settle(events.map(|it| (&it.name, Owner { name: &it.name, noun: "event" }, &mut it.was)).collect(), reporter);
    }
}

fn of_fields(fields: &mut Fields, owner: Owner<'_>, reporter: &mut Reporter) {
    settle(fields.sound.iter_mut().map(|it| (&it.name, owner, &mut it.was)).collect(), reporter);
}

/// Each item has its present name, the owner of its problems, and its former names.
fn settle(items: Vec<(&Name, Owner<'_>, &mut Vec<Name>)>, reporter: &mut Reporter) {
    if items.iter().all(|(.., was)| was.is_empty()) {
        return;
    }
    let present: HashMap<&str, &Span> = items.iter().map(|(name, ..)| (name.text.as_str(), &name.span)).collect();
    let mut former: HashMap<String, Span> = HashMap::new();
    for (_, owner, was) in items {
        was.retain(|name| {
            let taken = present.get(name.text.as_str()).map(|span| (*span, "the present name"));
            let taken = taken.or_else(|| former.get(&name.text).map(|span| (span, "the other former name")));
            let Some((other, remark)) = taken else {
                former.insert(name.text.clone(), name.span.clone());
                return true;
            };
            let message = format!("former name {} is in use", quoted(&name.text));
            let problem = Problem::new(Code::FormerName, name.span.clone(), message)
                .label("rows with this name would be read as both")
                .context(other, remark)
                .help("remove it from one of the two");
            reporter.report(owner.explain(problem));
            false
        });
    }
}
