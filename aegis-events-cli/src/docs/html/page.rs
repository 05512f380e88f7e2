//! The context of one page.

use crate::docs::site::Site;

/// The page that is being written: its data and its place in the site.
#[derive(Clone, Copy)]
pub(in crate::docs) struct Page<'a> {
    pub(in crate::docs) site: &'a Site<'a>,
    /// The relative path to the site's root: "" or "../".
    pub(in crate::docs) root: &'static str,
}

impl<'a> Page<'a> {
    /// A page in the root.
    pub(in crate::docs) fn top(site: &'a Site<'a>) -> Self {
        Self { site, root: "" }
    }

    /// A page in a folder.
    pub(in crate::docs) fn inner(site: &'a Site<'a>) -> Self {
        Self { site, root: "../" }
    }
}
