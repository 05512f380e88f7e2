//! TBD
pub(crate) async fn costs(_: &aegis_events_test_servers::Postgres) {}
