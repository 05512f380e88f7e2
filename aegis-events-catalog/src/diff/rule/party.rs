//! Rules for publishers and subscribers.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

pub(super) const PUBLISHER_ADDED: About = About {
    prose: "A publisher may be added.",
    effects: &[
        warning(Source, "a pattern of `Publishers` has to name its field, unless it has a `..`"),
        notice(Catalog, "another component may publish, with its own field in `Publishers`"),
    ],
    todo: Some("pass its handle to it where the program is assembled"),
};

pub(super) const PUBLISHER_DELETED: About = About {
    prose: "A publisher stays as long as code uses its handle.",
    effects: &[
        breaking(Source, "its marker and its field of `Publishers` are gone"),
        notice(Store, "older rows keep its name"),
        breaking(Catalog, "the component may no longer publish"),
    ],
    todo: Some("assign its events to another publisher, and pass that publisher's handle to the code"),
};

pub(super) const PUBLISHER_RENAMED: About = About {
    prose: "A publisher keeps its name.",
    effects: &[
        breaking(Source, "its marker and its field of `Publishers` have other names"),
        warning(Store, "older rows keep the old name: SQL that compares `publisher` must name both"),
        warning(Wire, "clients that compare `publisher` must know the new name"),
    ],
    todo: Some("rename it in code too"),
};

pub(super) const PUBLISHER_GRANTED: About = About {
    prose: "An event may get another publisher.",
    effects: &[notice(Catalog, "another component may publish the event")],
    todo: None,
};

pub(super) const PUBLISHER_REVOKED: About = About {
    prose: "A publisher keeps its right to an event.",
    effects: &[
        breaking(Source, "publishing the event with its handle does not compile"),
        breaking(Catalog, "it may no longer publish the event; `publish_any` returns `NotTheOwner`"),
    ],
    todo: Some("publish the event from another of its publishers, or restore this one in `published_by`"),
};

pub(super) const SUBSCRIBER_ADDED: About = About {
    prose: "A subscriber may be added.",
    effects: &[notice(
        Catalog,
        "another component consumes events; if its delivery is `lossless`, publishers can feel its back pressure",
    )],
    todo: None,
};

pub(super) const SUBSCRIBER_DELETED: About = About {
    prose: "A subscriber stays as long as code uses its filter.",
    effects: &[
        breaking(Source, "its filter and its view are gone"),
        breaking(Catalog, "it no longer consumes any events"),
    ],
    todo: Some("remove it from code too, and delete its cursor if it had one"),
};

pub(super) const SUBSCRIBER_RENAMED: About = About {
    prose: "A subscriber keeps its name.",
    effects: &[
        breaking(Source, "its filter and its view have other names"),
        warning(Catalog, "errors, statistics and metrics have the new name"),
    ],
    todo: Some("rename it in code and on dashboards too"),
};

pub(super) const SUBSCRIBER_NARROWED: About = About {
    prose: "A subscriber continues to consume its events.",
    effects: &[
        breaking(Source, "its view no longer has their variants, or never yields them"),
        warning(Wire, "clients that are served as this subscriber no longer receive them"),
        breaking(Catalog, "it no longer consumes them"),
    ],
    todo: Some("restore them in `consumes`, unless the component does not need them"),
};

pub(super) const SUBSCRIBER_WIDENED: About = About {
    prose: "A subscriber may consume more.",
    effects: &[
        warning(Source, "a `match` over its view has to handle them, unless it has a `_`"),
        notice(Wire, "clients that are served as this subscriber may receive them"),
        notice(Catalog, "it now consumes them; a durable subscriber does not go back for those it has passed"),
    ],
    todo: Some("handle them, and check their sensitive fields if the subscriber serves clients"),
};

pub(super) const SUBSCRIBER_VIEW_CHANGED: About = About {
    prose: "The view of a subscriber keeps its variants, for families as for single events.",
    effects: &[breaking(Source, "a `match` over its view does not compile")],
    todo: Some("match the new variants, or restore `consumes`"),
};

pub(super) const DELIVERY_WEAKENED: About = About {
    prose: "The delivery of a subscriber is never weakened.",
    effects: &[breaking(Catalog, "when it is slow or restarts, it may lose events that it received before")],
    todo: Some("restore its `delivery`, unless losses are acceptable"),
};

pub(super) const DELIVERY_STRENGTHENED: About = About {
    prose: "The delivery of a subscriber may be strengthened.",
    effects: &[warning(
        Catalog,
        "a slow `lossless` subscriber exerts back pressure on publishers; a `durable` one needs a history",
    )],
    todo: Some("check how its publishers handle `Backpressure`"),
};
