//! Fields of events and records.

use super::{Column, SqlType};

/// One field of an event or a record.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    name: &'static str,
    sql_type: SqlType,
    optional: bool,
    sensitive: bool,
    default: Option<&'static str>,
    was: &'static [&'static str],
}

impl Field {
    /// A required field.
    #[doc(hidden)]
    pub const fn new(name: &'static str, sql_type: SqlType) -> Self {
        Self { name, sql_type, optional: false, sensitive: false, default: None, was: &[] }
    }

    /// The field is an `Option`.
    #[doc(hidden)]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The field is shown redacted.
    #[doc(hidden)]
    pub const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The JSON text to read if the field is missing.
    #[doc(hidden)]
    pub const fn default_json(mut self, json: &'static str) -> Self {
        self.default = Some(json);
        self
    }

    /// The field's former names.
    #[doc(hidden)]
    pub const fn was(mut self, names: &'static [&'static str]) -> Self {
        self.was = names;
        self
    }

    /// The name on the wire and in SQL.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the field is an `Option`.
    pub const fn is_optional(&self) -> bool {
        self.optional
    }

    /// Whether the field is redacted everywhere except in `Serialize` and in the history.
    pub const fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// The JSON text to read if the field is missing: its `default`, or `null` for an `Option`.
    pub const fn missing_json(&self) -> Option<&'static str> {
        match self.default {
            Some(json) => Some(json),
            None if self.optional => Some("null"),
            None => None,
        }
    }

    /// The names under which older rows may hold the field.
    pub const fn former_names(&self) -> &'static [&'static str] {
        self.was
    }

    /// The field as a column of its event's SQL view.
    pub const fn column(&self) -> Column {
        Column { name: self.name, sql_type: self.sql_type, nullable: self.optional }
    }
}
