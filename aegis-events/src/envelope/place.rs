//! The two places of an event: its [`Sequence`] on one bus, and its [`Position`] in the history.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! place {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// Before the first event.
            pub const ZERO: Self = Self(0);

            /// A place by its number. The first event has number 1.
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The number.
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for u64 {
            fn from(place: $name) -> Self {
                place.0
            }
        }

        impl PartialEq<u64> for $name {
            fn eq(&self, number: &u64) -> bool {
                self.0 == *number
            }
        }

        impl PartialOrd<u64> for $name {
            fn partial_cmp(&self, number: &u64) -> Option<std::cmp::Ordering> {
                self.0.partial_cmp(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    };
}

place! {
    /// The place of an event in the order of one bus, counted from the bus's start.
    ///
    /// ```
    /// use aegis_events::Sequence;
    ///
    /// let third: Sequence = "3".parse()?;
    /// assert_eq!(third, 3);
    /// assert!(Sequence::ZERO < third);
    /// # Ok::<(), std::num::ParseIntError>(())
    /// ```
    Sequence
}

place! {
    /// The place of an event in the recorded history. It is given once and never changes.
    ///
    /// ```
    /// use aegis_events::Position;
    ///
    /// let last = Position::new(41);
    /// assert_eq!(last.to_string(), "41");
    /// assert!(last > Position::ZERO);
    /// ```
    Position
}
