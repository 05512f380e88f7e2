//! From a change to the text that people read, with the place in the file.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Snippet};

use super::change::{Change, Place};
use super::rule::Severity;
use crate::problem::Style;
use crate::problem::render::{excerpt, renderer};
use crate::source::Source;

/// Renders a change for a terminal or a file: `breaking[field-deleted]: ..`, the place in the new file or, of what is gone,
/// in the old one, whom it breaks and how, the help. Ends without a line break.
///
/// The sources are those of the two catalogs that were compared; places outside of them are moved into them.
pub fn render(change: &Change, old: &Source, new: &Source, style: Style) -> String {
    let level = match change.severity() {
        Severity::Breaking => Level::ERROR.with_name("breaking"),
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let (old_path, new_path) = (old.path().display().to_string(), new.path().display().to_string());
    let label = change.was().filter(|_| change.new_place().is_some()).map(|was| format!("it was `{was}`"));
    let label = label.as_deref().unwrap_or_default();

    let mut main =
        level.primary_title(change.message()).id(change.rule().name()).elements(None::<Snippet<'_, Annotation<'_>>>);
    if let Some(place) = change.new_place() {
        main = main.element(show(place, label, new, &new_path));
    } else {
        if let Some(place) = change.place() {
            main = main.element(show(place, "it is gone from here", new, &new_path));
        }
        if let Some(place) = change.old_place() {
            main = main.element(show(place, "it was here", old, &old_path));
        }
    }
    for effect in change.effects() {
        let whom = match effect.severity {
            Severity::Breaking => format!("breaks {}", effect.category),
            Severity::Warning => format!("may break {}", effect.category),
            Severity::Notice => format!("for {}", effect.category),
        };
        main = main.element(Level::NOTE.with_name(whom).message(effect.how));
    }
    let help = change.help().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(help).collect();
    renderer(style).render(&groups)
}

fn show<'a>(place: &'a Place, label: &'a str, source: &'a Source, path: &'a str) -> Snippet<'a, Annotation<'a>> {
    excerpt(&[(AnnotationKind::Primary, &place.span, label)], source, path)
}
