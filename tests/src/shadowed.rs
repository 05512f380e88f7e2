//! A domain in a module that shadows names of the prelude and of crates.

#![allow(dead_code, non_camel_case_types, reason = "the names only shadow others")]

/// Shadows a name.
#[derive(Debug)]
pub struct Result;
/// Shadows a name.
#[derive(Debug)]
pub struct Option;
/// Shadows a name.
#[derive(Debug)]
pub struct String;
/// Shadows a name.
#[derive(Debug)]
pub struct Vec;
/// Shadows a name.
#[derive(Debug)]
pub struct Box;
/// Shadows a name.
#[derive(Debug)]
pub struct u32;
/// Shadows a name.
#[derive(Debug)]
pub struct Some;
/// Shadows a name.
pub trait Clone {}
/// Shadows a name.
pub trait From {}
/// Shadows a name.
pub mod core {}
/// Shadows a name.
pub mod std {}
/// Shadows a name.
pub mod aegis_events {}

/// Every event.
#[::aegis_events::domain_events(catalog = "../catalogs/small.toml")]
pub enum DomainEvent {}
