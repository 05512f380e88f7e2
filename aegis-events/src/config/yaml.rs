//! Configurations from YAML files and texts.

use std::env::vars_os;
use std::ffi::OsString;
use std::path::Path;

use super::{BusConfig, Config, ConfigError};
use crate::settings::{Document, Reader, Variables, parse, read_file};

/// The name of a text in error messages.
const TEXT: &str = "<yaml>";

impl Config {
    /// Reads a file, then the environment of the process, which takes precedence. A key in neither has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with the file, the line, the key (or the environment variable) and the allowed values, for all problems at once.
    pub fn from_yaml_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::read(&read_file(path.as_ref())?, &Variables::of(vars_os()))
    }

    /// Reads YAML text, then the environment of the process, which takes precedence.
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str(yaml: &str) -> Result<Self, ConfigError> {
        Self::read(&parse(TEXT, yaml)?, &Variables::of(vars_os()))
    }

    /// Reads YAML text, then an environment other than that of the process: for tests, and for programs that have their own.
    ///
    /// ```
    /// # use aegis_events::config::{Config, ConfigError};
    /// # fn main() -> Result<(), ConfigError> {
    /// let yaml = "event_bus:\n  capacity: 256\n  node_id: node-1\n";
    /// let config = Config::from_yaml_str_with(yaml, [("AEGIS_EVENTS_EVENT_BUS_CAPACITY", "512")])?;
    /// assert_eq!((config.event_bus.capacity(), config.event_bus.node_id()), (512, "node-1"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str_with<N: Into<OsString>, V: Into<OsString>>(
        yaml: &str,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, ConfigError> {
        Self::read(&parse(TEXT, yaml)?, &Variables::of(variables))
    }
}

impl BusConfig {
    /// Reads the section `event_bus` of a YAML file, without the environment. A key that is missing has its default.
    ///
    /// # Errors
    ///
    /// [`ConfigError`], with the file, the line, the key and the allowed values, for all problems of the section at once.
    pub fn from_yaml_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Self::read_alone(&read_file(path.as_ref())?)
    }

    /// Reads the section `event_bus` of YAML text, without the environment.
    ///
    /// ```
    /// # use aegis_events::{BusConfig, ConfigError};
    /// # fn main() -> Result<(), ConfigError> {
    /// let config = BusConfig::from_yaml_str("event_bus:\n  capacity: 256\n")?;
    /// assert_eq!((config.capacity(), config.node_id()), (256, "local"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_yaml_file`](Self::from_yaml_file), with `<yaml>` for the file.
    pub fn from_yaml_str(yaml: &str) -> Result<Self, ConfigError> {
        Self::read_alone(&parse(TEXT, yaml)?)
    }

    fn read_alone(document: &Document) -> Result<Self, ConfigError> {
        let no_variables = Variables::default();
        let mut reader = Reader::new(document, &no_variables);
        let config = reader.section::<Self>();
        reader.finish().map(|_| config)
    }
}
