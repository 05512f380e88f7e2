//! The rules that findings refer to: checks of catalogs, rules of changes, faults of waivers, and the rules of single commands.
//!
//! `ls-rules` lists them all.

use aegis_events_catalog::Code;
use aegis_events_catalog::diff::{self, Fault};
use serde::{Serialize, Serializer};

mod own;
mod severity;

pub(crate) use own::{Own, VERIFY_STORE};
pub(crate) use severity::Severity;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// A check of `check`.
    Code(Code),
    /// A rule of `diff`.
    Change(diff::Rule),
    /// A fault in the waivers of `diff`.
    Waiver(Fault),
    /// A rule of another command.
    Own(Own),
}

impl Rule {
    /// All rules, grouped by command.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let of_check = Code::ALL.iter().map(|code| Self::Code(*code));
        let of_diff = diff::Rule::ALL.iter().map(|rule| Self::Change(*rule));
        let of_waivers = Fault::ALL.iter().map(|fault| Self::Waiver(*fault));
        let own = Own::ALL.into_iter().map(Self::Own);
        of_check.chain(of_diff).chain(of_waivers).chain(own)
    }

    /// Find a rule by name, ignoring case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|rule| rule.name().eq_ignore_ascii_case(name))
    }

    /// The stable name: `AE0012`, `event-deleted`.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Change(rule) => rule.name().to_owned(),
            Self::Waiver(fault) => fault.name().to_owned(),
            Self::Own(own) => own.name.to_owned(),
        }
    }

    /// The command that reports it.
    pub(crate) fn command(self) -> &'static str {
        match self {
            Self::Code(_) => "check",
            Self::Change(_) | Self::Waiver(_) => "diff",
            Self::Own(own) => own.command,
        }
    }

    /// The heading in the list.
    pub(crate) fn group(self) -> &'static str {
        match self {
            Self::Waiver(_) => "diff, waivers",
            other => other.command(),
        }
    }

    /// The severity: `error`, `breaking`, `warning`, `notice`.
    pub(crate) fn severity(self) -> &'static str {
        match self {
            Self::Code(code) => Severity::from(code.severity()).name(),
            Self::Change(rule) => rule.severity().name(),
            Self::Waiver(fault) => Severity::from(fault.severity()).name(),
            Self::Own(own) => own.severity.name(),
        }
    }

    /// The rule in one line.
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Code(code) => format!("{}: {}", code.title(), first_sentence(code.rule())),
            Self::Change(rule) => first_sentence(rule.prose()).to_owned(),
            Self::Waiver(fault) => first_sentence(fault.rule()).to_owned(),
            Self::Own(own) => own.title.to_owned(),
        }
    }
}

/// Serialized as its name.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

fn first_sentence(text: &str) -> &str {
    match text.find(". ") {
        Some(end) => &text[..=end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Rule;

    #[test]
    fn names_are_given_once_and_lead_to_their_rules() {
        let names: BTreeSet<String> = Rule::all().map(Rule::name).collect();
        assert_eq!(names.len(), Rule::all().count());
        for rule in Rule::all() {
            assert_eq!(Rule::from_name(&rule.name()), Some(rule));
        }
    }
}
