//! Findings as one JSON object. Its keys are stable.

use serde::Serialize;

use super::{Finding, Severity};
use crate::out::Failure;

#[derive(Serialize)]
struct Document<'a> {
    errors: usize,
    warnings: usize,
    notices: usize,
    findings: &'a [Finding],
}

/// The JSON document.
pub(super) fn document(findings: &[Finding]) -> Result<String, Failure> {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let document = Document {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notices: count(Severity::Notice),
        findings,
    };
    serde_json::to_string_pretty(&document).map_err(Failure::new)
}
