//! Events end to end, through the public API only.

mod accessors;
mod execution;
mod json;
mod pages;
mod quickstart;
mod rebuild;
mod shipped_domain;
mod sql_mapping;
mod views;
