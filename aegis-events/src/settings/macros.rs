//! [`settings!`]: a configuration from the description of its settings.

/// Makes a configuration struct and its section.
///
/// ```text
/// settings! {
///     /// The configuration of a reaper.
///     pub struct ReaperConfig: "reaper" = "About the section, for the reference page." {
///         hour, with_hour: Time("1ms" to "1h") = "1h", "how long an hour of a TTL lasts";
///     }
///     no default { path: Path, "the log's folder"; }
///     fields { tls: Option<TlsFiles> = None, }
/// }
/// ```
///
/// - Each setting in the braces is a field of the same name. One that names a `with_` method has that method, which checks the range, and a
///   getter.
/// - A setting under `no default` is a key of the section only. `read` of [`FromSection`](super::FromSection) puts its value somewhere.
/// - The `fields` are no settings.
///
/// `Keys::hour()` is the [`Setting`](super::Setting) of a key. `initial()` has every default, and `read_settings` reads what is in the braces.
macro_rules! settings {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $config:ident: $section:literal = $about_section:literal {
            $( $key:ident $(, $with:ident)?: $kind:ident $(($min:literal to $max:literal))? = $default:expr, $about:literal; )*
        }
        $(no default {
            $( $given:ident: $given_kind:ident $(($($argument:expr),*))?, $about_given:literal; )*
        })?
        $(fields {
            $( $(#[$attribute_of_field:meta])* $field_visibility:vis $field:ident: $type:ty = $initial:expr, )*
        })?
    ) => {
        $(#[$attribute])*
        $visibility struct $config {
            $( pub(super) $key: <$kind as $crate::settings::Kind>::Value, )*
            $($( $(#[$attribute_of_field])* $field_visibility $field: $type, )*)?
        }

        impl $config {
            fn initial() -> Self {
                Self {
                    $( $key: const { $kind::value($default) }.into(), )*
                    $($( $field: $initial, )*)?
                }
            }

            fn read_settings(&mut self, section: &mut $crate::settings::Section<'_, '_>) {
                $( section.set(&Keys::$key(), &mut self.$key); )*
            }

            $( settings! { @methods $key $(, $with)?: $kind $(($min to $max))? = $default, $about } )*
        }

        impl $crate::settings::Described for $config {
            const NAME: &'static str = $section;
            const ABOUT: &'static str = $about_section;

            fn keys() -> Vec<$crate::settings::Key> {
                vec![$($( Keys::$given().key(), )*)? $( Keys::$key().key(), )*]
            }
        }

        /// The settings by name.
        struct Keys;

        impl Keys {
            $(
                fn $key() -> $crate::settings::Setting<$kind> {
                    $crate::settings::Setting {
                        section: $section,
                        name: stringify!($key),
                        about: $about,
                        kind: const { $kind::of($($min, $max)?) },
                        default: Some(const { $kind::value($default) }.into()),
                    }
                }
            )*
            $($(
                fn $given() -> $crate::settings::Setting<$given_kind> {
                    $crate::settings::Setting {
                        section: $section,
                        name: stringify!($given),
                        about: $about_given,
                        kind: $given_kind::of($($($argument),*)?),
                        default: None,
                    }
                }
            )*)?
        }
    };

    (@methods $key:ident, $with:ident: $kind:ident ($min:literal to $max:literal) = $default:expr, $about:literal) => {
        #[doc = concat!("Sets ", $about, ". Default: `", $default, "`.")]
        ///
        /// # Errors
        ///
        #[doc = concat!(
            "[`ConfigError`](crate::ConfigError) unless it is from ", $min, " to ", $max, settings!(@unit $kind), "."
        )]
        pub fn $with(mut self, $key: settings!(@lent $kind)) -> Result<Self, $crate::settings::ConfigError> {
            self.$key = Keys::$key().check($key.into())?;
            Ok(self)
        }

        #[doc = concat!("Returns ", $about, ".")]
        #[must_use]
        pub fn $key(&self) -> settings!(@lent $kind) {
            settings!(@lend $kind, self.$key)
        }
    };
    // A setting without a builder method.
    (@methods $($setting:tt)*) => {};

    // How a value is passed: as a copy, or a name as a text.
    (@lent Count) => { usize };
    (@lent Time) => { std::time::Duration };
    (@lent Bytes) => { u64 };
    (@lent Name) => { &str };
    (@lend Name, $value:expr) => { &$value };
    (@lend $kind:ident, $value:expr) => { $value };
    // What follows a range in a sentence.
    (@unit Name) => { " characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`" };
    (@unit Bytes) => { ", in bytes" };
    (@unit $kind:ident) => { "" };
}

pub(crate) use settings;
