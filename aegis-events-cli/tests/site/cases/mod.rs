//! The cases.

pub(crate) mod graph;
pub(crate) mod home;
pub(crate) mod pages;
