//! The reference page, the dashboard and the alerts speak of metrics that there are.
