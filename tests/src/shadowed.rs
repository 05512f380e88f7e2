//! A domain in a module that has names of its own for what the prelude offers, and for crates.

#![allow(dead_code, non_camel_case_types, reason = "the names are there to be in the way")]

/// In the way.
#[derive(Debug)]
pub struct Result;
/// In the way.
#[derive(Debug)]
pub struct Option;
/// In the way.
#[derive(Debug)]
pub struct String;
/// In the way.
#[derive(Debug)]
pub struct Vec;
/// In the way.
#[derive(Debug)]
pub struct Box;
/// In the way.
#[derive(Debug)]
pub struct u32;
/// In the way.
#[derive(Debug)]
pub struct Some;
/// In the way.
pub trait Clone {}
/// In the way.
pub trait From {}
/// In the way.
pub mod core {}
/// In the way.
pub mod std {}
/// In the way.
pub mod aegis_events {}

/// Every event.
#[::aegis_events::domain_events(catalog = "../catalogs/small.toml")]
pub enum DomainEvent {}
