#[automatically_derived]
impl ::aegis_events::support::Record for Wide {
    #[inline(never)]
    fn read<'de, __A: ::aegis_events::support::serde::de::MapAccess<'de>>(
        map: __A,
    ) -> ::core::result::Result<Self, __A::Error> {
        let mut slot_0 = ::core::option::Option::None;
        let mut slot_1 = ::core::option::Option::None;
        let mut slot_2 = ::core::option::Option::None;
        let mut slot_3 = ::core::option::Option::None;
        let mut slot_4 = ::core::option::Option::None;
        let mut slot_5 = ::core::option::Option::None;
        let mut slot_6 = ::core::option::Option::None;
        let mut slot_7 = ::core::option::Option::None;
        let mut slot_8 = ::core::option::Option::None;
        let mut slot_9 = ::core::option::Option::None;
        let mut slot_10 = ::core::option::Option::None;
        let mut slot_11 = ::core::option::Option::None;
        let mut slot_12 = ::core::option::Option::None;
        let mut slot_13 = ::core::option::Option::None;
        let mut slot_14 = ::core::option::Option::None;
        let mut slot_15 = ::core::option::Option::None;
        let mut slot_16 = ::core::option::Option::None;
        ::aegis_events::support::read_slots(
            map,
            Self::FIELDS,
            &mut [
                &mut slot_0,
                &mut slot_1,
                &mut slot_2,
                &mut slot_3,
                &mut slot_4,
                &mut slot_5,
                &mut slot_6,
                &mut slot_7,
                &mut slot_8,
                &mut slot_9,
                &mut slot_10,
                &mut slot_11,
                &mut slot_12,
                &mut slot_13,
                &mut slot_14,
                &mut slot_15,
                &mut slot_16,
            ],
        )?;
        ::core::result::Result::Ok(Self {
            a: ::aegis_events::support::take_slot(slot_0, Self::FIELDS.get(0))?,
            b: ::aegis_events::support::take_slot(slot_1, Self::FIELDS.get(1))?,
            c: ::aegis_events::support::take_slot(slot_2, Self::FIELDS.get(2))?,
            d: ::aegis_events::support::take_slot(slot_3, Self::FIELDS.get(3))?,
            e: ::aegis_events::support::take_slot(slot_4, Self::FIELDS.get(4))?,
            f: ::aegis_events::support::take_slot(slot_5, Self::FIELDS.get(5))?,
            g: ::aegis_events::support::take_slot(slot_6, Self::FIELDS.get(6))?,
            h: ::aegis_events::support::take_slot(slot_7, Self::FIELDS.get(7))?,
            i: ::aegis_events::support::take_slot(slot_8, Self::FIELDS.get(8))?,
            j: ::aegis_events::support::take_slot(slot_9, Self::FIELDS.get(9))?,
            k: ::aegis_events::support::take_slot(slot_10, Self::FIELDS.get(10))?,
            l: ::aegis_events::support::take_slot(slot_11, Self::FIELDS.get(11))?,
            m: ::aegis_events::support::take_slot(slot_12, Self::FIELDS.get(12))?,
            n: ::aegis_events::support::take_slot(slot_13, Self::FIELDS.get(13))?,
            o: ::aegis_events::support::take_slot(slot_14, Self::FIELDS.get(14))?,
            p: ::aegis_events::support::take_slot(slot_15, Self::FIELDS.get(15))?,
            q: ::aegis_events::support::take_slot(slot_16, Self::FIELDS.get(16))?,
        })
    }
}
