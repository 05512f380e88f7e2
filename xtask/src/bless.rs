//! `cargo xtask bless` and `cargo xtask codegen`: what the tests compare with, written anew.

use anyhow::Result;

use crate::run::cargo;

/// Accepts what the tests see now. Read the diff before committing it.
pub(crate) fn bless() -> Result<()> {
    cargo(&["test", "--workspace", "--all-features"], &[("UPDATE_EXPECT", "1"), ("TRYBUILD", "overwrite")])
}

/// Writes the generated pages.
pub(crate) fn codegen() -> Result<()> {
    cargo(&["test", "--package", "aegis-events-catalog", "--test", "reference"], &[("UPDATE_EXPECT", "1")])
}
