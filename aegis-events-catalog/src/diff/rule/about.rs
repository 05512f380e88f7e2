//! What a rule consists of: its texts, its effects, and whom they concern.

use std::fmt;

/// The code, data or readers that a change affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Rust code that publishes, subscribes or names generated items.
    Source,
    /// Recorded rows, and the columns and views of the database.
    Store,
    /// Clients of gRPC and NATS, which read JSON.
    Wire,
    /// Promises of the catalog: publishers, subscribers, and the meaning of events.
    Catalog,
}

impl Category {
    /// All categories, in the order in which effects are listed.
    pub const ALL: &[Category] = &[Category::Source, Category::Store, Category::Wire, Category::Catalog];

    /// Its name: `SOURCE`.
    pub fn name(self) -> &'static str {
        match self {
            Category::Source => "SOURCE",
            Category::Store => "STORE",
            Category::Wire => "WIRE",
            Category::Catalog => "CATALOG",
        }
    }

    /// The category of a name, in any case.
    pub fn from_name(name: &str) -> Option<Category> {
        Category::ALL.iter().copied().find(|it| it.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How severe a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing breaks, but readers of the catalog may want to know.
    Notice,
    /// Something breaks under a condition, which the effect names: SQL that names a column, a value that is in fact written,
    /// a program of the old catalog that still runs.
    Warning,
    /// Something no longer works.
    Breaking,
}

impl Severity {
    /// Its name: `breaking`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The effect of a change on one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect {
    /// The category.
    pub category: Category,
    /// How severe it is there.
    pub severity: Severity,
    /// What happens, in a sentence without capital and full stop.
    pub how: &'static str,
}

pub(super) const fn breaking(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Breaking, how }
}

pub(super) const fn warning(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Warning, how }
}

pub(super) const fn notice(category: Category, how: &'static str) -> Effect {
    Effect { category, severity: Severity::Notice, how }
}

/// The texts of a rule, apart from its name and its example.
pub(super) struct About {
    pub(super) prose: &'static str,
    /// At least one, each category at most once, in the order of [`Category::ALL`].
    pub(super) effects: &'static [Effect],
    /// `None` if nothing has to be done.
    pub(super) todo: Option<&'static str>,
}
