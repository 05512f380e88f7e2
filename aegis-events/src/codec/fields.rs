//! The fields of a record as a tuple, so that the code that reads them exists once.

use serde::de::{DeserializeOwned, MapAccess};

use super::read::{read, take};
use crate::catalog::Field;

/// The values of all fields of a record, in order: a tuple of up to 16. Records of more fields hold their slots themselves.
pub trait Fields: Sized {
    /// Reads the values from a map, whatever their order.
    fn read<'de, A: MapAccess<'de>>(map: A, fields: &'static [Field]) -> Result<Self, A::Error>;
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: DeserializeOwned + 'static),*> Fields for ($($name,)*) {
            #[inline(always)]
            #[expect(non_snake_case, reason = "a variable is named like its type")]
            fn read<'de, Map: MapAccess<'de>>(map: Map, fields: &'static [Field]) -> Result<Self, Map::Error> {
                $(let mut $name = None::<$name>;)*
                read(map, fields, &mut [$(&mut $name),*])?;
                let mut fields = fields.iter();
                Ok(($(take($name, fields.next())?,)*))
            }
        }
    )*};
}

impl Fields for () {
    fn read<'de, A: MapAccess<'de>>(map: A, fields: &'static [Field]) -> Result<Self, A::Error> {
        read(map, fields, &mut [])
    }
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M)
    (A B C D E F G H I J K L M N)
    (A B C D E F G H I J K L M N O)
    (A B C D E F G H I J K L M N O P)
}
