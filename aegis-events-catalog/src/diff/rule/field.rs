//! Rules for the fields of events and of records.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

const FILL_IT: &str = "code that constructs the struct must set the field; for an event, that is its publishers; code of subscribers compiles, \
                       unless a pattern has no `..`";

pub(super) const FIELD_ADDED_WITHOUT_DEFAULT: About = About {
    prose: "A new field has a `default` or is an `Option`, for the rows that were written without it.",
    effects: &[
        breaking(Source, FILL_IT),
        breaking(Store, "older rows lack it and no longer decode"),
        notice(Wire, "clients receive another field"),
    ],
    todo: Some("give it a `default`, or make it an `Option`"),
};

pub(super) const FIELD_ADDED_WITH_DEFAULT: About = About {
    prose: "A field with a `default` may be added.",
    effects: &[
        breaking(Source, FILL_IT),
        notice(Store, "older rows read the default; programs of the old catalog ignore it"),
        notice(Wire, "clients receive another field"),
    ],
    todo: Some("set it where the struct is constructed"),
};

pub(super) const FIELD_ADDED_OPTIONAL: About = About {
    prose: "An optional field may be added.",
    effects: &[
        breaking(Source, FILL_IT),
        notice(Store, "older rows read `None`; programs of the old catalog ignore it"),
        notice(Wire, "clients receive another field, which may be `null`"),
    ],
    todo: Some("set it where the struct is constructed"),
};

pub(super) const FIELD_DELETED: About = About {
    prose: "A field that has been published stays.",
    effects: &[
        breaking(Source, "code that uses the field does not compile"),
        warning(
            Store,
            "rows decode without it; the event's view loses the column, and programs of the old catalog read new rows only \
             if it had a `default` or was an `Option` there",
        ),
        breaking(Wire, "clients no longer receive it"),
    ],
    todo: Some("make it an `Option` and publish `None` from now on, or raise `version` and inform its readers"),
};

pub(super) const FIELD_RENAMED: About = About {
    prose: "A field may be renamed, if its `was` lists the old name for the rows that have it.",
    effects: &[
        breaking(Source, "code that uses the field does not compile"),
        warning(
            Store,
            "rows are read under both names; the column of the event's view gets the new name, and programs of the old \
             catalog read new rows only if it had a `default` or was an `Option` there",
        ),
        breaking(Wire, "clients receive it under the new name only"),
    ],
    todo: Some("keep the old name in `was` permanently, raise `version`, and look for SQL that names the column"),
};

pub(super) const FIELDS_MERGED: About = About {
    prose: "The `was` of a field does not name another field of the old record.",
    effects: &[
        breaking(Source, "code that uses the deleted field does not compile"),
        breaking(Store, "rows have both names, which is a duplicate field, and no longer decode"),
        breaking(Wire, "clients no longer receive the deleted field"),
    ],
    todo: Some("remove the name from `was`: a name in a row that no field has is ignored"),
};

pub(super) const FIELDS_REORDERED: About = About {
    prose: "Fields may be reordered: only SQL with `SELECT *` depends on their order.",
    effects: &[
        warning(Store, "the columns of the event's view, and so `SELECT *`, have the new order"),
        notice(Wire, "the JSON text has the new order, which has no meaning"),
    ],
    todo: Some("name the columns in SQL that depends on their order"),
};

pub(super) const FIELD_MADE_OPTIONAL: About = About {
    prose: "A field may become an `Option`.",
    effects: &[
        breaking(Source, "the field is an `Option` where code sets or reads it"),
        warning(Store, "rows decode; programs of the old catalog cannot read a row with `null`"),
        warning(Wire, "clients may receive `null`"),
    ],
    todo: Some("inform its readers before the first `None` is published"),
};

pub(super) const FIELD_MADE_REQUIRED: About = About {
    prose: "A field that is an `Option` stays one.",
    effects: &[
        breaking(Source, "the field is no longer an `Option` where code sets or reads it"),
        breaking(Store, "rows with `null` no longer decode: a `default` replaces a missing field, not `null`"),
        notice(Wire, "clients no longer receive `null`"),
    ],
    todo: Some("leave it an `Option`, or add a field with another name"),
};

pub(super) const FIELD_TYPE_REPLACED: About = About {
    prose: "A field may get another type with the same JSON.",
    effects: &[breaking(Source, "the field has another type where code sets or reads it")],
    todo: Some("convert where the struct is constructed and read; the JSON of its values is the same"),
};

pub(super) const FIELD_TYPE_WIDENED: About = About {
    prose: "A field may get a type that holds every former value.",
    effects: &[
        breaking(Source, "the field has another type where code sets or reads it"),
        warning(
            Store,
            "rows decode; the column of the event's view may get another type, and programs of the old catalog cannot read \
             values that their type does not hold",
        ),
        warning(Wire, "clients may receive values that could not occur before"),
    ],
    todo: Some("deploy its readers before its publishers"),
};

pub(super) const FIELD_TYPE_NARROWED: About = About {
    prose: "A field keeps a type that holds every former value.",
    effects: &[
        breaking(Source, "the field has another type where code sets or reads it"),
        breaking(
            Store,
            "rows whose value the new type does not hold no longer decode (a floating-point number is rounded)",
        ),
        notice(Wire, "some values can no longer occur"),
    ],
    todo: Some("leave the type, or add a field with another name"),
};

pub(super) const FIELD_TYPE_CHANGED: About = About {
    prose: "A field keeps a type that reads its JSON as before.",
    effects: &[
        breaking(Source, "the field has another type where code sets or reads it"),
        breaking(
            Store,
            "older rows no longer decode, or not exactly; the column of the event's view gets another type",
        ),
        breaking(Wire, "clients receive another kind of value"),
    ],
    todo: Some("leave the type, and add a field with another name"),
};

pub(super) const DEFAULT_ADDED: About = About {
    prose: "A `default` may be added.",
    effects: &[notice(Store, "rows that lack the field now decode, with the default")],
    todo: None,
};

pub(super) const DEFAULT_CHANGED: About = About {
    prose: "The value of a missing field does not change: existing rows have it.",
    effects: &[breaking(Store, "rows that lack the field, and the event's view, have another value than before")],
    todo: Some("leave the `default`; events published from now on have their own value"),
};

pub(super) const DEFAULT_REMOVED: About = About {
    prose: "A `default` stays as long as rows lack the field.",
    effects: &[breaking(Store, "rows that lack the field no longer decode")],
    todo: Some("put it back, unless no history has rows without the field any more"),
};

pub(super) const FIELD_FORMER_NAME_ADDED: About = About {
    prose: "A field may get another former name.",
    effects: &[notice(Store, "rows that have the field under that name, if any exist, now read it")],
    todo: None,
};

pub(super) const FIELD_FORMER_NAME_REMOVED: About = About {
    prose: "A former name of a field stays in its `was` permanently.",
    effects: &[breaking(
        Store,
        "rows that have the field under that name no longer decode, or read the default or `None` instead",
    )],
    todo: Some("put it back, unless no history has rows with it any more"),
};

pub(super) const FIELD_FORMER_NAME_MOVED: About = About {
    prose: "A former name of a field is never given to another field of the same record.",
    effects: &[
        breaking(Store, "rows with that name read the value into the other field, or no longer decode"),
        warning(Wire, "clients that still use that name find the other field"),
    ],
    todo: Some("put it back, and give the other field a name that no row has"),
};

pub(super) const SENSITIVE_ADDED: About = About {
    prose: "A field may become `sensitive`.",
    effects: &[
        breaking(Wire, "clients receive the text `[redacted]`, for any type of the field"),
        notice(Catalog, "`Debug`, the audit log and the docs show it redacted; earlier output keeps it"),
    ],
    todo: Some("inform the clients that read it, or let them read the history"),
};

pub(super) const SENSITIVE_DROPPED: About = About {
    prose: "A `sensitive` field stays `sensitive`.",
    effects: &[
        warning(Wire, "clients receive its value instead of the text `[redacted]`"),
        breaking(Catalog, "`Debug`, the audit log, gRPC, NATS and the command line now show its value"),
    ],
    todo: Some("put `sensitive = true` back, unless the value may be public"),
};
