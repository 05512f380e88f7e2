//! What there is to say about changes of the types of `[types]`.

use super::Category::{Catalog, Source, Store, Wire};
use super::{About, breaking, notice, warning};

pub(super) const TYPE_ADDED: About =
    About { prose: "A type may be added.", effects: &[notice(Catalog, "fields may use it")], todo: None };

pub(super) const TYPE_DELETED: About = About {
    prose: "A type that code names stays.",
    effects: &[breaking(Source, "code that names the type does not compile")],
    todo: Some("remove it from code too; what became of the fields that had it is told at each of them"),
};

pub(super) const TYPE_RENAMED: About = About {
    prose: "A type keeps its name in Rust; neither history nor clients know it.",
    effects: &[breaking(Source, "code that names the type does not compile")],
    todo: Some("rename it in code too, or keep the old name alive with `pub type Old = New;`"),
};

pub(super) const TYPE_REPLACED: About = About {
    prose: "A type may be made otherwise, if its JSON stays the same.",
    effects: &[breaking(Source, "it has other conversions, methods and traits")],
    todo: Some("convert where it is made and read; history and clients see no difference"),
};

pub(super) const TYPE_BY_HAND: About = About {
    prose: "A type may come to be written by hand, or be so no longer, if its JSON stays the same.",
    effects: &[
        breaking(Source, "it has other conversions, methods and traits"),
        warning(Store, "rows decode only if the one reads what the other has written, which the catalog cannot know"),
        warning(Wire, "clients get what the one writes in the place of the other"),
    ],
    todo: Some("test that the type written by hand reads and writes just what `is` says"),
};

pub(super) const TYPE_WIDENED: About = About {
    prose: "A type may come to hold more values than it held.",
    effects: &[
        breaking(Source, "it is made of another type"),
        warning(
            Store,
            "rows decode; columns of views may get another type, and programs of the old catalog cannot read values that \
             their type does not hold",
        ),
        warning(Wire, "clients may get values that they could not get before"),
    ],
    todo: Some("deploy those who read before those who publish"),
};

pub(super) const TYPE_NARROWED: About = About {
    prose: "A type holds every value that it held.",
    effects: &[
        breaking(Source, "it is made of another type"),
        breaking(
            Store,
            "rows with values that it no longer holds no longer decode (a floating-point number is rounded)",
        ),
        notice(Wire, "clients get fewer values than they could"),
    ],
    todo: Some("leave it, and declare another type for new fields"),
};

pub(super) const TYPE_CHANGED: About = About {
    prose: "A type does not change to one that reads its JSON otherwise, or not at all.",
    effects: &[
        breaking(Source, "it is made of another type"),
        breaking(Store, "rows from before no longer decode, or not exactly; columns of views get another type"),
        breaking(Wire, "clients get another kind of value"),
    ],
    todo: Some("leave it, and declare another type for new fields"),
};

pub(super) const VALUE_ADDED: About = About {
    prose: "A value may be added to an enumeration.",
    effects: &[
        warning(Source, "a `match` over the enumeration has to handle it, unless it has a `_`"),
        warning(Store, "rows decode; programs of the old catalog cannot read a row with it"),
        warning(Wire, "clients may get a text that they do not know"),
    ],
    todo: Some("deploy those who read before those who publish"),
};

pub(super) const VALUE_REMOVED: About = About {
    prose: "A value of an enumeration stays.",
    effects: &[
        breaking(Source, "code that names the variant does not compile"),
        breaking(Store, "rows with it no longer decode"),
        notice(Wire, "clients no longer get it"),
    ],
    todo: Some("leave it, and publish it no longer"),
};

pub(super) const VALUE_RENAMED: About = About {
    prose: "A value of an enumeration keeps its text: values have no `was`.",
    effects: &[
        breaking(Source, "code that names the variant does not compile"),
        breaking(Store, "rows with the old text no longer decode"),
        breaking(Wire, "clients get a text that they do not know"),
    ],
    todo: Some("leave the text; or add the new one beside it, and publish the old one no longer"),
};

pub(super) const VALUE_RESPELT: About = About {
    prose: "A value of an enumeration keeps its text, also where another spelling gives the same variant.",
    effects: &[
        breaking(Store, "rows with the old text no longer decode"),
        breaking(Wire, "clients get a text that they do not know"),
    ],
    todo: Some("leave the text: Rust code sees the variant only"),
};

pub(super) const VALUES_REORDERED: About = About {
    prose: "The values of an enumeration may come in another order: rows and clients have their texts.",
    effects: &[warning(Source, "comparisons with `<`, sorting and `ALL` go by the new order")],
    todo: Some("nothing to do, unless code sorts by it"),
};
