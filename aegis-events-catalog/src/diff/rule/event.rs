//! Rules for the catalog, for families and for whole events.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

pub(super) const CATALOG_RENAMED: About = About {
    prose: "A catalog keeps its name. A history records it, so that no other catalog writes there.",
    effects: &[
        breaking(Store, "`History::open` refuses the database, which records the old name"),
        notice(Wire, "`GetCatalog` returns the new name"),
    ],
    todo: Some(
        "keep the name; if it is the same catalog under a new name, update the database: `UPDATE event_schema SET catalog = '<new name>'`",
    ),
};

pub(super) const FAMILY_ADDED: About = About {
    prose: "A family may be added, with its events.",
    effects: &[
        warning(Source, "a `match` over `DomainEvent` has to handle it, unless it has a `_`"),
        warning(
            Store,
            "the migration creates its views; programs of the old catalog cannot read its rows, and their durable \
             subscriptions to everything park them",
        ),
        notice(Wire, "clients that subscribe to everything receive its events too"),
        notice(Catalog, "subscribers of `*` now consume its events"),
    ],
    todo: Some("deploy its readers before its publishers"),
};

pub(super) const FAMILY_DELETED: About = About {
    prose: "A family whose events have been published stays in the catalog.",
    effects: &[
        breaking(Source, "its enum, its module and its variant of `DomainEvent` are gone"),
        breaking(
            Store,
            "its rows stay, but can no longer be read as events, and retention no longer removes them; the migration drops its \
             views, and durable subscriptions to everything park its rows",
        ),
        breaking(Wire, "clients never receive its events again, and filters that name it are rejected"),
        breaking(Catalog, "its subscribers no longer receive its events"),
    ],
    todo: Some("keep it and mark its events as `deprecated` until retention has removed their rows"),
};

pub(super) const FAMILY_RENAMED: About = About {
    prose: "A family keeps its name: families have no `was`.",
    effects: &[
        breaking(
            Source,
            "its module, its variant of `DomainEvent` and, unless `enum` is set, its enum have other names",
        ),
        breaking(Store, "rows have the old family and can no longer be read as events; its views get new names"),
        breaking(Wire, "JSON has the new `family`, and filters that name the old one are rejected"),
        notice(Catalog, "subscribers use its new name"),
    ],
    todo: Some("keep the name; set `enum` for another name in Rust, and `doc` for the docs"),
};

pub(super) const FAMILY_ENUM_RENAMED: About = About {
    prose: "The enum of a family keeps its name.",
    effects: &[breaking(Source, "code that uses the enum does not compile")],
    todo: Some("rename it in code too, or keep the old name with `pub type OldEvent = NewEvent;`"),
};

pub(super) const EVENT_ADDED: About = About {
    prose: "An event may be added.",
    effects: &[
        warning(Source, "a `match` over the enum of its family has to handle it, unless it has a `_`"),
        warning(
            Store,
            "the migration creates its view; programs of the old catalog cannot read its rows, and their durable \
             subscriptions to the whole family or to everything park them",
        ),
        notice(Wire, "clients of its family receive it too"),
        notice(Catalog, "subscribers of its family and of `*` now consume it"),
    ],
    todo: Some("deploy its readers before its publishers"),
};

pub(super) const EVENT_DELETED: About = About {
    prose: "An event that has been published stays in the catalog.",
    effects: &[
        breaking(Source, "its struct, its variant and the right to publish it are gone"),
        breaking(
            Store,
            "its rows stay, but can no longer be read as events, and retention no longer removes them; the migration drops its \
             view, and durable subscriptions to its family park its rows",
        ),
        breaking(Wire, "clients never receive it again, and filters that name it are rejected"),
        breaking(Catalog, "its subscribers no longer receive it"),
    ],
    todo: Some(
        "keep it as `deprecated` until retention has removed its rows, or name it in the `was` of its successor",
    ),
};

pub(super) const EVENT_RENAMED: About = About {
    prose: "An event may be renamed, if its `was` lists the old name for the rows that have it.",
    effects: &[
        breaking(Source, "its struct and its variant have other names"),
        warning(
            Store,
            "rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and \
             programs of the old catalog cannot read new rows",
        ),
        breaking(Wire, "JSON has the new `event_type`; only gRPC filters still accept the old name"),
        notice(Catalog, "subscribers use its new name"),
    ],
    todo: Some(
        "keep the old name in `was` permanently, and look for SQL that compares `event_type` or reads the old view",
    ),
};

pub(super) const EVENT_MOVED: About = About {
    prose: "An event stays in its family: `was` does not work across families.",
    effects: &[
        breaking(Source, "its struct is in another module, and its variant in another enum"),
        breaking(Store, "rows have the old family and can no longer be read as events; its view gets another name"),
        breaking(Wire, "JSON has the new `family`, and filters that name it in the old one are rejected"),
        breaking(Catalog, "subscribers of the old family no longer consume it, and those of the new family do"),
    ],
    todo: Some("leave it in its family, or declare a new event and mark the old one as `deprecated`"),
};

pub(super) const EVENTS_MERGED: About = About {
    prose: "An event may take over the rows of another event by `was`, if both mean the same.",
    effects: &[
        breaking(Source, "the struct, the variant and the right to publish of the merged event are gone"),
        warning(Store, "its rows are read and counted as the other event, and its view is dropped"),
        breaking(Wire, "its `event_type` no longer occurs in JSON"),
        warning(Catalog, "two meanings have become one, for past events too"),
    ],
    todo: Some("keep both unless they mean the same, and mark the old one as `deprecated`"),
};

pub(super) const EVENTS_MERGED_UNREADABLE: About = About {
    prose: "An event that takes over the rows of another event by `was` can decode them.",
    effects: &[
        breaking(Source, "the struct, the variant and the right to publish of the merged event are gone"),
        breaking(
            Store,
            "its rows do not decode as the other event: they lack some of its fields, or have another type for them",
        ),
        breaking(Wire, "its `event_type` no longer occurs in JSON"),
        warning(Catalog, "two meanings have become one, for past events too"),
    ],
    todo: Some("give the missing fields a `default`, or keep both events and mark the old one as `deprecated`"),
};

pub(super) const FORMER_NAME_ADDED: About = About {
    prose: "An event may get another former name.",
    effects: &[notice(Store, "rows with that name, if any exist, are read as this event")],
    todo: Some("no action is needed if rows with that name have the fields of this event"),
};

pub(super) const FORMER_NAME_REMOVED: About = About {
    prose: "A former name of an event stays in its `was` permanently.",
    effects: &[
        breaking(Store, "rows with that name can no longer be read as events"),
        warning(Wire, "gRPC filters that use it are rejected"),
    ],
    todo: Some("put it back, unless no history has rows with it any more"),
};

pub(super) const FORMER_NAME_MOVED: About = About {
    prose: "A former name of an event is never given to another event of its family.",
    effects: &[
        breaking(Store, "rows with that name are now read as the other event, or do not decode"),
        breaking(Wire, "gRPC filters that use it select the other event"),
    ],
    todo: Some("put it back, and give the other event a name that no row has"),
};
