/// The type `Owned` of the catalog.
pub type Owned = crate::owned::Owned;
/// The type `Access` of the catalog.
#[allow(dead_code)]
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
pub struct Access {
    /// `owner`
    pub owner: Owned,
    /// `note`
    pub note: ::core::option::Option<::std::string::String>,
}
#[automatically_derived]
impl ::aegis_events::support::Record for Access {
    const NAME: &'static ::core::primitive::str = "Access";
    const FIELDS: &'static [::aegis_events::catalog::Field] = &[
        ::aegis_events::catalog::Field::new(
            "owner",
            ::aegis_events::catalog::SqlType::Json,
        ),
        ::aegis_events::catalog::Field::new(
                "note",
                ::aegis_events::catalog::SqlType::Text,
            )
            .optional(),
    ];
    type Values<'a> = [&'a dyn ::aegis_events::support::Value; 2];
    fn values(&self) -> Self::Values<'_> {
        [&self.owner, &self.note]
    }
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let (owner, note) = ::aegis_events::support::Fields::read(map, Self::FIELDS)?;
        ::core::result::Result::Ok(Self { owner, note })
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Access {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serialize_record(self, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Access {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_record(deserializer)
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Access {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::aegis_events::support::debug_record(self, f)
    }
}
