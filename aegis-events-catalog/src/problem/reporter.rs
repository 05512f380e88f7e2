//! Collects problems, and makes suggestions.

use std::cell::Cell;

use aegis_events_suggest::Suggestion;

use super::Problem;
use crate::source::Source;
/// Collects the problems of one reading.
#[derive(Debug)]
pub(crate) struct Reporter {
    problems: Vec<Problem>,
    comparisons_left: Cell<usize>,
}

impl Reporter {
    /// Comparing every unknown word with every known one is quadratic. A catalog written by hand needs far fewer comparisons
    /// than this; in a generated file full of mistakes, later problems have no suggestion.
    const MOST_COMPARISONS: usize = 200_000;

    pub(crate) fn new() -> Self {
        Self { problems: Vec::new(), comparisons_left: Cell::new(Self::MOST_COMPARISONS) }
    }

    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The known word closest to an unknown one.
    pub(crate) fn closest<'a>(&self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Suggestion<'a>> {
        let left = self.comparisons_left.get();
        let mut used = 0;
        let known = known.into_iter().take(left).inspect(|_| used += 1);
        let found = aegis_events_suggest::closest(word, known);
        self.comparisons_left.set(left - used);
        found.map(|it| Suggestion { is_certain: it.is_certain && used < left, ..it })
    }

    /// All problems in the order of the file; at the same place, in the order of reporting.
    pub(crate) fn finish(mut self, source: &Source) -> Vec<Problem> {
        for problem in &mut self.problems {
            // Places from the TOML parser can be inside a character.
            problem.span = source.within(problem.span.clone());
            let line = source.line(problem.span.start);
            problem.context.retain(|label| !label.is_owner || source.line(label.span.start) != line);
        }
        self.problems.sort_by_key(|problem| problem.span.start);
        self.problems
    }
}
