//! Findings of commands and their output formats: text, JSON, annotations on GitHub.

mod github;
mod json;

use std::fmt::Display;

use aegis_events_catalog::{Location, Source};
use clap::ValueEnum;
use serde::Serialize;

use crate::out::{Answer, Out, Verdict};
use crate::rule::{Rule, Severity};

/// The output format of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Text for people.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// Workflow commands, which GitHub shows as annotations of a change.
    Github,
}

/// One finding.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// The rule; `ls-rules` explains it.
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    /// The message, in one line.
    pub(crate) message: String,
    /// The parties that it breaks. The text for people contains them too.
    #[serde(skip)]
    pub(crate) breaks: Option<Breaks>,
    /// Help, one line per entry.
    pub(crate) help: Vec<String>,
    /// The location, if it is in a file.
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
    /// Further members of the JSON object, by some commands.
    #[serde(flatten)]
    pub(crate) more: serde_json::Map<String, serde_json::Value>,
    /// The complete text for people.
    #[serde(skip)]
    pub(crate) human: String,
}

/// The parties that a change breaks.
#[derive(Debug)]
pub(crate) struct Breaks {
    /// `breaks SOURCE, WIRE`; empty where nothing breaks.
    pub(crate) brief: String,
    /// How it breaks each, one line per entry.
    pub(crate) lines: Vec<String>,
}

/// A location in a file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// In characters, counted from 1.
    pub(crate) column: usize,
}

impl Place {
    /// The location of a byte offset.
    pub(crate) fn of(source: &Source, offset: usize) -> Self {
        let Location { line, column } = source.location(offset);
        Self { file: source.path().display().to_string(), line, column }
    }
}

/// Write all findings. `summary` ends the text for people. An error among them makes the verdict [`Verdict::Found`].
pub(crate) fn report(findings: &[Finding], summary: impl Display, format: Format, out: &mut Out) -> Answer {
    match format {
        Format::Human => {
            // A blank line separates findings of several lines.
            let one_line = |finding: &Finding| !finding.human.contains('\n');
            for (at, finding) in findings.iter().enumerate() {
                if at > 0 && !(one_line(&findings[at - 1]) && one_line(finding)) {
                    out.line("")?;
                }
                out.line(&finding.human)?;
            }
            if !findings.is_empty() {
                out.line("")?;
            }
            out.line(summary)?;
        }
        Format::Json => out.json(&json::document(findings))?,
        Format::Github => {
            for finding in findings {
                out.line(github::annotation(finding))?;
            }
        }
    }
    Ok(if findings.iter().any(|finding| finding.severity == Severity::Error) { Verdict::Found } else { Verdict::Good })
}
