//! Waivers: accept a reviewed change of one item, with a reason.
//!
//! They are in a separate file, `catalog-waivers.toml` next to the catalog, because the catalog describes the present and not
//! its history:
//!
//! ```toml
//! [[waive]]
//! rule   = "field-deleted"
//! item   = "Volume.VolumeCreated.size"
//! reason = "No client reads it; agreed with the front end."
//! ```
//!
//! A waiver that matches no change, or has no reason, is reported.

use std::collections::{HashMap, HashSet};

use aegis_events_suggest::closest;

use super::Change;
use super::fault::{Fault, WaiverProblem};
use super::rule::Rule;
use crate::model::{Name, Span};
use crate::parse::{Kind, Table, Value, parse};
use crate::problem::{Reporter, quoted};
use crate::source::Source;

const WAIVE: &str = "waive";
const RULE: &str = "rule";
const ITEM: &str = "item";
const REASON: &str = "reason";

/// The waivers of one file.
#[derive(Debug, Clone)]
pub struct Waivers {
    source: Source,
    /// In the order of the file; each rule and item once.
    waivers: Vec<Waiver>,
}

#[derive(Debug, Clone)]
struct Waiver {
    rule: Rule,
    item: Name,
    reason: String,
}

/// A waived change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waived<C = Change> {
    /// The change.
    pub change: C,
    /// The reason of the waiver.
    pub reason: String,
}

/// The result of reading a file of waivers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WaiversReading {
    /// The sound waivers.
    pub waivers: Waivers,
    /// The problems of the file, in its order.
    pub problems: Vec<WaiverProblem>,
}

/// Changes after waivers were applied, in their order.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Applied<C = Change> {
    /// The changes that are not waived.
    pub left: Vec<C>,
    /// The waived changes.
    pub waived: Vec<Waived<C>>,
    /// The waivers that match no change.
    pub problems: Vec<WaiverProblem>,
}

impl Waivers {
    /// No waivers.
    pub fn none() -> Self {
        Self { source: Source::new("", ""), waivers: Vec::new() }
    }

    /// Reads a file of waivers. Never fails: problems are returned, and the sound waivers are in effect.
    #[must_use]
    pub fn parse(source: Source) -> WaiversReading {
        let mut reporter = Reporter::new();
        let (table, _) = parse(&source, &mut reporter);
        let mut problems: Vec<WaiverProblem> = reporter
            .finish(&source)
            .into_iter()
            .map(|it| WaiverProblem {
                help: it.help,
                ..WaiverProblem::new(Fault::NotToml, &it.span, it.message, it.label)
            })
            .collect();
        let mut reader = Reader { waivers: Vec::new(), known: HashSet::new(), problems: Vec::new() };
        // Problems that may follow from a line that is not TOML are not reported.
        let is_toml = problems.is_empty();
        reader.file(table);
        if is_toml {
            problems = reader.problems;
            problems.iter_mut().for_each(|problem| problem.span = source.within(problem.span.clone()));
            problems.sort_by_key(|problem| problem.span.start);
        }
        WaiversReading { waivers: Self { source, waivers: reader.waivers }, problems }
    }

    /// The file.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The number of waivers.
    pub fn len(&self) -> usize {
        self.waivers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.waivers.is_empty()
    }

    /// Separates waived changes from others, for the result of [`compare`](super::compare) or of
    /// [`compare_releases`](super::compare_releases), and reports the waivers that match none of them.
    #[must_use]
    pub fn apply<C: AsRef<Change>>(&self, changes: Vec<C>) -> Applied<C> {
        let places: HashMap<(Rule, &str), usize> =
            self.waivers.iter().enumerate().map(|(at, it)| ((it.rule, it.item.text.as_str()), at)).collect();
        let mut is_used = vec![false; self.waivers.len()];
        let mut applied = Applied { left: Vec::new(), waived: Vec::new(), problems: Vec::new() };
        for it in changes {
            let change = it.as_ref();
            match places.get(&(change.rule(), change.item())) {
                Some(&at) => {
                    is_used[at] = true;
                    let reason = self.waivers[at].reason.clone();
                    applied.waived.push(Waived { change: it, reason });
                }
                None => applied.left.push(it),
            }
        }
        let unused = self.waivers.iter().zip(is_used).filter(|(_, is_used)| !is_used);
        applied.problems = unused.map(|(waiver, _)| unused_problem(waiver, &applied.left)).collect();
        applied
    }
}

fn unused_problem<C: AsRef<Change>>(waiver: &Waiver, left: &[C]) -> WaiverProblem {
    let (rule, item) = (waiver.rule, &waiver.item);
    let message = format!("{} has no change under the waived rule `{rule}`", quoted(&item.text));
    let problem = WaiverProblem::new(Fault::Unused, &item.span, message, "matches no change");
    let same_rule = left.iter().map(C::as_ref).filter(|change| change.rule() == rule).map(Change::item);
    if let Some(suggestion) = closest(&item.text, same_rule) {
        return problem.help(suggestion.to_string());
    }
    let same_item = left.iter().map(C::as_ref).find(|change| change.item() == item.text);
    match same_item {
        Some(change) => problem.help(format!("the change of this item falls under `{}`", change.rule())),
        None => problem.help("remove it"),
    }
}

struct Reader {
    waivers: Vec<Waiver>,
    /// The rules and items of the waivers read so far.
    known: HashSet<(Rule, String)>,
    problems: Vec<WaiverProblem>,
}

impl Reader {
    fn file(&mut self, table: Table) {
        for entry in table.entries {
            if entry.key.text != WAIVE {
                let problem = unknown_key(&entry.key, &[WAIVE], "a file of waivers only has `[[waive]]`");
                self.problems.push(problem);
                continue;
            }
            match entry.value.kind {
                Kind::Array(waivers) => waivers.into_iter().for_each(|waiver| self.entry(waiver)),
                _ => self.problems.push(not_an_array(&entry.key.span, entry.value.noun())),
            }
        }
    }

    fn entry(&mut self, value: Value) {
        let noun = value.noun();
        let span = value.span;
        let Kind::Table(table) = value.kind else {
            return self.problems.push(not_an_array(&span, noun));
        };
        let (mut rule, mut item, mut reason) = (None, None, None);
        let before = self.problems.len();
        for entry in table.entries {
            let slot = match entry.key.text.as_str() {
                RULE => &mut rule,
                ITEM => &mut item,
                REASON => &mut reason,
                _ => {
                    let all = "a waiver has `rule`, `item` and `reason`";
                    self.problems.push(unknown_key(&entry.key, &[RULE, ITEM, REASON], all));
                    continue;
                }
            };
            let noun = entry.value.noun();
            match entry.value.kind {
                Kind::String(text) => *slot = Some(Name { text, span: entry.value.span }),
                _ => {
                    let message = format!("`{}` is {noun}, not a string", entry.key);
                    let problem = WaiverProblem::new(Fault::WrongKind, &entry.value.span, message, "not a string");
                    self.problems.push(problem.help("write it in double quotes"));
                }
            }
        }
        // A missing key may be one that could not be read.
        let is_sound = self.problems.len() == before;
        match (rule, item) {
            (Some(rule), Some(item)) => self.waiver(&span, rule, item, reason, is_sound),
            _ if !is_sound => {}
            (None, _) => self.problems.push(missing(&span, RULE, "field-deleted")),
            (_, None) => self.problems.push(missing(&span, ITEM, "Volume.VolumeCreated.size")),
        }
    }

    fn waiver(&mut self, span: &Span, rule: Name, item: Name, reason: Option<Name>, is_sound: bool) {
        let Some(known) = Rule::from_name(&rule.text) else {
            return self.problems.push(unknown_rule(&rule));
        };
        if !self.known.insert((known, item.text.clone())) {
            let message = format!("`{known}` is waived twice for {}", quoted(&item.text));
            let problem = WaiverProblem::new(Fault::WaivedTwice, &item.span, message, "waived again here");
            return self.problems.push(problem.help("remove one of the two"));
        }
        match reason {
            Some(reason) if !reason.text.trim().is_empty() => {
                let reason = reason.text.trim().to_owned();
                self.waivers.push(Waiver { rule: known, item, reason });
            }
            None if !is_sound => {}
            reason => {
                let at = reason.map_or(span.clone(), |reason| reason.span);
                let message = format!("the waiver of `{known}` for {} has no reason", quoted(&item.text));
                let problem = WaiverProblem::new(Fault::WithoutReason, &at, message, "it has no effect without one");
                self.problems.push(problem.help("write in `reason` why the change does no harm, and who has agreed"));
            }
        }
    }
}

fn unknown_key(key: &Name, known: &[&str], all: &str) -> WaiverProblem {
    let problem =
        WaiverProblem::new(Fault::UnknownKey, &key.span, format!("unknown key {}", quoted(&key.text)), "no such key");
    match closest(&key.text, known.iter().copied()) {
        Some(suggestion) => problem.help(suggestion.to_string()),
        None => problem.help(all),
    }
}

fn missing(span: &Span, key: &str, example: &str) -> WaiverProblem {
    let message = format!("a waiver has no `{key}`");
    WaiverProblem::new(Fault::MissingKey, span, message, format!("`{key}` is missing here"))
        .help(format!("add it, `{key} = \"{example}\"` for example"))
}

fn not_an_array(span: &Span, noun: &str) -> WaiverProblem {
    let message = format!("`{WAIVE}` is {noun}, not an array of tables");
    WaiverProblem::new(Fault::WrongKind, span, message, "not an array of tables")
        .help("write a waiver as `[[waive]]`, with two brackets")
}

fn unknown_rule(rule: &Name) -> WaiverProblem {
    let message = format!("unknown rule {}", quoted(&rule.text));
    let problem = WaiverProblem::new(Fault::UnknownRule, &rule.span, message, "no rule has this name");
    match closest(&rule.text, Rule::ALL.iter().map(|rule| rule.name())) {
        Some(suggestion) => problem.help(suggestion.to_string()),
        None => problem.help("docs/diff.md and `aegis-events ls-rules` list all rules"),
    }
}
