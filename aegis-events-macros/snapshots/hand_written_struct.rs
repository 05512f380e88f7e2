/// A volume was created.
#[derive(Eq)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct CreatedV2 {
    /// When.
    pub created_at: Timestamp,
    /// Which.
    pub volume_id: VolumeId,
}
#[automatically_derived]
impl ::aegis_events::support::Record for CreatedV2 {
    const NAME: &'static ::core::primitive::str = "CreatedV2";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
            "volume_id",
            ::aegis_events::catalog::SqlType::Uuid,
        ),
        ::aegis_events::catalog::Field::new(
            "created_at",
            ::aegis_events::catalog::SqlType::Timestamp,
        ),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::support::Value; 2];
    fn values(&self) -> Self::Values<'_> {
        [&self.volume_id, &self.created_at]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (volume_id, created_at) = ::aegis_events::support::Fields::read(
            map,
            Self::FIELDS,
        )?;
        ::core::result::Result::Ok(Self { volume_id, created_at })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for CreatedV2 {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serialize_record(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for CreatedV2 {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_record(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for CreatedV2 {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::support::debug_record(self, f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::EventFields for CreatedV2 {
    fn occurred_at(&self) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        ::aegis_events::support::as_field::<
            <Self as ::aegis_events::support::CatalogField<1>>::Type,
        >(&self.created_at)
            .copied()
    }
    fn key(
        &self,
        key: ::core::primitive::usize,
    ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
        match key {
            0 => {
                ::aegis_events::support::as_field::<
                    <Self as ::aegis_events::support::CatalogField<0>>::Type,
                >(&self.volume_id)
                    .map(::aegis_events::event::Key::as_key)
            }
            _ => ::core::option::Option::None,
        }
    }
}
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "field `volume_id` of `CreatedV2` has the type `{Self}`, but the catalog declares `VolumeId`",
        label = "expected `VolumeId`",
        note = "hand_written.toml:22: `volume_id = \"VolumeId\"`",
        note = "write `volume_id: VolumeId`, or change the catalog"
    )]
    trait __FieldOf<__Wanted> {}
    impl<__Type> __FieldOf<__Type> for __Type {}
    fn check_volume_id<
        __Found: __FieldOf<<CreatedV2 as ::aegis_events::support::CatalogField<0>>::Type>,
    >() {}
    let _ = check_volume_id::<VolumeId>;
};
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "field `created_at` of `CreatedV2` has the type `{Self}`, but the catalog declares `Timestamp`",
        label = "expected `Timestamp`",
        note = "hand_written.toml:23: `created_at = \"Timestamp\"`",
        note = "write `created_at: DateTime<Utc>`, or change the catalog"
    )]
    trait __FieldOf<__Wanted> {}
    impl<__Type> __FieldOf<__Type> for __Type {}
    fn check_created_at<
        __Found: __FieldOf<<CreatedV2 as ::aegis_events::support::CatalogField<1>>::Type>,
    >() {}
    let _ = check_created_at::<Timestamp>;
};
