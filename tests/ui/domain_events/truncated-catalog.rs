//! The file ends in the middle of an entry.

mod domain {
    #[aegis_events::domain_events(catalog = "truncated-catalog.toml")]
    pub enum DomainEvent {}
}

fn main() {}
