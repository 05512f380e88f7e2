/// The structs of the family `Run`, one per event.
#[allow(dead_code, deprecated)]
pub mod run {
    /** A run finished

 Published by `Engine`.*/
    #[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
    pub struct Finished {
        /// `note`
        pub note: ::core::option::Option<::std::string::String>,
        /// The number of attempts.
        pub retries: ::core::primitive::u8,
        /// `outcome`
        pub outcome: ::std::string::String,
        /** `secret`

 Sensitive: redacted in `Debug` output.*/
        pub secret: ::std::string::String,
        /// `match`
        pub r#match: ::core::primitive::bool,
    }
    #[automatically_derived]
    impl ::aegis_events::support::Record for Finished {
        const NAME: &'static ::core::primitive::str = "Finished";
        const FIELDS: &'static [::aegis_events::catalog::Field] = &[
            ::aegis_events::catalog::Field::new(
                    "note",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .optional(),
            ::aegis_events::catalog::Field::new(
                    "retries",
                    ::aegis_events::catalog::SqlType::SmallInt,
                )
                .default_json("2"),
            ::aegis_events::catalog::Field::new(
                    "outcome",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .was(&["result", "end"]),
            ::aegis_events::catalog::Field::new(
                    "secret",
                    ::aegis_events::catalog::SqlType::Text,
                )
                .sensitive(),
            ::aegis_events::catalog::Field::new(
                "match",
                ::aegis_events::catalog::SqlType::Bool,
            ),
        ];
        type Values<'a> = [&'a dyn ::aegis_events::support::Value; 5];
        fn values(&self) -> Self::Values<'_> {
            [&self.note, &self.retries, &self.outcome, &self.secret, &self.r#match]
        }
        #[inline(never)]
        fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
            map: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            let (note, retries, outcome, secret, r#match) = ::aegis_events::support::Fields::read(
                map,
                Self::FIELDS,
            )?;
            ::core::result::Result::Ok(Self {
                note,
                retries,
                outcome,
                secret,
                r#match,
            })
        }
    }
}
