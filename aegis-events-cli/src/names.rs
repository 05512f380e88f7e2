//! Look up names from the command line; an unknown name is reported with a suggestion.

use std::collections::BTreeSet;

use aegis_events::catalog::{CatalogInfo, Kind};
use aegis_events_suggest::closest;

use crate::out::Failure;

/// The most names that an error lists.
const MOST_NAMES: usize = 12;

/// The item, or an error that it is unknown. `what` is the kind of item, "event"; `owner` contains the names, "the catalog `shop`".
pub(crate) fn known_or<'a, T>(
    found: Option<T>,
    name: &str,
    what: &str,
    owner: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<T, Failure> {
    found.ok_or_else(|| {
        let help = meant(name, names.clone()).unwrap_or_else(|| {
            let mut seen = BTreeSet::new();
            let mut names = names.filter(|name| seen.insert(*name));
            let mut shown: Vec<_> = names.by_ref().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
            shown.extend(names.next().map(|_| "…".to_owned()));
            match &shown[..] {
                [] => "there are none".to_owned(),
                [one] => format!("there is only {one}"),
                several => format!("there are {}", several.join(", ")),
            }
        });
        Failure::new(format!("{owner} has no {what} `{name}`\n  {help}"))
    })
}

/// "did you mean `X`?", if a name is close enough.
pub(crate) fn meant<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(name, names).map(|suggestion| suggestion.to_string())
}

/// Find an event by `Family.Event`, or by an unambiguous name. Former names count.
pub(crate) fn event(info: &CatalogInfo, owner: &str, name: &str) -> Result<Kind, Failure> {
    let full = |kind: Kind| format!("{}.{}", info.event(kind).family(), info.event(kind).event_type());
    let in_all_families = |event_type: &str| -> Vec<Kind> {
        info.families().iter().filter_map(|family| info.find(family.name(), event_type)).collect()
    };
    let Some((family, event_type)) = name.split_once('.') else {
        let same: Vec<_> = in_all_families(name).into_iter().map(|kind| (kind, full(kind))).collect();
        return the_only(&same, name, owner, info.events().iter().map(|event| event.event_type()));
    };
    let found = info.find(family, event_type);
    if let (None, [elsewhere]) = (found, &in_all_families(event_type)[..]) {
        return Err(Failure::new(format!("{owner} has no event `{name}`\n  did you mean `{}`?", full(*elsewhere))));
    }
    let names: Vec<_> = info.events().iter().map(|event| full(event.kind())).collect();
    known_or(found, name, "event", owner, names.iter().map(String::as_str))
}

/// The only event of a name; an error if there are several or none.
pub(crate) fn the_only<'a, T: Clone>(
    same: &[(T, String)],
    name: &str,
    owner: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<T, Failure> {
    match same {
        [] => known_or(None, name, "event", owner, names),
        [(one, _)] => Ok(one.clone()),
        several => {
            let names: Vec<_> = several.iter().map(|(_, full)| format!("`{full}`")).collect();
            Err(Failure::new(format!("several families have an event `{name}`\n  name one of {}", names.join(", "))))
        }
    }
}
