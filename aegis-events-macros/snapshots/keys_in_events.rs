/// The structs of the family `Run`, one per event.
#[allow(dead_code, deprecated)]
pub mod run {
    #[automatically_derived]
    impl ::aegis_events::event::EventFields for Finished {
        fn key(
            &self,
            key: ::core::primitive::usize,
        ) -> ::core::option::Option<::aegis_events::event::KeyRef<'_>> {
            match key {
                0 => {
                    ::core::option::Option::Some(&self.run_id)
                        .and_then(::core::option::Option::as_ref)
                        .map(::aegis_events::event::Key::as_key)
                }
                1 => {
                    ::core::option::Option::Some(&self.access)
                        .and_then(::core::option::Option::as_ref)
                        .map(|record| &record.session_id)
                        .and_then(::core::option::Option::as_ref)
                        .map(::aegis_events::event::Key::as_key)
                }
                2 => {
                    ::core::option::Option::Some(
                        ::aegis_events::event::Key::as_key(&self.from),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::RunId> for Finished {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::SessionId> for Finished {}
    #[automatically_derived]
    impl ::aegis_events::event::Carries<super::Shard> for Finished {}
}
