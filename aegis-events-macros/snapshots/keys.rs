#[automatically_derived]
impl ::aegis_events::event::Key for RunId {
    const INDEX: ::core::primitive::usize = 0;
    const NAME: &'static ::core::primitive::str = "run_id";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Uuid(self.0)
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Uuid(uuid) => {
                ::core::option::Option::Some(Self(uuid))
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for Label {
    const INDEX: ::core::primitive::usize = 1;
    const NAME: &'static ::core::primitive::str = "label";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Text(&self.0)
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Text(text) => {
                ::core::option::Option::Some(Self(::std::string::String::from(text)))
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for Shard {
    const INDEX: ::core::primitive::usize = 2;
    const NAME: &'static ::core::primitive::str = "shard";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Integer(::core::convert::From::from(self.0))
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Integer(number) => {
                ::core::convert::TryFrom::try_from(number).ok().map(Self)
            }
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::aegis_events::event::Key for Colour {
    const INDEX: ::core::primitive::usize = 3;
    const NAME: &'static ::core::primitive::str = "colour";
    fn as_key(&self) -> ::aegis_events::event::KeyRef<'_> {
        ::aegis_events::event::KeyRef::Text(self.as_str())
    }
    fn from_key(key: ::aegis_events::event::KeyRef<'_>) -> ::core::option::Option<Self> {
        match key {
            ::aegis_events::event::KeyRef::Text(text) => text.parse().ok(),
            _ => ::core::option::Option::None,
        }
    }
}
