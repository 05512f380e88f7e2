//! The pages, each a complete HTML document.

mod event;
mod family;
mod graph;
mod history;
mod home;
mod key;
mod list;
mod publisher;
mod sql;
mod subscriber;
mod ty;

use super::address::List;
use super::site::Site;

pub(super) use event::event;
pub(super) use graph::graph;
pub(super) use home::home;
pub(super) use list::list;

/// The page of an item of a list.
pub(super) fn of(site: &Site<'_>, list: List, at: usize) -> String {
    match list {
        List::Families => family::family(site, at),
        List::Publishers => publisher::publisher(site, at),
        List::Subscribers => subscriber::subscriber(site, at),
        List::Keys => key::key(site, at),
        List::Types => ty::ty(site, at),
    }
}
