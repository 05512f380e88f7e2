//! One change: what changed, where, its effects, and what to do.

use std::fmt;
use std::sync::Arc;

use super::rule::{Category, Effect, Rule, Severity};
use super::spell;
use crate::model::Span;
use crate::problem::one_line;
use crate::source::{Location, Source};

/// One difference between two catalogs.
///
/// Its `Display` is a few lines of text; [`render`](super::render) adds the place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    rule: Rule,
    item: String,
    message: String,
    was: Option<String>,
    is: Option<String>,
    hints: Vec<String>,
    users: Arc<[String]>,
    old: Option<Place>,
    new: Option<Place>,
    owner: Option<Place>,
}

/// A place in one of the two files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The byte range, on character boundaries.
    pub span: Span,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Place {
    pub(super) fn of(span: &Span, source: &Source) -> Self {
        let span = source.within(span.clone());
        let Location { line, column } = source.location(span.start);
        Self { span, line, column }
    }
}

impl Change {
    /// The rule that it falls under.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The item that has changed, as waivers name it: `Family`, `Family.Event`, `Family.Event.field`, `types.X`, `types.X.field`, `keys.x`,
    /// `publishers.X`, `subscribers.X`, or `catalog`. A renamed item has its new name.
    pub fn item(&self) -> &str {
        &self.item
    }

    /// The change in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The old value, as the catalog writes it, if there is one to show.
    pub fn was(&self) -> Option<&str> {
        self.was.as_deref()
    }

    /// The new value.
    pub fn is(&self) -> Option<&str> {
        self.is.as_deref()
    }

    /// Its effects; never empty.
    pub fn effects(&self) -> &'static [Effect] {
        self.rule.effects()
    }

    /// If the item is a type or part of one, the events that use it, as `Family.Event`.
    pub fn users(&self) -> &[String] {
        &self.users
    }

    pub(super) fn set_users(&mut self, users: Arc<[String]>) {
        self.users = users;
    }

    /// The categories that it affects.
    pub fn categories(&self) -> impl Iterator<Item = Category> {
        self.rule.categories()
    }

    /// The worst of its effects.
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }

    /// What to do about it, each in one line: hints for this change, then the advice of the rule.
    pub fn help(&self) -> impl Iterator<Item = &str> {
        self.hints.iter().map(String::as_str).chain(self.rule.todo())
    }

    /// Its place in the new file: the item or, if it is gone, its former owner. `None` if that is gone too.
    pub fn place(&self) -> Option<&Place> {
        self.new.as_ref().or(self.owner.as_ref())
    }

    /// The place of the item in the new file.
    pub fn new_place(&self) -> Option<&Place> {
        self.new.as_ref()
    }

    /// The place of the item in the old file.
    pub fn old_place(&self) -> Option<&Place> {
        self.old.as_ref()
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.severity(), self.message, self.rule)?;
        if !self.users.is_empty() {
            write!(f, "\n  used by {}", spell::names(&self.users))?;
        }
        for effect in self.effects() {
            write!(f, "\n  {effect}")?;
        }
        self.help().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

impl AsRef<Change> for Change {
    fn as_ref(&self) -> &Change {
        self
    }
}

/// A line of text: `breaks STORE: rows ..`.
impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.whom(), self.how)
    }
}

impl Effect {
    /// `breaks STORE`
    pub(super) fn whom(&self) -> String {
        match self.severity {
            Severity::Breaking => format!("breaks {}", self.category),
            Severity::Warning => format!("may break {}", self.category),
            Severity::Notice => format!("for {}", self.category),
        }
    }
}

/// A change under construction, whose places are still byte ranges.
pub(super) struct Draft {
    change: Change,
    old: Option<Span>,
    new: Option<Span>,
    owner: Option<Span>,
}

impl Draft {
    pub(super) fn new(rule: Rule, item: impl AsRef<str>, message: impl AsRef<str>) -> Self {
        let change = Change {
            rule,
            item: one_line(item.as_ref()),
            message: one_line(message.as_ref()),
            was: None,
            is: None,
            hints: Vec::new(),
            users: Arc::default(),
            old: None,
            new: None,
            owner: None,
        };
        Self { change, old: None, new: None, owner: None }
    }

    pub(super) fn was(mut self, was: impl AsRef<str>) -> Self {
        self.change.was = Some(one_line(was.as_ref()));
        self
    }

    pub(super) fn is(mut self, is: impl AsRef<str>) -> Self {
        self.change.is = Some(one_line(is.as_ref()));
        self
    }

    /// Adds the hint, if there is one.
    pub(super) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.change.hints.extend(hint.map(|hint| one_line(&hint)));
        self
    }

    /// The place of the item in the old file.
    pub(super) fn old(mut self, span: &Span) -> Self {
        self.old = Some(span.clone());
        self
    }

    /// The place of the item in the new file.
    pub(super) fn new_at(mut self, span: &Span) -> Self {
        self.new = Some(span.clone());
        self
    }

    /// The place of the former owner of a deleted item, in the new file.
    pub(super) fn gone_from(mut self, span: &Span) -> Self {
        self.owner = Some(span.clone());
        self
    }

    /// The change, with its places in the two files.
    pub(super) fn finish(self, old: &Source, new: &Source) -> Change {
        Change {
            old: self.old.map(|span| Place::of(&span, old)),
            new: self.new.map(|span| Place::of(&span, new)),
            owner: self.owner.map(|span| Place::of(&span, new)),
            ..self.change
        }
    }
}
