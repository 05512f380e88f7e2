/// The structs of the family `Gate`, one per event.
#[allow(dead_code, deprecated)]
pub mod gate {
    /// Implemented by the publishers of [`Opened`].
    #[diagnostic::on_unimplemented(
        message = "`{Self}` may not publish `Opened`",
        label = "this handle belongs to `{Self}`",
        note = "rights.toml:14: `Gate.Opened` is published by `Engine`, `Gateway` and `Keeper`",
        note = "publish it through a `Publisher<Engine>`, `Publisher<Gateway>` or `Publisher<Keeper>`, or add `{Self}` to its `published_by`"
    )]
    pub trait MayPublishOpened: ::aegis_events::event::PublisherRole<
            Domain = super::DomainEvent,
        > {}
    #[automatically_derived]
    impl MayPublishOpened for super::publishers::Engine {}
    #[automatically_derived]
    impl MayPublishOpened for super::publishers::Gateway {}
    #[automatically_derived]
    impl MayPublishOpened for super::publishers::Keeper {}
}
