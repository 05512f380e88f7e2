//! Rules for keys.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

pub(super) const KEY_ADDED: About = About {
    prose: "A key may be added.",
    effects: &[
        notice(Store, "the migration adds its column and its index, and fills the column from `event_data`"),
        notice(Catalog, "events with a field of its name carry it"),
    ],
    todo: Some("expect a longer migration: the column of a large history is filled in small batches"),
};

pub(super) const KEY_REMOVED: About = About {
    prose: "A key stays as long as queries use it.",
    effects: &[
        breaking(Source, "its accessor is gone, and `.only(..)` does not accept its type"),
        breaking(
            Store,
            "its column stays, and is NULL in new rows; queries and erasure by the key are gone, and SQL that selects by the \
             column misses new rows",
        ),
        breaking(Wire, "filters by it are rejected"),
    ],
    todo: Some("keep it, or drop the column when no SQL reads it any more"),
};

pub(super) const KEY_RENAMED: About = About {
    prose: "A key keeps its name, which is also the name of its column.",
    effects: &[
        breaking(Source, "its accessor has another name"),
        warning(
            Store,
            "the migration adds a column with the new name and fills it from `event_data`; the old column stays, and is NULL \
             in new rows: SQL that selects by it misses them",
        ),
        breaking(Wire, "filters by the old name are rejected"),
    ],
    todo: Some("keep the name, or change the SQL that reads the old column and drop it"),
};

pub(super) const KEY_TYPE_CHANGED: About = About {
    prose: "A key may get another type with the same column type.",
    effects: &[breaking(Source, "its accessor returns the new type, and `.only(..)` accepts it")],
    todo: Some("use the new type in code; columns and filters stay as they are"),
};

pub(super) const KEY_COLUMN_CHANGED: About = About {
    prose: "A key keeps the type of its column.",
    effects: &[
        breaking(Source, "its accessor returns another type, and `.only(..)` accepts it"),
        breaking(
            Store,
            "`History::open` refuses the database (SQLite only if the column type differs there too): values that do not fit would be lost",
        ),
        warning(Wire, "filters by it accept other values"),
    ],
    todo: Some(
        "give the key another name or its old type; or drop the column and migrate again: the new column is filled from \
           `event_data`",
    ),
};

pub(super) const KEY_CARRIED: About = About {
    prose: "An event may start to carry a key.",
    effects: &[
        warning(
            Store,
            "the migration fills columns of new keys only: queries and erasure by this key do not find older rows of this event",
        ),
        notice(Wire, "filters by the key select it"),
        notice(Catalog, "the event has a value for the key"),
    ],
    todo: Some("fill the column for older rows, if they must be found by the key"),
};

pub(super) const KEY_DROPPED: About = About {
    prose: "An event that carries a key continues to carry it.",
    effects: &[
        warning(
            Source,
            "its accessor returns `None`; `.only(..)` with the key does not compile if no other event carries it",
        ),
        warning(Store, "the column is NULL in new rows: queries and erasure by the key do not find them"),
        warning(Wire, "filters by the key no longer select it"),
        breaking(Catalog, "the event can no longer be found by the key"),
    ],
    todo: Some("keep a field with the name of the key, or fill the key from another field with `keys = { .. }`"),
};

pub(super) const KEY_SOURCE_CHANGED: About = About {
    prose: "An event continues to take its key from the same field.",
    effects: &[
        breaking(
            Store,
            "older rows keep the value of the old field in the column of the key: queries by the key mix both",
        ),
        breaking(Wire, "filters by the key compare another field"),
        breaking(Catalog, "the key of the event has another meaning"),
    ],
    todo: Some("keep the source, or declare another key for the other field"),
};
