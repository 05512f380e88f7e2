/// The structs of the family `Volume`, one per event.
#[allow(dead_code, deprecated)]
pub mod volume {
    pub use super::volumes::CreatedV2 as VolumeCreated;
    #[automatically_derived]
    impl ::aegis_events::support::CatalogField<0> for VolumeCreated {
        type Type = super::VolumeId;
    }
    #[automatically_derived]
    impl ::aegis_events::support::CatalogField<1> for VolumeCreated {
        type Type = ::aegis_events::types::Timestamp;
    }
}
