//! Rules for time, version, retention, deprecation, hand-written structs and texts.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

pub(super) const TIME_CHANGED: About = About {
    prose: "The time of an event continues to come from the same field.",
    effects: &[
        warning(Store, "older rows keep the old `occurred_at`: queries by time mix both"),
        warning(Wire, "the time next to the payload has another meaning"),
        breaking(Catalog, "`occurred_at()` returns another time"),
    ],
    todo: Some("leave `time`; code that needs the other time can read its field"),
};

pub(super) const VERSION_LOWERED: About = About {
    prose: "The `version` of an event is never lowered.",
    effects: &[
        warning(Store, "new rows have a lower version than old rows"),
        warning(Wire, "clients that compare the version take new events for old ones"),
        breaking(Catalog, "one version now means another payload"),
    ],
    todo: Some("raise it above every earlier version"),
};

pub(super) const VERSION_NOT_RAISED: About = About {
    prose: "The `version` of an event is raised when its payload changes in a way that breaks rows or clients.",
    effects: &[
        warning(Store, "old and new rows have the same version and different payloads"),
        warning(Wire, "clients cannot distinguish old payloads from new ones"),
        warning(Catalog, "one version means two payloads"),
    ],
    todo: Some("raise `version` by one"),
};

pub(super) const VERSION_RAISED: About = About {
    prose: "The `version` of an event is raised when its payload changes. Only a raise without a change of the payload is reported.",
    effects: &[notice(Catalog, "the version indicates a new payload, but the payload is the same")],
    todo: Some("no action is needed if the payload has another meaning"),
};

pub(super) const RETENTION_LENGTHENED: About = About {
    prose: "An event may be kept longer.",
    effects: &[notice(Store, "rows are kept longer, and the database grows")],
    todo: Some("no action is needed if the rows may be kept that long"),
};

pub(super) const RETENTION_REMOVED: About = About {
    prose: "An event may be kept without a limit.",
    effects: &[warning(
        Store,
        "rows are no longer removed: the database grows without limit, and rows that had to be removed by law or contract stay",
    )],
    todo: Some("make sure that the rows may be kept without a limit"),
};

pub(super) const RETENTION_SHORTENED: About = About {
    prose: "An event is kept at least as long as before.",
    effects: &[breaking(Store, "the next run of the retention permanently removes rows that would have been kept")],
    todo: Some("copy the rows that are still needed, or restore `retention`"),
};

pub(super) const DEPRECATED_ADDED: About = About {
    prose: "An event may be deprecated.",
    effects: &[
        warning(Source, "code that uses the struct gets a warning, which is an error under `deny(warnings)`"),
        notice(Catalog, "new code should not use it"),
    ],
    todo: None,
};

pub(super) const DEPRECATED_CHANGED: About = About {
    prose: "The note of a deprecated event may change.",
    effects: &[notice(Catalog, "the note has another text")],
    todo: None,
};

pub(super) const DEPRECATED_REMOVED: About = About {
    prose: "A deprecated event may be restored.",
    effects: &[notice(Catalog, "new code may use it")],
    todo: None,
};

pub(super) const RUST_PATH_ADDED: About = About {
    prose: "The struct of an event may become hand-written.",
    effects: &[warning(Source, "the struct at that path replaces the generated one, and must have `#[domain_event]`")],
    todo: Some("write it in the crate that has the enum of the catalog"),
};

pub(super) const RUST_PATH_CHANGED: About = About {
    prose: "A hand-written struct or type keeps its path.",
    effects: &[
        breaking(Source, "code that uses methods and traits of the old type does not compile"),
        warning(Store, "rows decode only if the new type reads what the old type has written"),
        warning(Wire, "clients receive what the new type writes"),
    ],
    todo: Some("no action is needed if the same type has only moved"),
};

pub(super) const RUST_PATH_REMOVED: About = About {
    prose: "A hand-written struct stays hand-written.",
    effects: &[breaking(Source, "methods and traits of the hand-written struct are gone")],
    todo: Some("move its methods to a trait, or restore `rust`"),
};

pub(super) const WHEN_CHANGED: About = About {
    prose: "The text of `when` may change.",
    effects: &[notice(Catalog, "the event may have another meaning")],
    todo: Some("no action is needed if the event happens on the same occasion as before"),
};

pub(super) const DOC_CHANGED: About =
    About { prose: "`doc` may change.", effects: &[notice(Catalog, "its documentation has changed")], todo: None };

pub(super) const DECLARATIONS_REORDERED: About = About {
    prose: "Declarations may be reordered: nothing stored depends on their order.",
    effects: &[notice(Catalog, "docs and generated code follow the new order; each process numbers the kinds itself")],
    todo: None,
};
