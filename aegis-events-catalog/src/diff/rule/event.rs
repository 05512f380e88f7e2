//! What there is to say about changes of the catalog, of families and of events as a whole.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

pub(super) const CATALOG_RENAMED: About = About {
    prose: "A catalog keeps its name: a history is signed with it, so that no other catalog writes there.",
    effects: &[
        breaking(Store, "`History::open` refuses the database, which is signed with the old name"),
        notice(Wire, "`GetCatalog` answers with the new name"),
    ],
    todo: Some(
        "keep the name; if it is the same catalog under a new one, say so to the database: `UPDATE event_schema SET catalog = '<the new name>'`",
    ),
};

pub(super) const FAMILY_ADDED: About = About {
    prose: "A family may be added, with its events.",
    effects: &[
        warning(Source, "a `match` over `DomainEvent` has to handle it, unless it has a `_`"),
        warning(
            Store,
            "the migration makes its views; programs of the old catalog cannot read its rows, and park them where they \
             subscribe durably to everything",
        ),
        notice(Wire, "clients that take everything get it too"),
        notice(Catalog, "subscribers of `*` consume it from now on"),
    ],
    todo: Some("deploy those who read before those who publish"),
};

pub(super) const FAMILY_DELETED: About = About {
    prose: "A family whose events have been published is not taken out of the catalog.",
    effects: &[
        breaking(Source, "its enum, its module and its variant of `DomainEvent` are gone"),
        breaking(
            Store,
            "its rows stay, and are no longer readable as events nor removed by retention; the migration drops its views, and \
             durable subscriptions to everything park its rows",
        ),
        breaking(Wire, "clients that wait for its events wait for ever, and filters that name it are refused"),
        breaking(Catalog, "whoever consumed its events no longer hears of them"),
    ],
    todo: Some("keep it, with its events `deprecated`, until retention has removed their rows"),
};

pub(super) const FAMILY_RENAMED: About = About {
    prose: "A family keeps its name: families have no `was`.",
    effects: &[
        breaking(
            Source,
            "its module, its variant of `DomainEvent` and, unless `enum` says otherwise, its enum are called otherwise",
        ),
        breaking(Store, "rows say the old family and are no longer readable as events; its views get new names"),
        breaking(Wire, "JSON says the new `family`, and filters that name the old one are refused"),
        notice(Catalog, "subscribers name it by its new name"),
    ],
    todo: Some("keep the name; `enum` and `doc` can say what it should be called in Rust and in the docs"),
};

pub(super) const FAMILY_ENUM_RENAMED: About = About {
    prose: "The enum of a family keeps its name.",
    effects: &[breaking(Source, "code that names the enum does not compile")],
    todo: Some("rename it in code too, or keep the old name alive with `pub type OldEvent = NewEvent;`"),
};

pub(super) const EVENT_ADDED: About = About {
    prose: "An event may be added.",
    effects: &[
        warning(Source, "a `match` over the enum of its family has to handle it, unless it has a `_`"),
        warning(
            Store,
            "the migration makes its view; programs of the old catalog cannot read its rows, and park them where they \
             subscribe durably to the whole family or to everything",
        ),
        notice(Wire, "clients of its family get it too"),
        notice(Catalog, "subscribers of its family and of `*` consume it from now on"),
    ],
    todo: Some("deploy those who read before those who publish"),
};

pub(super) const EVENT_DELETED: About = About {
    prose: "An event that has been published is not taken out of the catalog.",
    effects: &[
        breaking(Source, "its struct, its variant and the right to publish it are gone"),
        breaking(
            Store,
            "its rows stay, and are no longer readable as events nor removed by retention; the migration drops its view, and \
             durable subscriptions to its family park its rows",
        ),
        breaking(Wire, "clients that wait for it wait for ever, and filters that name it are refused"),
        breaking(Catalog, "whoever consumed it no longer hears of it"),
    ],
    todo: Some(
        "keep it as `deprecated` until retention has removed its rows, or name it in the `was` of its successor",
    ),
};

pub(super) const EVENT_RENAMED: About = About {
    prose: "An event may get another name, if its `was` keeps the old one for the rows that have it.",
    effects: &[
        breaking(Source, "its struct and its variant are called otherwise"),
        warning(
            Store,
            "rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and \
             programs of the old catalog cannot read new rows",
        ),
        breaking(Wire, "JSON says the new `event_type`; only gRPC filters still take the old name"),
        notice(Catalog, "subscribers name it by its new name"),
    ],
    todo: Some(
        "keep the old name in `was` for good, and look for SQL that compares `event_type` or reads the old view",
    ),
};

pub(super) const EVENT_MOVED: About = About {
    prose: "An event stays in its family: `was` does not reach across families.",
    effects: &[
        breaking(Source, "its struct is in another module, and its variant in another enum"),
        breaking(Store, "rows say the old family and are no longer readable as events; its view gets another name"),
        breaking(Wire, "JSON says the new `family`, and filters that name it in the old one are refused"),
        breaking(Catalog, "subscribers of the old family no longer consume it, those of the new one do"),
    ],
    todo: Some("leave it where it is, or declare the new event beside it and mark the old one as `deprecated`"),
};

pub(super) const EVENTS_MERGED: About = About {
    prose: "An event may take over the rows of another by `was`, if the two mean the same.",
    effects: &[
        breaking(Source, "the struct, the variant and the right to publish of the one that is gone are gone"),
        warning(Store, "its rows are read and counted as the other event; its view is dropped"),
        breaking(Wire, "JSON never says its `event_type` again"),
        warning(Catalog, "what two events meant is now one, in the past too"),
    ],
    todo: Some("keep both unless they mean the same, the old one as `deprecated`"),
};

pub(super) const EVENTS_MERGED_UNREADABLE: About = About {
    prose: "An event that takes over the rows of another by `was` can decode them.",
    effects: &[
        breaking(Source, "the struct, the variant and the right to publish of the one that is gone are gone"),
        breaking(
            Store,
            "its rows do not decode as the other event: fields of that are missing in them, or have another type",
        ),
        breaking(Wire, "JSON never says its `event_type` again"),
        warning(Catalog, "what two events meant is now one, in the past too"),
    ],
    todo: Some("give the fields that its rows lack a `default`, or keep both events, the old one as `deprecated`"),
};

pub(super) const FORMER_NAME_ADDED: About = About {
    prose: "An event may get one more former name.",
    effects: &[notice(Store, "rows of that name, if there are any, are read as this event")],
    todo: Some("nothing to do, if rows of that name have this event's fields"),
};

pub(super) const FORMER_NAME_REMOVED: About = About {
    prose: "A former name of an event stays in its `was` for good.",
    effects: &[
        breaking(Store, "rows under that name are no longer readable as events"),
        warning(Wire, "gRPC filters that use it are refused"),
    ],
    todo: Some("put it back, unless no history has rows of it any more"),
};

pub(super) const FORMER_NAME_MOVED: About = About {
    prose: "A former name of an event is never given to another event of its family.",
    effects: &[
        breaking(Store, "rows under that name are read as the other event from now on, or do not decode"),
        breaking(Wire, "gRPC filters that use it give the other event"),
    ],
    todo: Some("put it back, and give the other event a name that no row has"),
};
