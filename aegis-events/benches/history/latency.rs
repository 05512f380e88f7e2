//! TBD
pub(crate) async fn sqlite() {}
pub(crate) async fn postgres(_: &aegis_events_test_servers::Postgres) {}
