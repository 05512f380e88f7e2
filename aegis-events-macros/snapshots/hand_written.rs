/// A gate opened.
#[derive(Eq)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct Opened {
    /// When.
    pub opened_at: Timestamp,
    /// Which.
    pub shard: Number,
    /// In which colour.
    pub r#match: Option<Colour>,
}
#[automatically_derived]
impl ::aegis_events::codec::Record for Opened {
    const NAME: &'static ::core::primitive::str = "Opened";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
            "shard",
            ::aegis_events::catalog::SqlType::BigInt,
        ),
        ::aegis_events::catalog::Field::new(
            "opened_at",
            ::aegis_events::catalog::SqlType::Timestamp,
        ),
        ::aegis_events::catalog::Field::new(
                "match",
                ::aegis_events::catalog::SqlType::Text,
            )
            .optional(),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::codec::Value; 3];
    fn values(&self) -> Self::Values<'_> {
        [&self.shard, &self.opened_at, &self.r#match]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (shard, opened_at, r#match) = ::aegis_events::codec::Fields::read(
            map,
            Self::FIELDS,
        )?;
        ::core::result::Result::Ok(Self { shard, opened_at, r#match })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Opened {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::codec::serialize(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Opened {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::codec::visit(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Opened {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::codec::debug(self, f)
    }
}
#[automatically_derived]
impl ::aegis_events::event::EventFields for Opened {
    fn occurred_at(&self) -> ::core::option::Option<::aegis_events::types::Timestamp> {
        ::aegis_events::support::as_field::<
            <Self as ::aegis_events::support::CatalogField<1>>::Type,
        >(&self.opened_at)
            .copied()
    }
    fn key(
        &self,
        key: ::core::primitive::usize,
    ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
        match key {
            2 => {
                ::aegis_events::support::as_field::<
                    <Self as ::aegis_events::support::CatalogField<0>>::Type,
                >(&self.shard)
                    .map(::aegis_events::event::Key::as_key)
            }
            _ => ::core::option::Option::None,
        }
    }
}
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "field `shard` of `Opened` has the type `{Self}`, but the catalog says `Shard`",
        label = "expected `Shard`",
        note = "full.toml:131: `shard = \"Shard\"`",
        note = "write `shard: Shard`, or change the catalog"
    )]
    trait __FieldOf<__Wanted> {}
    impl<__Type> __FieldOf<__Type> for __Type {}
    fn check_shard<
        __Found: __FieldOf<<Opened as ::aegis_events::support::CatalogField<0>>::Type>,
    >() {}
    let _ = check_shard::<Number>;
};
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "field `opened_at` of `Opened` has the type `{Self}`, but the catalog says `Timestamp`",
        label = "expected `Timestamp`",
        note = "full.toml:132: `opened_at = \"Timestamp\"`",
        note = "write `opened_at: DateTime<Utc>`, or change the catalog"
    )]
    trait __FieldOf<__Wanted> {}
    impl<__Type> __FieldOf<__Type> for __Type {}
    fn check_opened_at<
        __Found: __FieldOf<<Opened as ::aegis_events::support::CatalogField<1>>::Type>,
    >() {}
    let _ = check_opened_at::<Timestamp>;
};
const _: () = {
    #[diagnostic::on_unimplemented(
        message = "field `match` of `Opened` has the type `{Self}`, but the catalog says `Option<Colour>`",
        label = "expected `Option<Colour>`",
        note = "full.toml:133: `match = \"Option<Colour>\"`",
        note = "write `match: Option<Colour>`, or change the catalog"
    )]
    trait __FieldOf<__Wanted> {}
    impl<__Type> __FieldOf<__Type> for __Type {}
    fn check_match<
        __Found: __FieldOf<<Opened as ::aegis_events::support::CatalogField<2>>::Type>,
    >() {}
    let _ = check_match::<Option<Colour>>;
};
