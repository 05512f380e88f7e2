//! What pages are made of: the frame around each, links, prose, code.

mod code;
mod frame;
mod markdown;
mod parts;

pub(super) use code::{Language, code};
pub(super) use frame::{Frame, Section};
pub(super) use markdown::plain;
pub(super) use parts::{broken, count, delivery, delivery_meaning};

use super::site::Site;

/// A page that is being made: what it may ask, and where it is.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) site: &'a Site<'a>,
    /// The way to the site's root: "" or "../".
    pub(super) root: &'static str,
}

impl<'a> Page<'a> {
    /// A page in the root.
    pub(super) fn top(site: &'a Site<'a>) -> Self {
        Self { site, root: "" }
    }

    /// A page in a folder.
    pub(super) fn inner(site: &'a Site<'a>) -> Self {
        Self { site, root: "../" }
    }
}
