//! Findings of commands and their output formats: text, JSON, annotations on GitHub.

mod github;
mod json;
mod model;

use std::fmt::Display;

use clap::ValueEnum;

pub(crate) use model::{Breaks, Finding, Place};

use crate::out::{Answer, Out, Verdict};
use crate::rule::Severity;

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
