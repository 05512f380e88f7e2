//! Problems of a catalog: a code, a place, and what to do about it.
//!
//! A [`Problem`] and the [`Source`](crate::source::Source) render to the text that the command line and the macros show. This
//! module does not know the rules; rules report through the `Reporter`.

mod code;
mod fix;
pub(crate) mod render;
mod reporter;

pub use code::{Code, Severity};
pub use fix::Fix;
pub(crate) use fix::Spelling;
pub use render::{Style, render, render_for_macro};
pub(crate) use reporter::Reporter;

use aegis_events_suggest::{Suggestion, shortened_to};

use crate::model::{Name, Span};

/// One problem of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The rule that is broken.
    pub code: Code,
    /// The problem in one line.
    pub message: String,
    /// The place in the source, in bytes, on character boundaries.
    pub span: Span,
    /// The text next to the carets; may be empty.
    pub label: String,
    /// Other places that explain the problem.
    pub context: Vec<Label>,
    /// What to do about it, each in one line.
    pub help: Vec<String>,
    /// A fix that a tool may apply unasked.
    pub fix: Option<Fix>,
}

/// A place in the source with a note.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The place, in bytes.
    pub span: Span,
    /// The note.
    pub text: String,
    /// Only shows the declaration that the problem belongs to.
    pub(crate) is_owner: bool,
}

impl Problem {
    /// The severity of its code.
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

    /// Shows the declaration that the problem belongs to: "for this event". Not if it is on the same line.
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

    /// "did you mean `x`?", and a fix if the suggestion is certain.
    pub(crate) fn suggest(self, meant: Option<Suggestion<'_>>, spelling: Option<Spelling>) -> Self {
        let Some(meant) = meant else {
            return self;
        };
        let problem = self.help(meant.to_string());
        match spelling {
            Some(spelling) if meant.is_certain => problem.write(meant.word, spelling),
            _ => problem,
        }
    }

    /// A fix that writes another word at the place of the problem.
    pub(crate) fn write(self, word: &str, spelling: Spelling) -> Self {
        self.maybe_fix(spelling.write(word).map(Fix::Replace))
    }

    pub(crate) fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Adds the help, if there is any.
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
    /// Shows in a problem the declaration that it belongs to.
    pub(crate) fn explain(self, problem: Problem) -> Problem {
        problem.belongs_to(&self.name.span, self.noun)
    }
}

/// Escapes control characters: messages contain words of the catalog, which must not break lines or control a terminal.
pub(crate) fn one_line(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// A word of the catalog as messages show it: in backticks, and cut if it is very long.
pub(crate) fn quoted(word: &str) -> String {
    /// Longer than any usual name.
    const LONGEST: usize = 100;
    format!("`{}`", shortened_to(word, LONGEST))
}
