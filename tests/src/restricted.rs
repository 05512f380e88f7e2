//! Domains that are not public.

mod for_the_crate {
    #[aegis_events::domain_events(catalog = "../catalogs/small.toml")]
    pub(crate) enum DomainEvent {}
}

mod for_the_parent {
    #[aegis_events::domain_events(catalog = "../catalogs/small.toml")]
    pub(super) enum DomainEvent {}
}

mod for_a_path {
    #[aegis_events::domain_events(catalog = "../catalogs/small.toml")]
    pub(in crate::restricted) enum DomainEvent {}
}

mod for_itself {
    use aegis_events::event::Domain;

    #[aegis_events::domain_events(catalog = "../catalogs/small.toml")]
    enum DomainEvent {}

    pub(super) fn events() -> usize {
        DomainEvent::catalog().events().len()
    }
}

/// The number of events of all domains here.
pub fn events() -> usize {
    use aegis_events::event::Domain;

    for_the_crate::DomainEvent::catalog().events().len()
        + for_the_parent::DomainEvent::catalog().events().len()
        + for_a_path::DomainEvent::catalog().events().len()
        + for_itself::events()
}
