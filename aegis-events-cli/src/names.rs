//! Names that users give: looked up in what is there; where there is no such name, told with the one that may be meant.

use std::collections::BTreeSet;

use aegis_events::catalog::{CatalogInfo, Kind};
use aegis_events_suggest::closest;

use crate::out::Failure;

/// As many names as one looks through.
const MOST_NAMES: usize = 12;

/// What was found, or that there is nothing of that name. `what` it is a name of, "event"; `whose`: "the catalog `shop`".
pub(crate) fn known_or<'a, T>(
    found: Option<T>,
    name: &str,
    what: &str,
    whose: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<T, Failure> {
    found.ok_or_else(|| {
        let help = meant(name, names.clone()).unwrap_or_else(|| {
            let mut seen = BTreeSet::new();
            let mut names = names.filter(|name| seen.insert(*name));
            let mut shown: Vec<_> = names.by_ref().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
            shown.extend(names.next().map(|_| "…".to_owned()));
            match &shown[..] {
                [] => "there is none at all".to_owned(),
                [one] => format!("there is only {one}"),
                several => format!("there are {}", several.join(", ")),
            }
        });
        Failure::new(format!("{whose} has no {what} `{name}`\n  {help}"))
    })
}

/// "did you mean `X`?", where some name is close enough.
pub(crate) fn meant<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(name, names).map(|suggestion| suggestion.to_string())
}

/// An event by `Family.Event`, or by its name where that tells; by former names too.
pub(crate) fn event(info: &CatalogInfo, whose: &str, name: &str) -> Result<Kind, Failure> {
    let full = |kind: Kind| format!("{}.{}", info.event(kind).family(), info.event(kind).event_type());
    let in_all_families = |event_type: &str| -> Vec<Kind> {
        info.families().iter().filter_map(|family| info.find(family.name(), event_type)).collect()
    };
    let Some((family, event_type)) = name.split_once('.') else {
        let same: Vec<_> = in_all_families(name).into_iter().map(|kind| (kind, full(kind))).collect();
        return the_only(&same, name, whose, info.events().iter().map(|event| event.event_type()));
    };
    let found = info.find(family, event_type);
    if let (None, [elsewhere]) = (found, &in_all_families(event_type)[..]) {
        return Err(Failure::new(format!("{whose} has no event `{name}`\n  did you mean `{}`?", full(*elsewhere))));
    }
    let names: Vec<_> = info.events().iter().map(|event| full(event.kind())).collect();
    known_or(found, name, "event", whose, names.iter().map(String::as_str))
}

/// Of the events of a name, each with its family, the only one.
pub(crate) fn the_only<'a, T: Clone>(
    same: &[(T, String)],
    name: &str,
    whose: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<T, Failure> {
    match same {
        [] => known_or(None, name, "event", whose, names),
        [(one, _)] => Ok(one.clone()),
        several => {
            let names: Vec<_> = several.iter().map(|(_, full)| format!("`{full}`")).collect();
            Err(Failure::new(format!("several families have an event `{name}`\n  name one of {}", names.join(", "))))
        }
    }
}
