//! Problems of a file of waivers: each fault with its name, its rule and an example, and the rendering of problems.

use annotate_snippets::{AnnotationKind, Group, Level};

use crate::model::Span;
use crate::problem::render::{excerpt, renderer};
use crate::problem::{Severity, Style};
use crate::source::Source;

macro_rules! faults {
    ($($fault:ident = $name:literal, $rule:literal, $example:literal;)*) => {
        /// The kinds of problems of a file of waivers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $(#[doc = $rule] $fault,)*
        }

        impl Fault {
            /// All of them.
            pub const ALL: &[Fault] = &[$(Fault::$fault),*];

            /// Its name: `waiver-unused`.
            pub fn name(self) -> &'static str {
                match self { $(Fault::$fault => $name,)* }
            }

            /// The rule that a file with this fault breaks, in sentences.
            pub fn rule(self) -> &'static str {
                match self { $(Fault::$fault => $rule,)* }
            }

            /// A file of waivers with this fault, for two equal catalogs.
            pub fn example(self) -> &'static str {
                match self { $(Fault::$fault => $example,)* }
            }
        }
    };
}

faults! {
    NotToml = "waiver-not-toml",
        "A file of waivers is TOML.",
        "[[waive]]\nrule = event-deleted\n";
    UnknownKey = "waiver-unknown-key",
        "A file of waivers only has `[[waive]]`, and each waiver only has `rule`, `item` and `reason`.",
        "[[waive]]\nrule   = \"event-deleted\"\nevent  = \"Volume.VolumeCreated\"\nreason = \"No program uses it.\"\n";
    MissingKey = "waiver-missing-key",
        "A waiver names a `rule` and an `item`. A whole rule or a whole item cannot be waived.",
        "[[waive]]\nrule   = \"event-deleted\"\nreason = \"No program uses it.\"\n";
    WrongKind = "waiver-wrong-kind",
        "A waiver is written as `[[waive]]`, with two brackets, and its values are strings.",
        "[waive]\nrule   = \"event-deleted\"\nitem   = \"Volume.VolumeCreated\"\nreason = \"No program uses it.\"\n";
    UnknownRule = "waiver-unknown-rule",
        "The `rule` of a waiver is a rule of `diff`.",
        "[[waive]]\nrule   = \"event-delete\"\nitem   = \"Volume.VolumeCreated\"\nreason = \"No program uses it.\"\n";
    WithoutReason = "waiver-without-reason",
        "The `reason` of a waiver explains why the change does no harm. A waiver without a reason has no effect.",
        "[[waive]]\nrule = \"event-deleted\"\nitem = \"Volume.VolumeCreated\"\n";
    WaivedTwice = "waiver-twice",
        "A change is waived once.",
        "[[waive]]\nrule   = \"event-deleted\"\nitem   = \"Volume.VolumeCreated\"\nreason = \"No program uses it.\"\n\n\
         [[waive]]\nrule   = \"event-deleted\"\nitem   = \"Volume.VolumeCreated\"\nreason = \"Agreed.\"\n";
    Unused = "waiver-unused",
        "A waiver matches a change. One that is left from an earlier comparison could hide a later change.",
        "[[waive]]\nrule   = \"event-deleted\"\nitem   = \"Volume.VolumeCreated\"\nreason = \"No program uses it.\"\n";
}

impl Fault {
    /// An unused waiver is a warning, everything else an error.
    pub fn severity(self) -> Severity {
        match self {
            Fault::Unused => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// One problem of a file of waivers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaiverProblem {
    /// The kind of problem.
    pub fault: Fault,
    /// The problem in one line.
    pub message: String,
    /// The place in the file, in bytes, on character boundaries.
    pub span: Span,
    /// The text next to the carets; may be empty.
    pub label: String,
    /// What to do about it, each in one line.
    pub help: Vec<String>,
}

impl WaiverProblem {
    pub(super) fn new(fault: Fault, span: &Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { fault, message: message.into(), span: span.clone(), label: label.into(), help: Vec::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

/// Renders a problem of a file of waivers like a problem of a catalog. Ends without a line break.
#[must_use]
pub fn render_waiver_problem(problem: &WaiverProblem, source: &Source, style: Style) -> String {
    let level = match problem.fault.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = source.path().display().to_string();
    let place = (AnnotationKind::Primary, &problem.span, problem.label.as_str());
    let title = level.primary_title(&problem.message).id(problem.fault.name());
    let main = title.element(excerpt(&[place], source, &path));
    let help = problem.help.iter().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    let groups: Vec<Group<'_>> = std::iter::once(main).chain(help).collect();
    renderer(style).render(&groups)
}
