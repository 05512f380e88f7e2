//! What there is to say about changes of publishers and subscribers.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

pub(super) const PUBLISHER_ADDED: About = About {
    prose: "A publisher may be added.",
    effects: &[
        warning(Source, "a pattern of `Publishers` has to name its field, unless it has a `..`"),
        notice(Catalog, "one more component may publish, with a field of its own in `Publishers`"),
    ],
    todo: Some("give its right to it where the program is put together"),
};

pub(super) const PUBLISHER_DELETED: About = About {
    prose: "A publisher stays for as long as code holds its right.",
    effects: &[
        breaking(Source, "its marker and its field of `Publishers` are gone"),
        notice(Store, "rows keep its name"),
        breaking(Catalog, "it may no longer publish anything"),
    ],
    todo: Some("give its events to another publisher, and that one's right to the code"),
};

pub(super) const PUBLISHER_RENAMED: About = About {
    prose: "A publisher keeps its name.",
    effects: &[
        breaking(Source, "its marker and its field of `Publishers` are called otherwise"),
        warning(Store, "rows keep the old name: SQL that compares `publisher` has to name both"),
        warning(Wire, "clients that compare `publisher` have to know the new name"),
    ],
    todo: Some("rename it in code too"),
};

pub(super) const PUBLISHER_GRANTED: About = About {
    prose: "An event may get one more publisher.",
    effects: &[notice(Catalog, "one more component may publish the event")],
    todo: None,
};

pub(super) const PUBLISHER_REVOKED: About = About {
    prose: "A publisher keeps its right to an event.",
    effects: &[
        breaking(Source, "`publish` of the event with its right does not compile"),
        breaking(Catalog, "it may no longer publish the event; `publish_any` answers `NotTheOwner`"),
    ],
    todo: Some("publish the event by another of its publishers, or put this one back into `published_by`"),
};

pub(super) const SUBSCRIBER_ADDED: About = About {
    prose: "A subscriber may be added.",
    effects: &[notice(Catalog, "one more component consumes; publishers feel it where its delivery is `lossless`")],
    todo: None,
};

pub(super) const SUBSCRIBER_DELETED: About = About {
    prose: "A subscriber stays for as long as code subscribes as it.",
    effects: &[breaking(Source, "its filter and its view are gone"), breaking(Catalog, "it consumes nothing any more")],
    todo: Some("remove it from code too; forget its cursor if it had one"),
};

pub(super) const SUBSCRIBER_RENAMED: About = About {
    prose: "A subscriber keeps its name.",
    effects: &[
        breaking(Source, "its filter and its view are called otherwise"),
        warning(Catalog, "errors, statistics and metrics that name it have the new name"),
    ],
    todo: Some("rename it in code and on dashboards too"),
};

pub(super) const SUBSCRIBER_NARROWED: About = About {
    prose: "A subscriber goes on consuming what it consumed.",
    effects: &[
        breaking(Source, "its view no longer has the variants, or they never come"),
        warning(Wire, "clients that are served as this subscriber no longer get them"),
        breaking(Catalog, "it no longer consumes them"),
    ],
    todo: Some("put them back into `consumes`, unless the component does not need them"),
};

pub(super) const SUBSCRIBER_WIDENED: About = About {
    prose: "A subscriber may consume more.",
    effects: &[
        warning(Source, "a `match` over its view has to handle them, unless it has a `_`"),
        notice(Wire, "clients that are served as this subscriber may get them"),
        notice(Catalog, "it consumes them from now on; a durable one does not go back for those it has passed"),
    ],
    todo: Some("handle them; look at the sensitive fields among them, if it serves clients"),
};

pub(super) const SUBSCRIBER_VIEW_CHANGED: About = About {
    prose: "The variants of a subscriber's view stay, as families or as single events.",
    effects: &[breaking(Source, "a `match` over its view does not compile")],
    todo: Some("match the new variants, or write `consumes` as it was"),
};

pub(super) const DELIVERY_WEAKENED: About = About {
    prose: "The delivery of a subscriber does not get weaker.",
    effects: &[breaking(Catalog, "it may lose events that it did not lose before, when it is slow or restarts")],
    todo: Some("put its `delivery` back, unless it can do without"),
};

pub(super) const DELIVERY_STRENGTHENED: About = About {
    prose: "The delivery of a subscriber may get stronger.",
    effects: &[warning(
        Catalog,
        "`lossless` lets publishers feel it when it is slow, and `durable` needs a history to read from",
    )],
    todo: Some("look at what its publishers do with `Backpressure`"),
};
