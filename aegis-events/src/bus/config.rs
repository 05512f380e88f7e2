//! The configuration of a bus, and its section.

use super::Clock;
use crate::envelope::IdSource;
use crate::settings::kinds::{count::Count, name::Name};
use crate::settings::{FromSection, Section, settings};
use crate::types::Uuid;

settings! {
    /// The configuration of a bus. Every value in it is valid.
    ///
    /// ```
    /// # use aegis_events::{BusConfig, ConfigError};
    /// # fn main() -> Result<(), ConfigError> {
    /// let config = BusConfig::default().with_capacity(4096)?.with_node_id("orchestrator-1")?;
    /// assert_eq!(config.capacity(), 4096);
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Debug, Clone)]
    #[must_use]
    pub struct BusConfig: "event_bus" = "The bus." {
        // A million slots, some 40 MB a ring. A larger ring hides a subscriber that will never catch up. tokio rounds up to a power of two.
        capacity, with_capacity: Count(1 to 1_048_576) = 1_000, "the least number of events that the ring of a live subscriber and the queue of a lossless one hold";
        // Node ids go into every recorded row and into the subjects of other nodes.
        node_id, with_node_id: Name(1 to 128) = "local", "the name of this node, which every envelope carries";
    }
    fields {
        pub(super) clock: Clock = Clock::default(),
        pub(crate) bus_id: Option<Uuid> = None,
        ids: fn() -> IdSource = IdSource::random,
    }
}

impl Default for BusConfig {
    fn default() -> Self {
        Self::initial()
    }
}

impl BusConfig {
    pub(super) fn ids(&self) -> IdSource {
        (self.ids)()
    }

    /// A clock that tests set, and ids that are the same in each run.
    #[cfg(feature = "testing")]
    pub(crate) fn fixed(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self.ids = IdSource::fixed;
        self.bus_id = Some(Uuid::nil());
        self
    }
}

impl FromSection for BusConfig {
    type Read = Self;

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut config = Self::default();
        config.read_settings(section);
        config
    }
}
