//! What commands find, and the three forms in which it is told: for people, for programs, for the annotations of GitHub.

mod github;
mod json;

use std::fmt::Display;

use clap::ValueEnum;
use serde::Serialize;

use crate::out::{Answer, Out, Verdict};
use crate::rule::{Rule, Severity};

/// In which form findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object, for programs.
    Json,
    /// Workflow commands, which GitHub shows beside the lines of a change.
    Github,
}

/// One thing that was found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// The rule, which `ls-rules` explains.
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    /// What it is, in one line.
    pub(crate) message: String,
    /// Whom it breaks, where one can be concerned and another not; the whole text for people has it too.
    #[serde(skip)]
    pub(crate) whom: Option<Whom>,
    /// What to do about it, each in one line.
    pub(crate) help: Vec<String>,
    /// Where it is, if it is in a file.
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
    /// What only some commands have to say, for programs.
    #[serde(flatten)]
    pub(crate) more: serde_json::Map<String, serde_json::Value>,
    /// The whole text for people.
    #[serde(skip)]
    pub(crate) human: String,
}

/// Whom something breaks.
#[derive(Debug)]
pub(crate) struct Whom {
    /// `breaks SOURCE, WIRE`; empty where nothing breaks.
    pub(crate) brief: String,
    /// How, each in one line.
    pub(crate) lines: Vec<String>,
}

/// A place in a file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
}

/// Tells all findings. `summary` is a sentence for people, at the end. Errors among them are what makes the verdict.
pub(crate) fn tell(findings: &[Finding], summary: impl Display, format: Format, out: &mut Out) -> Answer {
    match format {
        Format::Human => {
            // What takes several lines stands apart; what takes one stands together.
            let one_line = |finding: &Finding| !finding.human.contains('\n');
            for (at, finding) in findings.iter().enumerate() {
                if at > 0 && !(one_line(&findings[at - 1]) && one_line(finding)) {
                    out.say("")?;
                }
                out.say(&finding.human)?;
            }
            if !findings.is_empty() {
                out.say("")?;
            }
            out.say(summary)?;
        }
        Format::Json => out.say(json::document(findings)?)?,
        Format::Github => {
            for finding in findings {
                out.say(github::annotation(finding))?;
            }
        }
    }
    Ok(match findings.iter().any(|finding| finding.severity == Severity::Error) {
        true => Verdict::Found,
        false => Verdict::Good,
    })
}
