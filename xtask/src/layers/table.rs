//! What the tables are made of.

/// Modules of one folder, in the order in which they may use each other.
pub(crate) struct ModuleOrder {
    /// The folder, from the project's root.
    pub(crate) folder: &'static str,
    /// The crate, where the folder is its `src`.
    pub(crate) owner: Option<Crate>,
    /// Lowest first. A module uses modules of lower layers only: no higher one, and none on its own layer.
    pub(crate) layers: &'static [&'static [Module]],
    pub(crate) exceptions: &'static [Exception],
}

/// One crate as a whole.
pub(crate) struct Crate {
    pub(crate) folder: &'static str,
    /// For the code map, in Markdown.
    pub(crate) what: &'static str,
    /// Crates that it must not depend on.
    pub(crate) forbidden: &'static [&'static str],
}

/// One module: the folder `name/` or the file `name.rs`.
pub(crate) struct Module {
    pub(crate) name: &'static str,
    /// For the code map, in Markdown. Empty: the module has no line there.
    pub(crate) what: &'static str,
}

/// An import against the order that is right nevertheless; a comment gives the reason.
pub(crate) struct Exception {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

/// The module of what a folder's `lib.rs`, `main.rs` or `mod.rs` declares itself: above all others.
pub(crate) const ROOT: &str = "";

/// A module that only a few places may use.
pub(crate) struct Reserved {
    /// The module's folder or file, from the project's root.
    pub(crate) module: &'static str,
    /// The folders or files that may use it.
    pub(crate) users: &'static [&'static str],
}

/// A folder of the code map that has no order.
pub(crate) struct Place {
    pub(crate) folder: &'static str,
    pub(crate) what: &'static str,
}

/// A row of an order.
pub(super) const fn module(name: &'static str, what: &'static str) -> Module {
    Module { name, what }
}
