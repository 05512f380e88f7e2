/// The type `Label` of the catalog.
#[derive(
    ::core::clone::Clone,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::core::cmp::PartialOrd,
    ::core::cmp::Ord,
    ::core::fmt::Debug
)]
pub struct Label(pub ::std::string::String);
#[automatically_derived]
impl ::core::convert::From<::std::string::String> for Label {
    fn from(value: ::std::string::String) -> Self {
        Self(value)
    }
}
#[allow(dead_code)]
impl Label {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &::core::primitive::str {
        &self.0
    }
}
#[automatically_derived]
impl ::core::convert::From<&::core::primitive::str> for Label {
    fn from(value: &::core::primitive::str) -> Self {
        Self(::std::string::String::from(value))
    }
}
#[automatically_derived]
impl ::core::convert::AsRef<::core::primitive::str> for Label {
    fn as_ref(&self) -> &::core::primitive::str {
        self.as_str()
    }
}
