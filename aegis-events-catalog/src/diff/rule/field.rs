//! What there is to say about changes of fields, of events and of records alike.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

const FILL_IT: &str = "whoever makes the struct has to fill the field: of an event, its publishers alone; subscribers go on, unless a pattern \
                       has no `..`";

pub(super) const FIELD_ADDED_WITHOUT_DEFAULT: About = About {
    prose: "A new field has a `default` or is an `Option`, for the rows that were written without it.",
    effects: &[
        breaking(Source, FILL_IT),
        breaking(Store, "rows from before lack it and no longer decode"),
        notice(Wire, "clients see one more field"),
    ],
    todo: Some("give it a `default`, or make it an `Option`"),
};

pub(super) const FIELD_ADDED_WITH_DEFAULT: About = About {
    prose: "A field with a `default` may be added.",
    effects: &[
        breaking(Source, FILL_IT),
        notice(Store, "rows from before read the default; programs of the old catalog pass it over"),
        notice(Wire, "clients see one more field"),
    ],
    todo: Some("fill it where the struct is made"),
};

pub(super) const FIELD_ADDED_OPTIONAL: About = About {
    prose: "An optional field may be added.",
    effects: &[
        breaking(Source, FILL_IT),
        notice(Store, "rows from before read `None`; programs of the old catalog pass it over"),
        notice(Wire, "clients see one more field, which may be `null`"),
    ],
    todo: Some("fill it where the struct is made"),
};

pub(super) const FIELD_DELETED: About = About {
    prose: "A field that has been published stays.",
    effects: &[
        breaking(Source, "code that names the field does not compile"),
        warning(
            Store,
            "rows decode without it; the event's view loses the column, and programs of the old catalog read new rows only \
             if it had a `default` or was an `Option` there",
        ),
        breaking(Wire, "clients no longer get it"),
    ],
    todo: Some(
        "make it an `Option` and fill it with `None` from now on, or raise `version` and tell those who read it",
    ),
};

pub(super) const FIELD_RENAMED: About = About {
    prose: "A field may get another name, if its `was` keeps the old one for the rows that have it.",
    effects: &[
        breaking(Source, "code that names the field does not compile"),
        warning(
            Store,
            "rows are read under both names; the column of the event's view gets the new one, and programs of the old \
             catalog read new rows only if it had a `default` or was an `Option` there",
        ),
        breaking(Wire, "clients get it under the new name only"),
    ],
    todo: Some("keep the old name in `was` for good, raise `version`, and look for SQL that names the column"),
};

pub(super) const FIELDS_MERGED: About = About {
    prose: "The `was` of a field names no field that stood beside it.",
    effects: &[
        breaking(Source, "code that names the field that is gone does not compile"),
        breaking(Store, "rows hold both names, which is a duplicate field: they no longer decode"),
        breaking(Wire, "clients no longer get the one that is gone"),
    ],
    todo: Some("take it out of `was`: what a row holds under a name that no field has is passed over"),
};

pub(super) const FIELDS_REORDERED: About = About {
    prose: "Fields may come in another order: nothing reads them by their place but SQL that says `SELECT *`.",
    effects: &[
        warning(Store, "the columns of the event's view come in the new order: `SELECT *` gives them so"),
        notice(Wire, "the text of the JSON is in the new order, which has no meaning"),
    ],
    todo: Some("name the columns in SQL that goes by their order"),
};

pub(super) const FIELD_MADE_OPTIONAL: About = About {
    prose: "A field may become an `Option`.",
    effects: &[
        breaking(Source, "the field is an `Option` where code makes or reads it"),
        warning(Store, "rows decode; programs of the old catalog cannot read a row with `null`"),
        warning(Wire, "clients may get `null`"),
    ],
    todo: Some("tell those who read it before the first `None` is published"),
};

pub(super) const FIELD_MADE_REQUIRED: About = About {
    prose: "A field that is an `Option` stays one.",
    effects: &[
        breaking(Source, "the field is no `Option` any more where code makes or reads it"),
        breaking(
            Store,
            "rows with `null` no longer decode: a `default` stands for a field that is missing, not for `null`",
        ),
        notice(Wire, "clients no longer get `null`"),
    ],
    todo: Some("leave it an `Option`, or add a field of another name beside it"),
};

pub(super) const FIELD_TYPE_REPLACED: About = About {
    prose: "A field may have another type that has the same JSON.",
    effects: &[breaking(Source, "the field has another type where code makes or reads it")],
    todo: Some("convert where the struct is made and read; the JSON of its values is the same"),
};

pub(super) const FIELD_TYPE_WIDENED: About = About {
    prose: "The type of a field may become one that holds every value it held.",
    effects: &[
        breaking(Source, "the field has another type where code makes or reads it"),
        warning(
            Store,
            "rows decode; the column of the event's view may get another type, and programs of the old catalog cannot read \
             values that their type does not hold",
        ),
        warning(Wire, "clients may get values that they could not get before"),
    ],
    todo: Some("deploy those who read before those who publish"),
};

pub(super) const FIELD_TYPE_NARROWED: About = About {
    prose: "The type of a field holds every value it held.",
    effects: &[
        breaking(Source, "the field has another type where code makes or reads it"),
        breaking(
            Store,
            "rows whose value the new type does not hold no longer decode (a floating-point number is rounded)",
        ),
        notice(Wire, "clients get fewer values than they could"),
    ],
    todo: Some("leave the type, or add a field of another name beside it"),
};

pub(super) const FIELD_TYPE_CHANGED: About = About {
    prose: "The type of a field does not change to one that reads its JSON otherwise, or not at all.",
    effects: &[
        breaking(Source, "the field has another type where code makes or reads it"),
        breaking(
            Store,
            "rows from before no longer decode, or not exactly; the column of the event's view gets another type",
        ),
        breaking(Wire, "clients get another kind of value"),
    ],
    todo: Some("leave the type, and add a field of another name beside it"),
};

pub(super) const DEFAULT_ADDED: About = About {
    prose: "A `default` may be added.",
    effects: &[notice(Store, "rows that lack the field decode, with the default")],
    todo: None,
};

pub(super) const DEFAULT_CHANGED: About = About {
    prose: "What stands for a missing field does not change: it is the value of rows that are there.",
    effects: &[breaking(
        Store,
        "rows that lack the field read another value than they did, and so does the event's view",
    )],
    todo: Some("leave the `default`; what is published from now on says its value itself"),
};

pub(super) const DEFAULT_REMOVED: About = About {
    prose: "A `default` stays for as long as rows lack the field.",
    effects: &[breaking(Store, "rows that lack the field no longer decode")],
    todo: Some("put it back, unless no history has rows without the field any more"),
};

pub(super) const FIELD_FORMER_NAME_ADDED: About = About {
    prose: "A field may get one more former name.",
    effects: &[notice(Store, "rows that have the field under that name, if there are any, read it from there")],
    todo: None,
};

pub(super) const FIELD_FORMER_NAME_REMOVED: About = About {
    prose: "A former name of a field stays in its `was` for good.",
    effects: &[breaking(
        Store,
        "rows that have the field under that name no longer decode, or read the default or `None` in its place",
    )],
    todo: Some("put it back, unless no history has rows with it any more"),
};

pub(super) const FIELD_FORMER_NAME_MOVED: About = About {
    prose: "A former name of a field is never given to another field beside it.",
    effects: &[
        breaking(Store, "rows that have it read its value as the other field's, or no longer decode"),
        warning(Wire, "clients that still look for the one field under that name find the other"),
    ],
    todo: Some("put it back, and give the other field a name that no row has"),
};

pub(super) const SENSITIVE_ADDED: About = About {
    prose: "A field may become `sensitive`.",
    effects: &[
        breaking(Wire, "clients get the text `[redacted]`, whatever the type of the field"),
        notice(Catalog, "`Debug`, the audit log and the docs show it redacted; what they have shown, they have shown"),
    ],
    todo: Some("tell clients that read it, or let them read the history"),
};

pub(super) const SENSITIVE_DROPPED: About = About {
    prose: "A field that is `sensitive` stays so.",
    effects: &[
        warning(Wire, "clients get its value where they got the text `[redacted]`"),
        breaking(Catalog, "`Debug`, the audit log, gRPC, NATS and the command line show its value from now on"),
    ],
    todo: Some("put `sensitive = true` back, unless everybody may see it"),
};
