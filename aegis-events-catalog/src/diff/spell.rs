//! Parts of the model in the catalog's words, for messages.

use std::time::Duration;

use crate::keys;
use crate::model::{CheckedCatalog, Delivery, EventDef, FieldType, Interest, KeySource, TypeShape};

/// More of one kind than these are counted, not named.
const MOST_NAMED: usize = 4;
/// Longer texts are cut in messages.
const LONGEST_TEXT: usize = 80;

/// A field's type as one writes it.
pub(super) fn ty(catalog: &CheckedCatalog, it: &FieldType) -> String {
    match it {
        FieldType::Scalar(scalar) => scalar.name().to_owned(),
        FieldType::Named(index) => catalog.type_def(*index).name.text.clone(),
        FieldType::Option(inner) => format!("Option<{}>", ty(catalog, inner)),
        FieldType::Vec(inner) => format!("Vec<{}>", ty(catalog, inner)),
        FieldType::Map(inner) => format!("Map<{}>", ty(catalog, inner)),
        FieldType::Pair(first, second) => format!("({}, {})", ty(catalog, first), ty(catalog, second)),
    }
}

/// What a type is made of.
pub(super) fn shape(catalog: &CheckedCatalog, it: &TypeShape) -> String {
    match it {
        TypeShape::Newtype(is) => ty(catalog, is),
        TypeShape::Enumeration(_) => "an enumeration".to_owned(),
        TypeShape::Record(_) => "a record".to_owned(),
        TypeShape::Rust { is, .. } => format!("a type of Rust's that is {}", ty(catalog, is)),
    }
}

/// `Family.Event`
pub(super) fn event(catalog: &CheckedCatalog, it: &EventDef) -> String {
    format!("{}.{}", catalog.family(it.family).name, it.name)
}

/// An entry of `consumes`.
pub(super) fn interest(catalog: &CheckedCatalog, it: &Interest) -> String {
    match it {
        Interest::Everything => keys::EVERYTHING.to_owned(),
        Interest::Family { family, .. } => catalog.family(*family).name.text.clone(),
        Interest::Event { event: index, .. } => event(catalog, catalog.event(*index)),
    }
}

/// The way to a key's value, `access.execution_id`.
pub(super) fn path(it: &KeySource) -> String {
    it.path.iter().map(|step| step.field.as_str()).collect::<Vec<_>>().join(".")
}

pub(super) fn delivery(it: Delivery) -> &'static str {
    match it {
        Delivery::Live => keys::LIVE,
        Delivery::Lossless => keys::LOSSLESS,
        Delivery::Durable => keys::DURABLE,
    }
}

/// A time to keep events, in the largest unit that is whole.
pub(super) fn retention(it: Option<Duration>) -> String {
    const UNITS: [(u64, &str); 4] = [(604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "m")];
    let Some(seconds) = it.map(|it| it.as_secs()) else { return "for ever".to_owned() };
    match UNITS.iter().find(|(unit, _)| seconds > 0 && seconds % unit == 0) {
        Some((unit, sign)) => format!("{}{sign}", seconds / unit),
        None => format!("{seconds}s"),
    }
}

/// Names in backticks, the first few of them: "`A`, `B` and 3 more".
pub(super) fn names<N: AsRef<str>>(names: &[N]) -> String {
    let shown = if names.len() > MOST_NAMED { MOST_NAMED - 1 } else { names.len() };
    let quoted: Vec<String> = names[..shown].iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match (names.len() - shown, quoted.split_last()) {
        (0, Some((last, first))) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        (0, _) => quoted.concat(),
        (more, _) => format!("{} and {more} more", quoted.join(", ")),
    }
}

/// Text of the catalog in one line, cut where it is long.
pub(super) fn text(it: &str) -> String {
    let flat: String = it.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match flat.char_indices().nth(LONGEST_TEXT) {
        Some((cut, _)) => format!("{}…", &flat[..cut]),
        None => flat,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{names, retention, text};

    #[test]
    fn many_names_are_counted() {
        assert_eq!(names(&["A"]), "`A`");
        assert_eq!(names(&["A", "B", "C", "D"]), "`A`, `B`, `C` and `D`");
        assert_eq!(names(&["A", "B", "C", "D", "E"]), "`A`, `B`, `C` and 2 more");
    }

    #[test]
    fn a_time_is_told_in_its_largest_whole_unit() {
        assert_eq!(retention(None), "for ever");
        assert_eq!(retention(Some(Duration::from_secs(90 * 86_400))), "90d");
        assert_eq!(retention(Some(Duration::from_secs(61))), "61s");
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(text("a\nb"), "a b");
        assert_eq!(text(&"é".repeat(200)).chars().count(), 81);
    }
}
