//! The section `event_bus`: the bus.

use std::path::Path;

use crate::bus::Clock;
use crate::config::ConfigError;
use crate::config::document::Document;
use crate::config::rule::Rule;
use crate::config::section::{FromSection, Key, Reader, Section};
use crate::config::variables::Variables;
use crate::envelope::IdSource;
use crate::types::Uuid;

const CAPACITY: &str = "capacity";
const NODE_ID: &str = "node_id";

/// The specification's ring size.
const DEFAULT_CAPACITY: usize = 1_000;
/// A million slots, some 40 MB a ring. A larger ring hides a subscriber that will never catch up.
const MAX_CAPACITY: usize = 1_048_576;
const DEFAULT_NODE_ID: &str = "local";
/// Node ids go into every recorded row and into the subjects of other nodes.
const MAX_NODE_ID_LEN: usize = 128;

/// The configuration of a bus. Every value in it is valid.
///
/// ```
/// # use aegis_events::{BusConfig, ConfigError};
/// # fn main() -> Result<(), ConfigError> {
/// let config = BusConfig::default().with_capacity(4096)?.with_node_id("orchestrator-1")?;
/// assert_eq!(config.capacity(), 4096);
///
/// let config = BusConfig::from_yaml_str("event_bus:\n  capacity: 256\n")?;
/// assert_eq!((config.capacity(), config.node_id()), (256, "local"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct BusConfig {
    capacity: usize,
    node_id: String,
    pub(crate) clock: Clock,
    pub(crate) bus_id: Option<Uuid>,
    ids: fn() -> IdSource,
}

impl Default for BusConfig {
    fn default() -> Self {
        Self {
            capacity: DEFAULT_CAPACITY,
            node_id: DEFAULT_NODE_ID.into(),
            clock: Clock::default(),
            bus_id: None,
            ids: IdSource::random,
        }
    }
}

impl BusConfig {
    /// Reads the section `event_bus` of a YAML file; without the section, everything has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with the file, the line, the key and what is allowed, for all problems of the section at once.
    pub fn from_yaml_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::from_document(&Document::read(path.as_ref())?)
    }

    /// Reads the section `event_bus` of YAML text; without the section, everything has its default.
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str(yaml: &str) -> Result<Self, ConfigError> {
        Self::from_document(&Document::parse("<yaml>", yaml)?)
    }

    /// Sets the least number of events that each ring keeps for a slow subscriber (tokio rounds it up to a power of two), and the
    /// number that the queue of a lossless subscriber holds. 1,000 unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is from 1 to 1,048,576.
    pub fn with_capacity(mut self, events: usize) -> Result<Self, ConfigError> {
        let checked = capacity_rule().check_integer(events);
        self.capacity = checked.map_err(|bad| bad.in_code(Self::NAME, CAPACITY))?;
        Ok(self)
    }

    /// Sets the name of this node, which every envelope carries. `local` unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is 1 to 128 letters (of ASCII), digits, `.`, `_` and `-`.
    pub fn with_node_id(mut self, node_id: &str) -> Result<Self, ConfigError> {
        let checked = node_id_rule().read_name(node_id);
        self.node_id = checked.map_err(|bad| bad.in_code(Self::NAME, NODE_ID))?;
        Ok(self)
    }

    /// The least number of events that each ring keeps for a slow subscriber, and that a lossless subscriber's queue holds.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// The name of this node.
    pub fn node_id(&self) -> &str {
        &self.node_id
    }

    /// Without the environment: whoever uses the bus alone says in code what is to override what.
    fn from_document(document: &Document) -> Result<Self, ConfigError> {
        let nothing = Variables::default();
        let mut reader = Reader::new(document, &nothing);
        let config = reader.section();
        reader.finish().map(|_| config)
    }

    pub(crate) fn ids(&self) -> IdSource {
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
    const NAME: &'static str = "event_bus";
    const ABOUT: &'static str = "The bus.";
    const KEYS: &'static [Key] = &[
        Key { name: CAPACITY, rule: capacity_rule, default: "1000" },
        Key { name: NODE_ID, rule: node_id_rule, default: "local" },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let mut config = Self::default();
        if let Some(capacity) = section.integer(CAPACITY) {
            config.capacity = capacity;
        }
        if let Some(node_id) = section.name(NODE_ID) {
            config.node_id = node_id;
        }
        config
    }
}

fn capacity_rule() -> Rule {
    Rule::integer(1, MAX_CAPACITY, "events that each subscriber's ring keeps")
}

fn node_id_rule() -> Rule {
    Rule::name(MAX_NODE_ID_LEN)
}
