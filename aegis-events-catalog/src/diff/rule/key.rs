//! What there is to say about changes of keys.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

pub(super) const KEY_ADDED: About = About {
    prose: "A key may be added.",
    effects: &[
        notice(Store, "the migration adds its column and its index, and fills it from `event_data`"),
        notice(Catalog, "events with a field of its name carry it"),
    ],
    todo: "nothing; filling the column of a large history takes a while, in small batches",
};

pub(super) const KEY_REMOVED: About = About {
    prose: "A key stays for as long as somebody asks by it.",
    effects: &[
        breaking(Source, "its accessor and `.only(..)` with its type are gone"),
        breaking(
            Store,
            "its column stays, and new rows leave it NULL; queries and erasure by the key are gone, and SQL by the column \
             misses new rows",
        ),
        breaking(Wire, "filters by it are refused"),
    ],
    todo: "keep it; or drop the column once nobody reads it",
};

pub(super) const KEY_RENAMED: About = About {
    prose: "A key keeps its name, which is that of its column.",
    effects: &[
        breaking(Source, "its accessor is called otherwise"),
        warning(
            Store,
            "the migration adds a column of the new name and fills it from `event_data`; the old one stays, and new rows \
             leave it NULL: SQL by it misses them",
        ),
        breaking(Wire, "filters by the old name are refused"),
    ],
    todo: "keep the name; or change the SQL that reads the old column, then drop it",
};

pub(super) const KEY_TYPE_CHANGED: About = About {
    prose: "A key may have another type with the same column.",
    effects: &[breaking(Source, "its accessor gives the new type, and `.only(..)` takes it")],
    todo: "use the new type in code; columns and filters stay as they are",
};

pub(super) const KEY_COLUMN_CHANGED: About = About {
    prose: "A key keeps the type of its column.",
    effects: &[
        breaking(Source, "its accessor gives another type, and `.only(..)` takes it"),
        breaking(Store, "`History::open` refuses: values of the column that do not fit would be lost"),
        warning(Wire, "filters by it take other values"),
    ],
    todo: "give the key another name, or its old type; or, since `event_data` has every value too, drop the column and \
           migrate again, which fills it from there",
};

pub(super) const KEY_CARRIED: About = About {
    prose: "An event may come to carry a key that others carry.",
    effects: &[
        warning(
            Store,
            "only the column of a new key is filled from rows that are there: queries and erasure by this one do not find \
             this event's rows from before",
        ),
        notice(Wire, "filters by the key let it through"),
        notice(Catalog, "the event has a value for the key"),
    ],
    todo: "fill the column once for the rows from before, if they must be found by it",
};

pub(super) const KEY_DROPPED: About = About {
    prose: "An event that carries a key goes on carrying it.",
    effects: &[
        warning(
            Source,
            "its accessor gives `None`; `.only(..)` with the key does not compile where nothing else carries it",
        ),
        warning(Store, "new rows leave the column NULL: queries and erasure by the key do not find them"),
        warning(Wire, "filters by the key no longer let it through"),
        breaking(Catalog, "the event cannot be found by the key any more"),
    ],
    todo: "keep a field of the key's name, or fill the key from another one, `keys = { .. }`",
};

pub(super) const KEY_SOURCE_CHANGED: About = About {
    prose: "An event has its key from the field from which it always had it.",
    effects: &[
        breaking(
            Store,
            "rows from before keep the value of the old field in the key's column: queries by key mix the two",
        ),
        breaking(Wire, "filters by the key mean another field"),
        breaking(Catalog, "the event's key means something else"),
    ],
    todo: "leave the source, or declare another key for the other field",
};
