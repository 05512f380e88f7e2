//! Changes as findings, grouped by declaration, and the summary.

use aegis_events_catalog::diff::{
    self, Category, Change, Effect, ReleaseChange, Severity as Breakage, Waived, WaiverProblem, render_waiver_problem,
};
use aegis_events_catalog::{CheckedCatalog, Source, Style};
use serde_json::{Map, Value, json};

use crate::finding::{Breaks, Finding, Place};
use crate::out::{DOUBTFUL, GOOD, TITLE, WRONG, counted};
use crate::rule::{Rule, Severity};

/// The comparison and the selected categories.
pub(super) struct Report<'a> {
    pub(super) former: &'a [&'a CheckedCatalog],
    pub(super) new: &'a CheckedCatalog,
    pub(super) only: &'a [Category],
}

impl Report<'_> {
    pub(super) fn changes(&self, changes: &[ReleaseChange]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut last = None;
        for it in changes {
            let Some(severity) = self.severity(&it.change) else { continue };
            let group = (declaration(it.change.item()), it.since);
            let old = self.former[it.since].source();
            let new = self.new.source();
            let mut human = String::new();
            if last.as_ref() != Some(&group) {
                human = self.title(group.0, old);
            }
            human.push_str(&diff::render_for(&it.change, self.only, old, new, Style::Colour));
            last = Some(group);
            findings.push(self.finding(&it.change, severity, old, human));
        }
        findings
    }

    /// A notice per waived change.
    pub(super) fn waived(&self, waived: &[Waived<ReleaseChange>]) -> Vec<Finding> {
        let concerned = waived.iter().filter(|it| self.severity(&it.change.change).is_some());
        concerned
            .map(|Waived { change: it, reason, .. }| {
                let change = &it.change;
                let human = format!("waived: {} ({}): {reason}", change.message(), change.rule());
                let mut finding = self.finding(change, Severity::Notice, self.former[it.since].source(), human);
                finding.message = format!("waived: {}", change.message());
                finding.breaks = None;
                finding.help = vec![reason.clone()];
                finding.more.insert("waived".to_owned(), Value::from(reason.as_str()));
                finding
            })
            .collect()
    }

    /// One line for people, at the end.
    pub(super) fn summary(&self, changes: &[ReleaseChange], waived: usize) -> String {
        let former: Vec<String> = self.former.iter().map(|it| it.source().path().display().to_string()).collect();
        let compared = format!("{} against {}", self.new.source().path().display(), former.join(", "));
        let waived = match waived {
            0 => String::new(),
            count => format!("; {count} waived"),
        };
        let severities: Vec<Severity> = changes.iter().filter_map(|it| self.severity(&it.change)).collect();
        if severities.is_empty() {
            return format!("{compared}: {GOOD}no changes{GOOD:#}{waived}");
        }
        let count = |wanted| severities.iter().filter(|severity| **severity == wanted).count();
        let mut parts = Vec::new();
        if let breaking @ 1.. = count(Severity::Error) {
            parts.push(format!("{WRONG}{breaking} breaking{WRONG:#}{}", self.broken(changes)));
        }
        if let warnings @ 1.. = count(Severity::Warning) {
            parts.push(format!("{DOUBTFUL}{}{DOUBTFUL:#}", counted(warnings, "warning")));
        }
        if let notices @ 1.. = count(Severity::Notice) {
            parts.push(counted(notices, "notice"));
        }
        format!("{compared}: {}{waived}", parts.join(", "))
    }

    /// How many changes break each category.
    fn broken(&self, changes: &[ReleaseChange]) -> String {
        let mut parts = Vec::new();
        for &category in self.only {
            let breaks = |it: &&ReleaseChange| it.change.rule().severity_for(category) == Some(Breakage::Breaking);
            if let count @ 1.. = changes.iter().filter(breaks).count() {
                parts.push(format!("{category} {count}"));
            }
        }
        format!(" ({})", parts.join(", "))
    }

    /// The severity of a change for the selected categories; `None` if it affects none of them.
    fn severity(&self, change: &Change) -> Option<Severity> {
        change.rule().severity_among(self.only).map(Severity::from)
    }

    /// Above the changes of one declaration.
    fn title(&self, declaration: &str, old: &Source) -> String {
        let mut title = format!("{TITLE}── {declaration} ──{TITLE:#}\n");
        if self.former.len() > 1 {
            title = format!("{TITLE}── {declaration}, against {} ──{TITLE:#}\n", old.path().display());
        }
        title
    }

    fn finding(&self, change: &Change, severity: Severity, old: &Source, human: String) -> Finding {
        let file = self.new.source().path().display().to_string();
        let (line, column) = change.place().map_or((1, 1), |place| (place.line, place.column));
        Finding {
            rule: Rule::Change(change.rule()),
            severity,
            message: change.message().to_owned(),
            breaks: Some(self.breaks(change)),
            help: change.help().map(str::to_owned).collect(),
            place: Some(Place { file, line, column }),
            more: self.more(change, old),
            human,
        }
    }

    /// The effects on the selected categories.
    fn concerned(&self, change: &Change) -> impl Iterator<Item = &'static Effect> {
        let only = self.only;
        change.effects().iter().filter(move |effect| only.contains(&effect.category))
    }

    fn breaks(&self, change: &Change) -> Breaks {
        let names = |severity| {
            let those = self
                .concerned(change)
                .filter(|effect| effect.severity == severity)
                .map(|effect| effect.category.name());
            those.collect::<Vec<_>>().join(", ")
        };
        let brief = match (names(Breakage::Breaking).as_str(), names(Breakage::Warning).as_str()) {
            ("", "") => String::new(),
            (breaks, "") => format!("breaks {breaks}"),
            ("", may_break) => format!("may break {may_break}"),
            (breaks, may_break) => format!("breaks {breaks}; may break {may_break}"),
        };
        Breaks { brief, lines: self.concerned(change).map(ToString::to_string).collect() }
    }

    fn more(&self, change: &Change, old: &Source) -> Map<String, Value> {
        let effects: Vec<Value> = self
            .concerned(change)
            .map(|it| json!({ "category": it.category.name(), "severity": it.severity.name(), "how": it.how }))
            .collect();
        let mut more = Map::new();
        let mut add = |key: &str, value: Value| _ = more.insert(key.to_owned(), value);
        add("item", change.item().into());
        add("was", change.was().into());
        add("is", change.is().into());
        if !change.users().is_empty() {
            add("users", change.users().into());
        }
        add("effects", effects.into());
        if let Some(place) = change.old_place() {
            let file = old.path().display().to_string();
            add("old", json!({ "file": file, "line": place.line, "column": place.column }));
        }
        if self.former.len() > 1 {
            add("against", old.path().display().to_string().into());
        }
        more
    }
}

/// A problem of the file of waivers.
pub(super) fn waiver_problem(problem: &WaiverProblem, source: &Source) -> Finding {
    Finding {
        rule: Rule::Waiver(problem.fault),
        severity: problem.fault.severity().into(),
        message: problem.message.clone(),
        breaks: None,
        help: problem.help.clone(),
        place: Some(Place::of(source, problem.span.start)),
        more: Map::new(),
        human: render_waiver_problem(problem, source, Style::Colour),
    }
}

/// `Family.Event` of `Family.Event.field`, `types.Type` of `types.Type.field`.
fn declaration(item: &str) -> &str {
    let end = item.match_indices('.').nth(1).map_or(item.len(), |(at, _)| at);
    &item[..end]
}
