//! TBD
pub(crate) async fn database_away(_: aegis_events_test_servers::Postgres) {}
