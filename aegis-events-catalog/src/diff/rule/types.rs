//! Rules for the types of `[types]`.

use super::about::Category::{Catalog, Source, Store, Wire};
use super::about::{About, breaking, notice, warning};

pub(super) const TYPE_ADDED: About =
    About { prose: "A type may be added.", effects: &[notice(Catalog, "fields may use it")], todo: None };

pub(super) const TYPE_DELETED: About = About {
    prose: "A type stays as long as code uses it.",
    effects: &[breaking(Source, "code that uses the type does not compile")],
    todo: Some("remove it from code too; fields that had this type are reported one by one"),
};

pub(super) const TYPE_RENAMED: About = About {
    prose: "A type keeps its name for Rust code; history and clients do not depend on it.",
    effects: &[breaking(Source, "code that uses the type does not compile")],
    todo: Some("rename it in code too, or keep the old name with `pub type Old = New;`"),
};

pub(super) const TYPE_REPLACED: About = About {
    prose: "The definition of a type may change, if its JSON stays the same.",
    effects: &[breaking(Source, "it has other conversions, methods and traits")],
    todo: Some("convert where it is constructed and read; history and clients see no difference"),
};

pub(super) const TYPE_BY_HAND: About = About {
    prose: "A type may become hand-written, or generated again, if its JSON stays the same.",
    effects: &[
        breaking(Source, "it has other conversions, methods and traits"),
        warning(
            Store,
            "rows decode only if the new type reads what the old type has written, which the catalog cannot know",
        ),
        warning(Wire, "clients receive what the new type writes"),
    ],
    todo: Some("test that the hand-written type reads and writes exactly what `is` declares"),
};

pub(super) const TYPE_WIDENED: About = About {
    prose: "A type may be widened to hold more values.",
    effects: &[
        breaking(Source, "it consists of another type"),
        warning(
            Store,
            "rows decode; columns of views may get another type, and programs of the old catalog cannot read values that \
             their type does not hold",
        ),
        warning(Wire, "clients may receive values that could not occur before"),
    ],
    todo: Some("deploy its readers before its publishers"),
};

pub(super) const TYPE_NARROWED: About = About {
    prose: "A type continues to hold every former value.",
    effects: &[
        breaking(Source, "it consists of another type"),
        breaking(
            Store,
            "rows with values that it no longer holds no longer decode (a floating-point number is rounded)",
        ),
        notice(Wire, "some values can no longer occur"),
    ],
    todo: Some("leave it, and declare another type for new fields"),
};

pub(super) const TYPE_CHANGED: About = About {
    prose: "A type continues to read its JSON as before.",
    effects: &[
        breaking(Source, "it consists of another type"),
        breaking(Store, "older rows no longer decode, or not exactly; columns of views get another type"),
        breaking(Wire, "clients receive another kind of value"),
    ],
    todo: Some("leave it, and declare another type for new fields"),
};

pub(super) const VALUE_ADDED: About = About {
    prose: "A value may be added to an enumeration.",
    effects: &[
        warning(Source, "a `match` over the enumeration has to handle it, unless it has a `_`"),
        warning(Store, "rows decode; programs of the old catalog cannot read rows with the new value"),
        warning(Wire, "clients may receive a text that they do not know"),
    ],
    todo: Some("deploy its readers before its publishers"),
};

pub(super) const VALUE_REMOVED: About = About {
    prose: "A value of an enumeration stays.",
    effects: &[
        breaking(Source, "code that uses the variant does not compile"),
        breaking(Store, "rows with it no longer decode"),
        notice(Wire, "clients no longer receive it"),
    ],
    todo: Some("leave it, and no longer publish it"),
};

pub(super) const VALUE_RENAMED: About = About {
    prose: "A value of an enumeration keeps its text: values have no `was`.",
    effects: &[
        breaking(Source, "code that uses the variant does not compile"),
        breaking(Store, "rows with the old text no longer decode"),
        breaking(Wire, "clients receive a text that they do not know"),
    ],
    todo: Some("leave the text; or add the new value, and no longer publish the old one"),
};

pub(super) const VALUE_RESPELT: About = About {
    prose: "A value of an enumeration keeps its text, even if another spelling gives the same variant.",
    effects: &[
        breaking(Store, "rows with the old text no longer decode"),
        breaking(Wire, "clients receive a text that they do not know"),
    ],
    todo: Some("leave the text: Rust code only sees the variant"),
};

pub(super) const VALUES_REORDERED: About = About {
    prose: "The values of an enumeration may be reordered: rows and clients use their texts.",
    effects: &[warning(Source, "comparisons with `<`, sorting and `ALL` follow the new order")],
    todo: Some("no action is needed unless code depends on their order"),
};
