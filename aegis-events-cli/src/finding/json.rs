//! Findings as one JSON object. Its keys are stable.

use serde::Serialize;

use super::Severity;
use super::model::Finding;

#[derive(Serialize)]
pub(super) struct Document<'a> {
    errors: usize,
    warnings: usize,
    notices: usize,
    findings: &'a [Finding],
}

/// The JSON document.
pub(super) fn document(findings: &[Finding]) -> Document<'_> {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Document {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notices: count(Severity::Notice),
        findings,
    }
}
