//! Parts of the model as messages show them.

use std::time::Duration;

use aegis_events_suggest::shortened_to;

use crate::model::{CheckedCatalog, TypeShape};

/// If there are more names than this, the others are only counted.
const MOST_NAMED: usize = 4;
/// Longer texts are cut in messages.
const LONGEST_TEXT: usize = 80;

/// The definition of a type.
pub(super) fn shape(catalog: &CheckedCatalog, it: &TypeShape) -> String {
    match it {
        TypeShape::Newtype(is) => catalog.written_type(is),
        TypeShape::Enumeration(_) => "enumeration".to_owned(),
        TypeShape::Record(_) => "record".to_owned(),
        TypeShape::Rust { is, .. } => format!("rust, {}", catalog.written_type(is)),
    }
}

/// A retention, in the largest unit without a remainder.
pub(super) fn retention(it: Option<Duration>) -> String {
    const UNITS: [(u64, &str); 4] = [(604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "m")];
    let Some(seconds) = it.map(|it| it.as_secs()) else { return "unlimited".to_owned() };
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

/// A text of the catalog in one line, cut if it is long.
pub(super) fn text(it: &str) -> String {
    let flat: String = it.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    shortened_to(&flat, LONGEST_TEXT).into_owned()
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
    fn a_retention_has_the_largest_whole_unit() {
        assert_eq!(retention(None), "unlimited");
        assert_eq!(retention(Some(Duration::from_secs(90 * 86_400))), "90d");
        assert_eq!(retention(Some(Duration::from_secs(61))), "61s");
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(text("a\nb"), "a b");
        assert_eq!(text(&"é".repeat(200)).chars().count(), 81);
    }
}
