//! Apply the fixes of problems in rounds, because a fixed name can reveal further problems.
//!
//! A fix is kept only if it causes no new problem: names that would collide stay unchanged.

mod edit;

use aegis_events_catalog::{Code, Fix, Problem, Reading, read_bytes};
use serde_json::Value;

use crate::finding::{Finding, Place};
use crate::rule::{Rule, Severity};
use edit::Editor;

/// A fixed declaration makes its uses fixable. Longer chains do not occur in practice.
const MOST_ROUNDS: usize = 8;
/// If the fixes of a round collide, each is tried alone. Each trial reads the catalog.
const MOST_TRIALS: usize = 64;

/// A catalog after its fixes.
pub(super) struct Fixed {
    pub(super) reading: Reading,
    /// A notice per fix, at its location before the fix.
    pub(super) done: Vec<Finding>,
}

/// Apply all fixes that help. `done_so` is the verb of the notices, "fixed".
pub(super) fn fix(mut reading: Reading, done_so: &str) -> Fixed {
    let mut done = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let fixable: Vec<&Problem> = reading.problems.iter().filter(|problem| problem.fix.is_some()).collect();
        let Some(round) = round(&reading, &fixable) else { break };
        done.extend(round.problems.iter().map(|problem| notice(problem, &reading, done_so)));
        reading = round.reading;
    }
    Fixed { reading, done }
}

struct Round {
    reading: Reading,
    problems: Vec<Problem>,
}

/// One round: all fixes together, otherwise those that do no harm alone. `None` if nothing is left to do.
fn round(reading: &Reading, fixable: &[&Problem]) -> Option<Round> {
    let editor = Editor::new(reading.catalog.source().text())?;
    let (text, applied) = editor.apply(fixable);
    if applied.is_empty() {
        return None;
    }
    let all = read_again(reading, &text);
    if harm(&all) <= harm(reading) {
        return Some(Round { reading: all, problems: applied.into_iter().cloned().collect() });
    }
    let harmless = |problem: &&&Problem| {
        let (text, _) = editor.apply(&[problem]);
        harm(&read_again(reading, &text)) <= harm(reading)
    };
    let harmless: Vec<&Problem> = applied.iter().take(MOST_TRIALS).filter(harmless).copied().collect();
    let (text, applied) = editor.apply(&harmless);
    let some = read_again(reading, &text);
    let helps = !applied.is_empty() && harm(&some) <= harm(reading);
    helps.then(|| Round { reading: some, problems: applied.into_iter().cloned().collect() })
}

fn read_again(reading: &Reading, text: &str) -> Reading {
    read_bytes(reading.catalog.source().path(), text.as_bytes())
}

/// The number of problems that a fix must not increase. Other problems can appear after a fix; they are fixed next or remain.
fn harm(reading: &Reading) -> usize {
    let harmful = |problem: &&Problem| {
        problem.fix.is_none()
            && matches!(
                problem.code,
                Code::Syntax | Code::DeclaredTwice | Code::NamesCollide | Code::ViewsCollide | Code::FormerName
            )
    };
    reading.problems.iter().filter(harmful).count()
}

fn notice(problem: &Problem, reading: &Reading, done_so: &str) -> Finding {
    let place = Place::of(reading.catalog.source(), problem.span.start);
    let what = match &problem.fix {
        Some(Fix::Replace(text)) => format!("now {}", text.replace('\n', " ")),
        _ => "removed".to_owned(),
    };
    let message = format!("{done_so}: {}: {what}", problem.message);
    let human = format!("{}:{}:{}: {message}", place.file, place.line, place.column);
    Finding {
        rule: Rule::Code(problem.code),
        severity: Severity::Notice,
        message,
        breaks: None,
        help: Vec::new(),
        place: Some(place),
        more: [("fixed".to_owned(), Value::Bool(true))].into_iter().collect(),
        human,
    }
}
