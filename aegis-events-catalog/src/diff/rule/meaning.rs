//! What there is to say about changes of what an event means, how long it is kept, and how it is written down.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

pub(super) const TIME_CHANGED: About = About {
    prose: "The field that says when an event happened stays that field.",
    effects: &[
        warning(Store, "`occurred_at` of rows from before is the old one: queries by time mix the two"),
        warning(Wire, "the time beside the payload is another"),
        breaking(Catalog, "`occurred_at()` means another moment"),
    ],
    todo: "leave `time`; whoever needs the other moment can read its field",
};

pub(super) const VERSION_LOWERED: About = About {
    prose: "The `version` of an event does not go down.",
    effects: &[
        warning(Store, "new rows have a lower version than old ones"),
        warning(Wire, "clients that go by the version take new events for old ones"),
        breaking(Catalog, "a version that has meant one payload means another"),
    ],
    todo: "raise it above every version that it has had",
};

pub(super) const VERSION_NOT_RAISED: About = About {
    prose: "The `version` of an event goes up when its payload changes in a way that breaks rows or clients.",
    effects: &[
        warning(Store, "old and new rows have the same version and different payloads"),
        warning(Wire, "clients cannot tell old payloads from new ones"),
        warning(Catalog, "one version means two payloads"),
    ],
    todo: "raise `version` by one",
};

pub(super) const VERSION_RAISED: About = About {
    prose: "The `version` of an event goes up when its payload changes.",
    effects: &[notice(Catalog, "the version says that the payload is another, and it is not")],
    todo: "nothing, if the meaning of the payload is another",
};

pub(super) const RETENTION_LENGTHENED: About = About {
    prose: "An event may be kept longer.",
    effects: &[notice(Store, "rows stay longer, and the database grows")],
    todo: "nothing, if they may be kept so long",
};

pub(super) const RETENTION_REMOVED: About = About {
    prose: "An event may be kept for ever.",
    effects: &[warning(
        Store,
        "rows are never removed any more: the database grows without end, and what had to be gone by then stays",
    )],
    todo: "make sure that they may be kept for ever",
};

pub(super) const RETENTION_SHORTENED: About = About {
    prose: "An event is kept as long as it was.",
    effects: &[breaking(Store, "the next pass removes rows that would have been kept, for good")],
    todo: "copy what is still needed, or put `retention` back",
};

pub(super) const DEPRECATED_ADDED: About = About {
    prose: "An event may be deprecated.",
    effects: &[
        warning(Source, "code that names the struct gets a warning, which is an error under `deny(warnings)`"),
        notice(Catalog, "nobody should begin to use it"),
    ],
    todo: "nothing",
};

pub(super) const DEPRECATED_CHANGED: About = About {
    prose: "The note of a deprecated event may change.",
    effects: &[notice(Catalog, "it says something else")],
    todo: "nothing",
};

pub(super) const DEPRECATED_REMOVED: About = About {
    prose: "An event may be taken up again.",
    effects: &[notice(Catalog, "it may be used again")],
    todo: "nothing",
};

pub(super) const RUST_PATH_ADDED: About = About {
    prose: "The struct of an event may be written by hand.",
    effects: &[warning(
        Source,
        "the struct at that path stands for the generated one, and must be there with `#[domain_event]`",
    )],
    todo: "write it in the crate of the catalog's enum",
};

pub(super) const RUST_PATH_CHANGED: About = About {
    prose: "A struct or type that is written by hand stays where it is.",
    effects: &[
        breaking(Source, "code that relies on the old one's methods and traits does not compile"),
        warning(Store, "rows decode only if the new one reads what the old one has written"),
        warning(Wire, "clients get what the new one writes"),
    ],
    todo: "nothing, if the same type has only moved",
};

pub(super) const RUST_PATH_REMOVED: About = About {
    prose: "A struct that is written by hand stays so.",
    effects: &[breaking(Source, "methods and traits of the one written by hand are gone")],
    todo: "move its methods to a trait, or put `rust` back",
};

pub(super) const WHEN_CHANGED: About = About {
    prose: "`when` may be said in other words.",
    effects: &[notice(Catalog, "the event may mean something else")],
    todo: "nothing, if it happens when it happened before",
};

pub(super) const DOC_CHANGED: About =
    About { prose: "`doc` may change.", effects: &[notice(Catalog, "it is documented otherwise")], todo: "nothing" };

pub(super) const DECLARATIONS_REORDERED: About = About {
    prose: "Declarations may come in another order: nothing that lasts goes by it.",
    effects: &[notice(
        Catalog,
        "docs and generated code follow the new order; kinds are numbered anew in each process",
    )],
    todo: "nothing",
};
