/// One run.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::marker::Copy,
    ::core::fmt::Debug
)]
pub struct RunId(pub ::aegis_events::types::Uuid);
#[automatically_derived]
impl ::core::convert::From<::aegis_events::types::Uuid> for RunId {
    fn from(value: ::aegis_events::types::Uuid) -> Self {
        Self(value)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for RunId {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for RunId {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::serde::Deserialize::deserialize(deserializer).map(Self)
    }
}
#[allow(dead_code, clippy::new_without_default)]
impl RunId {
    /// Creates a new id: a UUID of version 7, which sorts by the time of its creation.
    #[must_use]
    pub fn new() -> Self {
        Self(::aegis_events::types::Uuid::now_v7())
    }
}
#[automatically_derived]
impl ::core::fmt::Display for RunId {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Display::fmt(&self.0, f)
    }
}
#[automatically_derived]
impl ::core::str::FromStr for RunId {
    type Err = <::aegis_events::types::Uuid as ::core::str::FromStr>::Err;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<
        Self,
        <::aegis_events::types::Uuid as ::core::str::FromStr>::Err,
    > {
        ::core::str::FromStr::from_str(text).map(Self)
    }
}
