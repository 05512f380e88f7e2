//! A small catalog written by hand, as the macros would expand it: three families, five events, two keys, three publishers.

#![allow(dead_code, unreachable_pub, reason = "each test uses its own part of the catalog")]

use aegis_events::bus::Grants;
use aegis_events::catalog::{
    CatalogInfo, Delivery, EventInfo, FamilyInfo, Field, KeyInfo, Kind, KindRange, PublisherId, SqlType,
};
use aegis_events::codec::{self, Record, Value};
use aegis_events::event::{
    AnyPayload, Domain, Filter, Key, KeyOf, KeyRef, Payload, PublishedBy, PublisherRole, Subscriber,
};
use aegis_events::types::{Timestamp, Uuid};
use aegis_events::{BusConfig, EventBus, Publisher};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess};
use serde::ser::{Serialize, Serializer};

macro_rules! keys {
    ($($name:ident = $index:literal $text:literal)*) => {
        $(
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
            pub struct $name(pub Uuid);

            impl $name {
                /// The same number gives the same id.
                pub fn of(n: u128) -> Self {
                    Self(Uuid::from_u128(n))
                }
            }

            impl Key for $name {
                const INDEX: usize = $index;
                const NAME: &'static str = $text;

                fn as_key(&self) -> KeyRef<'_> {
                    KeyRef::Uuid(self.0)
                }

                fn from_key(key: KeyRef<'_>) -> Option<Self> {
                    match key {
                        KeyRef::Uuid(uuid) => Some(Self(uuid)),
                        _ => None,
                    }
                }
            }
        )*
    };
}

keys! {
    ExecutionId = 0 "execution_id"
    VolumeId = 1 "volume_id"
}

macro_rules! events {
    ($($family:ident::$event:ident = $kind:literal by $owner:ident {
        $($field:ident: $type:ty),*
    } keys [$($index:literal => $key:ident),*] time [$($time:ident)?] info [$($info:tt)*])*) => {
        $(
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
            pub struct $event { $(pub $field: $type),* }

            impl Record for $event {
                const NAME: &'static str = stringify!($event);
                const FIELDS: &'static [Field] = &[$(Field::new(stringify!($field), SqlType::Json)),*];
                type Values<'a> = Vec<&'a dyn Value>;

                fn values(&self) -> Vec<&dyn Value> {
                    vec![$(&self.$field),*]
                }

                fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
                    Self::deserialize(MapAccessDeserializer::new(map))
                }
            }

            impl AnyPayload for $event {
                fn kind(&self) -> Kind {
                    Self::KIND
                }

                fn occurred_at(&self) -> Option<Timestamp> {
                    $(return Some(self.$time);)?
                    #[allow(unreachable_code)]
                    None
                }

                fn key(&self, key: usize) -> Option<KeyRef<'_>> {
                    match key {
                        $($index => Some(self.$key.as_key()),)*
                        _ => None,
                    }
                }
            }

            impl Payload for $event {
                type Domain = TestEvent;
                const INFO: EventInfo = EventInfo::new(
                    Kind::new($kind),
                    stringify!($family),
                    stringify!($event),
                    stringify!($event),
                    &[<$owner as PublisherRole>::ID],
                    Self::FIELDS,
                )
                .with_keys(&[$(($index, stringify!($key))),*])
                $($info)*;
            }

            impl From<$event> for TestEvent {
                fn from(event: $event) -> Self {
                    Self::$event(event)
                }
            }

            impl Filter for $event {
                type Domain = TestEvent;
                type Target = $event;
                const NAME: &'static str = stringify!($event);
                const KINDS: &'static [KindRange] = &[KindRange::new($kind, $kind)];

                fn target(event: &TestEvent) -> Option<&$event> {
                    match event {
                        TestEvent::$event(event) => Some(event),
                        _ => None,
                    }
                }
            }

            impl PublishedBy<$owner> for $event {}
        )*

        /// Every event. (A flat enum is enough here: the bus does not look inside.)
        #[derive(Debug, Clone, PartialEq)]
        pub enum TestEvent { $($event($event)),* }

        impl TestEvent {
            fn any(&self) -> &dyn AnyPayload {
                match self { $(Self::$event(event) => event),* }
            }
        }

        impl Domain for TestEvent {
            type Publishers = Publishers;

            fn catalog() -> &'static CatalogInfo {
                &CATALOG
            }

            fn payload(&self) -> &dyn AnyPayload {
                self.any()
            }

            fn read<'de, De: Deserializer<'de>>(kind: Kind, deserializer: De) -> Result<Self, De::Error> {
                match kind {
                    $(<$event as Payload>::KIND => $event::deserialize(deserializer).map(Self::$event),)*
                    _ => unreachable!("a kind of another catalog"),
                }
            }

            fn publishers(grants: &Grants<Self>) -> Publishers {
                Publishers {
                    volume_manager: grants.publisher(),
                    fsal: grants.publisher(),
                    judge: grants.publisher(),
                }
            }
        }
    };
}

events! {
    Volume::VolumeCreated = 0 by VolumeManager { volume_id: VolumeId, execution_id: ExecutionId, created_at: Timestamp }
        keys [0 => execution_id, 1 => volume_id] time [created_at] info [.with_time("created_at")]
    Volume::VolumeDeleted = 1 by VolumeManager { volume_id: VolumeId } keys [1 => volume_id] time [] info []
    Storage::FileRead = 2 by Fsal { execution_id: ExecutionId, volume_id: VolumeId, n: u64 }
        keys [0 => execution_id, 1 => volume_id] time [] info []
    Storage::FileWritten = 3 by Fsal { execution_id: ExecutionId, volume_id: VolumeId, n: u64 }
        keys [0 => execution_id, 1 => volume_id] time [] info []
    Score::Scored = 4 by Judge { execution_id: ExecutionId, score: f64, parts: Vec<Part> }
        keys [0 => execution_id] time [] info [.with_floats()]
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    pub x: f64,
}

static CATALOG: CatalogInfo = CatalogInfo::new(
    "test",
    &["VolumeManager", "Fsal", "Judge"],
    &[KeyInfo::new("execution_id", SqlType::Uuid), KeyInfo::new("volume_id", SqlType::Uuid)],
    &[FamilyInfo::new("Volume", 0, 2), FamilyInfo::new("Storage", 2, 2), FamilyInfo::new("Score", 4, 1)],
    &[
        <VolumeCreated as Payload>::INFO,
        <VolumeDeleted as Payload>::INFO,
        <FileRead as Payload>::INFO,
        <FileWritten as Payload>::INFO,
        <Scored as Payload>::INFO,
    ],
);

impl Serialize for TestEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        codec::serialize_event::<Self, _>(self.any(), serializer)
    }
}

impl<'de> Deserialize<'de> for TestEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        codec::read_event(deserializer)
    }
}

macro_rules! publishers {
    ($($name:ident = $index:literal)*) => {
        $(
            #[derive(Debug)]
            pub enum $name {}

            impl PublisherRole for $name {
                type Domain = TestEvent;
                const ID: PublisherId = PublisherId::new($index);
                const NAME: &'static str = stringify!($name);
            }
        )*
    };
}

publishers! {
    VolumeManager = 0
    Fsal = 1
    Judge = 2
}

#[derive(Debug)]
pub struct Publishers {
    pub volume_manager: Publisher<VolumeManager>,
    pub fsal: Publisher<Fsal>,
    pub judge: Publisher<Judge>,
}

macro_rules! filters {
    ($($name:ident: $first:literal..=$last:literal $delivery:ident)*) => {
        $(
            #[derive(Debug)]
            pub enum $name {}

            impl Filter for $name {
                type Domain = TestEvent;
                type Target = TestEvent;
                const NAME: &'static str = stringify!($name);
                const KINDS: &'static [KindRange] = &[KindRange::new($first, $last)];
                const DELIVERY: Delivery = Delivery::$delivery;

                fn target(event: &TestEvent) -> Option<&TestEvent> {
                    Some(event).filter(|event| ($first..=$last).contains(&event.any().kind().index()))
                }
            }

            impl Subscriber for $name {
                type View<'a> = &'a TestEvent;

                fn view(event: &TestEvent) -> Option<&TestEvent> {
                    Self::target(event)
                }
            }
        )*
    };
}

filters! {
    VolumeEvent: 0..=1 Live
    StorageEvent: 2..=3 Live
    Audit: 0..=1 Lossless
    Recorder: 0..=4 Lossless
    Reaper: 0..=1 Durable
}

impl Filter for TestEvent {
    type Domain = Self;
    type Target = Self;
    const NAME: &'static str = "TestEvent";
    const KINDS: &'static [KindRange] = &[KindRange::new(0, 4)];

    fn target(event: &Self) -> Option<&Self> {
        Some(event)
    }
}

impl KeyOf<TestEvent> for ExecutionId {}
impl KeyOf<VolumeEvent> for ExecutionId {}
impl KeyOf<StorageEvent> for ExecutionId {}
impl KeyOf<Recorder> for ExecutionId {}
impl KeyOf<FileRead> for ExecutionId {}
impl KeyOf<TestEvent> for VolumeId {}
impl KeyOf<VolumeEvent> for VolumeId {}
impl KeyOf<StorageEvent> for VolumeId {}
impl KeyOf<FileRead> for VolumeId {}

/// A bus whose rings and queues hold so many events.
pub fn bus(capacity: usize) -> (EventBus<TestEvent>, Publishers) {
    EventBus::new(BusConfig::default().with_capacity(capacity).unwrap())
}

/// A `FileRead` of execution 1 and volume 1.
pub fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId::of(1), volume_id: VolumeId::of(1), n }
}

/// A `FileWritten` of execution 1 and volume 1.
pub fn written(n: u64) -> FileWritten {
    FileWritten { execution_id: ExecutionId::of(1), volume_id: VolumeId::of(1), n }
}

/// A `VolumeCreated` of execution 1.
pub fn created(volume: u128) -> VolumeCreated {
    VolumeCreated {
        volume_id: VolumeId::of(volume),
        execution_id: ExecutionId::of(1),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
    }
}

/// A `VolumeDeleted`.
pub fn deleted(volume: u128) -> VolumeDeleted {
    VolumeDeleted { volume_id: VolumeId::of(volume) }
}
