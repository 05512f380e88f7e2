//! Events end to end, through the public interface alone.

mod accessors;
mod json;
mod readme;
mod readme_history;
mod readme_standing;
mod rebuild;
mod shipped_domain;
mod sql_mapping;
mod views;
