/// The type `Tags` of the catalog.
#[derive(::core::clone::Clone, ::core::cmp::PartialEq, ::core::fmt::Debug)]
pub struct Tags(pub ::std::vec::Vec<::std::string::String>);
#[automatically_derived]
impl ::aegis_events::support::serde::Serialize for Tags {
    fn serialize<__S: ::aegis_events::support::serde::Serializer>(
        &self,
        serializer: __S,
    ) -> ::core::result::Result<__S::Ok, __S::Error> {
        ::aegis_events::support::serde::Serialize::serialize(&self.0, serializer)
    }
}
