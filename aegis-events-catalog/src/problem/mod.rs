//! What is wrong with a catalog: a code, a place, and what to do about it.
//!
//! A [`Problem`] is complete in itself: together with the [`Source`](crate::source::Source) it renders to the text that
//! the command line and the macros show. Nothing here knows the rules; rules report through the
//! `Reporter`.

mod code;
mod fix;
pub(crate) mod render;
mod reporter;

pub use code::{Code, Severity};
pub use fix::Fix;
pub(crate) use fix::Spelling;
pub use render::{Style, render, render_for_macro};
pub(crate) use reporter::Reporter;

use aegis_events_suggest::shortened_to;

use crate::model::{Name, Span};

/// One thing that is wrong with a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Which rule is broken.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// The place in the source, in bytes, on character boundaries.
    pub span: Span,
    /// What stands beside the carets; may be empty.
    pub label: String,
    /// Other places that explain the problem.
    pub context: Vec<Label>,
    /// What to do about it, each in one line.
    pub help: Vec<String>,
    /// What a tool may do about it.
    pub fix: Option<Fix>,
}

/// A place in the source with a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The place, in bytes.
    pub span: Span,
    /// The remark.
    pub text: String,
    /// Only says to what the problem belongs.
    pub(crate) is_owner: bool,
}

impl Problem {
    /// Whether the catalog is wrong or only doubtful. Each code has one severity.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    pub(crate) fn new(code: Code, span: Span, message: impl AsRef<str>) -> Self {
        let message = one_line(message.as_ref());
        Self { code, message, span, label: String::new(), context: Vec::new(), help: Vec::new(), fix: None }
    }

    pub(crate) fn label(mut self, label: impl AsRef<str>) -> Self {
        self.label = one_line(label.as_ref());
        self
    }

    pub(crate) fn context(mut self, span: &Span, text: impl AsRef<str>) -> Self {
        if *span != self.span {
            self.context.push(Label { span: span.clone(), text: one_line(text.as_ref()), is_owner: false });
        }
        self
    }

    /// Shows to what the problem belongs: "for this event". Not where that is on the same line anyway.
    pub(crate) fn belongs_to(mut self, owner: &Span, noun: &str) -> Self {
        if *owner != self.span {
            self.context.push(Label { span: owner.clone(), text: format!("for this {noun}"), is_owner: true });
        }
        self
    }

    pub(crate) fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help.push(one_line(help.as_ref()));
        self
    }

    /// Adds help only where there is some.
    pub(crate) fn maybe_help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

/// The declaration that a problem belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) name: &'a Name,
    pub(crate) noun: &'static str,
}

impl Owner<'_> {
    /// Shows in a problem to what it belongs.
    pub(crate) fn explain(self, problem: Problem) -> Problem {
        problem.belongs_to(&self.name.span, self.noun)
    }
}

/// Words of the catalog get into messages; none of them may break a line or steer a terminal.
pub(crate) fn one_line(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// A word of the catalog as messages show it: in backticks, and cut where it is absurdly long.
pub(crate) fn quoted(word: &str) -> String {
    /// Longer than any name that somebody would write by hand.
    const LONGEST: usize = 100;
    format!("`{}`", shortened_to(word, LONGEST))
}
