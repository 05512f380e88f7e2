//! The place of the AEGIS domain's metrics in a build without it.

use super::metric::Metric;

pub(super) const METRICS: &[Metric] = &[];
