//! Problems of a client's request, with suggestions.

use aegis_events_suggest::closest;
use thiserror::Error;

/// A problem of a request. Names from the client are shortened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Problem {
    #[error("`{name}` is not a family of the catalog `{catalog}`{hint}; this stream serves {served}")]
    UnknownFamily { name: String, catalog: &'static str, hint: String, served: String },
    #[error("this stream does not serve the family `{family}`; it serves {served}")]
    FamilyNotServed { family: &'static str, served: String },
    #[error("this stream does not serve the whole family `{family}`; name its events one by one: {served}")]
    FamilyPartlyServed { family: &'static str, served: String },
    #[error("`{text}` is not the name of an event: write the family too, as in `{example}`")]
    NotAnEventName { text: String, example: String },
    #[error("`{name}` is not an event of the catalog `{catalog}`{hint}; `GetCatalog` lists them")]
    UnknownEvent { name: String, catalog: &'static str, hint: String },
    #[error("this stream does not serve `{event}`; it serves {served}")]
    EventNotServed { event: String, served: String },
    #[error("`{name}` is not a key of the catalog `{catalog}`{hint}; its keys are {keys}")]
    UnknownKey { name: String, catalog: &'static str, hint: String, keys: String },
    #[error("no event of this filter carries the key `{key}`; `GetCatalog` lists which events do")]
    KeyNotCarried { key: &'static str },
    #[error("the filter has the key `{key}` twice with different values: no event carries both")]
    KeyTwice { key: &'static str },
    #[error("`{value}` is not a value of the key `{key}`: it must be {expected}")]
    KeyValue { key: &'static str, value: String, expected: &'static str },
    #[error("the filter has {entries} entries, but this server allows {limit}; use whole families, or several streams")]
    TooManyEntries { entries: usize, limit: usize },
    #[error("{value} is not a value of `when_slow`: 0 and 1 drop the oldest events, 2 disconnects")]
    UnknownPolicy { value: i32 },
}

/// " (did you mean `X`?)" for a similar name, or nothing.
pub(super) fn hint<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    closest(name, known).map_or_else(String::new, |suggestion| format!(" ({suggestion})"))
}

/// "`A`, `B`".
pub(super) fn list<'a>(names: impl Iterator<Item = impl Into<String> + 'a>) -> String {
    names.map(|name| format!("`{}`", name.into())).collect::<Vec<_>>().join(", ")
}
