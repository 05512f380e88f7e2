//! The severity of a finding.

use aegis_events_catalog::diff;
use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// Information.
    Notice,
    /// A warning; it does not change the exit code.
    Warning,
    /// An error.
    Error,
}

impl From<aegis_events_catalog::Severity> for Severity {
    fn from(severity: aegis_events_catalog::Severity) -> Self {
        match severity {
            aegis_events_catalog::Severity::Error => Self::Error,
            aegis_events_catalog::Severity::Warning => Self::Warning,
        }
    }
}

/// A breaking change is an error.
impl From<diff::Severity> for Severity {
    fn from(severity: diff::Severity) -> Self {
        match severity {
            diff::Severity::Breaking => Self::Error,
            diff::Severity::Warning => Self::Warning,
            diff::Severity::Notice => Self::Notice,
        }
    }
}

impl Severity {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
