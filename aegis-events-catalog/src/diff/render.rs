//! Renders a change as text, with an excerpt of the file.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Snippet};

use super::change::{Change, Place};
use super::rule::{Category, Severity};
use super::spell;
use crate::problem::Style;
use crate::problem::render::{excerpt, renderer};
use crate::source::Source;

/// Renders a change for a terminal or a file: `breaking[field-deleted]: ..`, an excerpt of the new file or, for a deleted item,
/// of the old one, the effects and the help. Ends without a line break.
///
/// The sources are those of the two catalogs that were compared; places outside of them are moved into them.
#[must_use]
pub fn render(change: &Change, old: &Source, new: &Source, style: Style) -> String {
    render_for(change, Category::ALL, old, new, style)
}

/// Renders a change as [`render`] does, with the effects on some categories only, and the severity that it has for them.
#[must_use]
pub fn render_for(change: &Change, categories: &[Category], old: &Source, new: &Source, style: Style) -> String {
    let level = match change.rule().severity_among(categories).unwrap_or(Severity::Notice) {
        Severity::Breaking => Level::ERROR.with_name("breaking"),
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let (old_path, new_path) = (old.path().display().to_string(), new.path().display().to_string());
    let label = change.was().filter(|_| change.is().is_some()).map(|was| format!("was `{was}`"));
    let label = label.as_deref().unwrap_or_default();

    let mut main =
        level.primary_title(change.message()).id(change.rule().name()).elements(None::<Snippet<'_, Annotation<'_>>>);
    if let Some(place) = change.new_place() {
        main = main.element(show(place, label, new, &new_path));
    } else {
        if let Some(place) = change.place() {
            main = main.element(show(place, "deleted from here", new, &new_path));
        }
        if let Some(place) = change.old_place() {
            main = main.element(show(place, "was here", old, &old_path));
        }
    }
    if !change.users().is_empty() {
        main = main.element(Level::NOTE.with_name("used by").message(spell::names(change.users())));
    }
    for effect in change.effects().iter().filter(|effect| categories.contains(&effect.category)) {
        main = main.element(Level::NOTE.with_name(effect.whom()).message(effect.how));
    }
    let help = change.help().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(help).collect();
    renderer(style).render(&groups)
}

fn show<'a>(place: &'a Place, label: &'a str, source: &'a Source, path: &'a str) -> Snippet<'a, Annotation<'a>> {
    excerpt(&[(AnnotationKind::Primary, &place.span, label)], source, path)
}
