/// The publishing handles for one bus, one per publisher of the catalog. Give each component only its own.
#[allow(dead_code)]
#[derive(::core::fmt::Debug)]
pub struct Publishers {
    /// The handle of `Engine`.
    pub engine: ::aegis_events::bus::Publisher<publishers::Engine>,
    /// The handle of `HTTPGateway`.
    pub http_gateway: ::aegis_events::bus::Publisher<publishers::HTTPGateway>,
}
/// Marker types for the publishers of the catalog, as in `Publisher<publishers::Name>`.
#[allow(dead_code)]
pub mod publishers {
    /// Runs things.
    #[derive(::core::fmt::Debug)]
    pub enum Engine {}
    #[automatically_derived]
    impl ::aegis_events::event::PublisherRole for Engine {
        type Domain = super::DomainEvent;
        const ID: ::aegis_events::catalog::PublisherId = ::aegis_events::catalog::PublisherId::new(
            0,
        );
        const NAME: &'static ::core::primitive::str = "Engine";
    }
    /// The publisher `HTTPGateway`.
    #[derive(::core::fmt::Debug)]
    pub enum HTTPGateway {}
    #[automatically_derived]
    impl ::aegis_events::event::PublisherRole for HTTPGateway {
        type Domain = super::DomainEvent;
        const ID: ::aegis_events::catalog::PublisherId = ::aegis_events::catalog::PublisherId::new(
            1,
        );
        const NAME: &'static ::core::primitive::str = "HTTPGateway";
    }
}
