//! A file that breaks off in the middle.

mod domain {
    #[aegis_events::domain_events(catalog = "truncated-catalog.toml")]
    pub enum DomainEvent {}
}

fn main() {}
