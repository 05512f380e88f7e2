//! Renders problems as text.
//!
//! The command line ([`render`]) and compile errors ([`render_for_macro`]) show the same excerpt. Both accept any problem with
//! any source and never panic: places outside the text are moved into it.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Label, Problem, Severity};
use crate::model::Span;
use crate::source::Source;

/// The style of a rendered problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Plain text.
    Plain,
    /// Text with ANSI colours.
    Colour,
}

/// Renders a problem for a terminal or a file: `error[AE0012]: ..`, the excerpt, the help. Ends without a line break.
#[must_use]
pub fn render(problem: &Problem, source: &Source, style: Style) -> String {
    let level = match problem.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = problem.code.to_string();
    let path = source.path().display().to_string();
    let main = level.primary_title(&problem.message).id(&code).elements(excerpts(problem, source, &path));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(help(problem)).collect();
    renderer(style).render(&groups)
}

/// Renders a problem as the message of a `compile_error!`. rustc writes `error: ` before it, so it begins with the
/// message itself; the code comes last.
#[must_use]
pub fn render_for_macro(problem: &Problem, source: &Source) -> String {
    let code = format!("{} {}", problem.code, problem.code.title());
    let path = source.path().display().to_string();
    let main = Level::ERROR.no_name().primary_title(&problem.message).elements(excerpts(problem, source, &path));
    let note = Group::with_title(Level::NOTE.secondary_title(code));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(help(problem)).chain([note]).collect();
    renderer(Style::Plain).render(&groups)
}

pub(crate) fn renderer(style: Style) -> Renderer {
    match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    }
}

fn help(problem: &Problem) -> impl Iterator<Item = Group<'_>> {
    problem.help.iter().map(|help| Group::with_title(Level::HELP.secondary_title(help)))
}

/// Notes further away than this get a separate excerpt, so that the time for rendering does not depend on the length of the
/// file.
const NEAR_LINES: usize = 100;

/// The excerpt with the place of the problem, then those with distant notes.
fn excerpts<'a>(problem: &'a Problem, source: &'a Source, path: &'a str) -> Vec<Snippet<'a, Annotation<'a>>> {
    let line = |span: &Span| source.line(source.within(span.clone()).start);
    let own = line(&problem.span);
    let (near, far): (Vec<&Label>, Vec<&Label>) =
        problem.context.iter().partition(|label| line(&label.span).abs_diff(own) <= NEAR_LINES);

    let mut places = vec![(AnnotationKind::Primary, &problem.span, problem.label.as_str())];
    places.extend(near.into_iter().map(note));
    let mut excerpts = vec![excerpt(&places, source, path)];
    excerpts.extend(far.into_iter().map(|label| excerpt(&[note(label)], source, path)));
    excerpts
}

pub(crate) type Place<'a> = (AnnotationKind, &'a Span, &'a str);

fn note(label: &Label) -> Place<'_> {
    (AnnotationKind::Context, &label.span, label.text.as_str())
}

/// The lines from the first to the last of some places.
pub(crate) fn excerpt<'a>(places: &[Place<'a>], source: &'a Source, path: &'a str) -> Snippet<'a, Annotation<'a>> {
    let first = places.iter().map(|(_, span, _)| span.start).min().unwrap_or(0);
    let last = places.iter().map(|(_, span, _)| span.end).max().unwrap_or(0);
    let window = source.whole_lines(first..last);
    let text = &source.text()[window.clone()];
    let annotations = places.iter().map(|(kind, span, label)| {
        let span = source.within((*span).clone());
        let start = span.start.clamp(window.start, window.end) - window.start;
        let end = span.end.clamp(window.start + start, window.end) - window.start;
        kind.span(start..end).label((!label.is_empty()).then_some(*label))
    });
    Snippet::source(text).path(path).line_start(source.line(window.start)).annotations(annotations)
}
