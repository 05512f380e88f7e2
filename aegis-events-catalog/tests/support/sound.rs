//! The properties of every reading, for any text.

use std::ops::Range;

use aegis_events_catalog::{Problem, Reading, Style, render, render_for_macro};

use super::consistent::assert_consistent;

/// Rendering every problem of a very broken text takes long; the first ones are enough.
const MOST_RENDERED: usize = 40;

/// Asserts all of them.
pub(crate) fn assert_sound(reading: &Reading) {
    assert_problems(reading);
    assert_consistent(&reading.catalog);
}

fn assert_problems(reading: &Reading) {
    let source = reading.catalog.source();
    let in_text = |span: &Range<usize>| {
        span.start <= span.end
            && span.end <= source.text().len()
            && source.text().is_char_boundary(span.start)
            && source.text().is_char_boundary(span.end)
    };
    for problem in &reading.problems {
        assert!(in_text(&problem.span), "{problem:?}");
        assert!(problem.context.iter().all(|label| in_text(&label.span)), "{problem:?}");
        assert!(!problem.message.is_empty(), "{problem:?}");
        let lines = [&problem.message, &problem.label].into_iter().chain(&problem.help);
        assert!(lines.chain(problem.context.iter().map(|label| &label.text)).all(|line| !line.contains('\n')));
    }
    assert!(reading.problems.is_sorted_by_key(|problem| problem.span.start));
    for problem in reading.problems.iter().take(MOST_RENDERED) {
        assert_renders(problem, reading);
    }
}

fn assert_renders(problem: &Problem, reading: &Reading) {
    let source = reading.catalog.source();
    let code = problem.code.to_string();
    let plain = render(problem, source, Style::Plain);
    assert!(plain.lines().next().unwrap_or_default().contains(&code), "{plain}");
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = render(problem, source, Style::Colour);
    assert!(coloured.contains('\u{1b}'));
    let for_macro = render_for_macro(problem, source);
    assert!(for_macro.starts_with(&problem.message), "{for_macro}");
    assert!(for_macro.lines().last().unwrap_or_default().contains(&code), "{for_macro}");
}
