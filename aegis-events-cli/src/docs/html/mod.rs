//! Building blocks of pages: frame, links, prose, code.

mod code;
mod frame;
mod markdown;
mod page;
mod parts;

pub(super) use code::{Language, code};
pub(super) use frame::{Frame, Section};
pub(super) use markdown::plain;
pub(super) use page::Page;
pub(super) use parts::{broken, delivery, delivery_meaning};
