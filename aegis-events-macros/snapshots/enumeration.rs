/// The type `Colour` of the catalog.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord
)]
pub enum Colour {
    /// `red`
    Red,
    /// `dark-green`
    DarkGreen,
}
#[allow(dead_code)]
impl Colour {
    /// All values, in the order of the catalog.
    pub const ALL: &'static [Self] = &[Self::Red, Self::DarkGreen];
    /// The text of the value in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static ::core::primitive::str {
        match self {
            Self::Red => "red",
            Self::DarkGreen => "dark-green",
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Display for Colour {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.pad(self.as_str())
    }
}
#[automatically_derived]
impl ::core::convert::AsRef<::core::primitive::str> for Colour {
    fn as_ref(&self) -> &::core::primitive::str {
        self.as_str()
    }
}
#[automatically_derived]
impl ::core::str::FromStr for Colour {
    type Err = ::aegis_events::types::UnknownValue;
    fn from_str(
        text: &::core::primitive::str,
    ) -> ::core::result::Result<Self, ::aegis_events::types::UnknownValue> {
        ::aegis_events::support::parse_value("Colour", Self::ALL, Self::as_str, text)
    }
}
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Colour {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
#[automatically_derived]
impl<'de> ::aegis_events::support::serde::Deserialize<'de> for Colour {
    fn deserialize<__D: ::aegis_events::support::serde::Deserializer<'de>>(
        deserializer: __D,
    ) -> ::core::result::Result<Self, __D::Error> {
        ::aegis_events::support::deserialize_value(deserializer)
    }
}
