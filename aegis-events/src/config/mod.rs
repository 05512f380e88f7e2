//! Configuration: what `aegis-config.yaml` may say to the runtime.
//!
//! The file belongs to the host application. Its other sections are left alone; inside ours every unknown key and every bad value
//! is an error that names the file, the line, the key and what is allowed. Nothing is guessed, and no bad value becomes a default.
//!
//! ```yaml
//! event_bus:
//!   capacity: 1000        # the least number of events that each ring keeps for a slow subscriber
//!   node_id: orchestrator-1
//! ```

mod document;
mod error;
mod section;

pub use error::{ConfigError, ConfigProblem};
#[cfg_attr(not(feature = "audit"), allow(unused_imports, reason = "for the settings of subscribers"))]
pub(crate) use section::Rule;

use std::path::Path;

use document::Document;
use section::Section;

use crate::bus::Clock;
use crate::envelope::IdSource;
use crate::types::Uuid;

/// The section's name.
const EVENT_BUS: &str = "event_bus";
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
        let key = format!("{EVENT_BUS}.{CAPACITY}");
        self.capacity = capacity_rule().check_integer(&events.to_string()).map_err(|bad| bad.at(None, None, key))?;
        Ok(self)
    }

    /// Sets the name of this node, which every envelope carries. `local` unless set.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] unless it is 1 to 128 letters (of ASCII), digits, `.`, `_` and `-`.
    pub fn with_node_id(mut self, node_id: &str) -> Result<Self, ConfigError> {
        let key = format!("{EVENT_BUS}.{NODE_ID}");
        self.node_id = node_id_rule().check_text(node_id).map_err(|bad| bad.at(None, None, key))?;
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

    fn from_document(document: &Document) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        let mut section = Section::of(document, EVENT_BUS, &[CAPACITY, NODE_ID]);
        if let Some(capacity) = section.integer(CAPACITY, &capacity_rule()) {
            config.capacity = capacity;
        }
        if let Some(node_id) = section.text(NODE_ID, &node_id_rule()) {
            config.node_id = node_id;
        }
        section.finish().map(|()| config)
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

fn capacity_rule() -> Rule {
    Rule::integer(1, MAX_CAPACITY, "events that each subscriber's ring keeps")
}

fn node_id_rule() -> Rule {
    Rule::name(MAX_NODE_ID_LEN)
}
