//! `cargo xtask bless` and `cargo xtask codegen`: what the tests compare with, written anew.

use anyhow::Result;

use crate::code_map;
use crate::run::cargo;

/// Accepts what the tests see now. Read the diff before committing it.
pub(crate) fn bless() -> Result<()> {
    cargo(&["test", "--workspace", "--all-features"], &[("UPDATE_EXPECT", "1"), ("TRYBUILD", "overwrite")])
}

/// Writes the generated pages, and the code of the gRPC service.
pub(crate) fn codegen() -> Result<()> {
    let update = [("UPDATE_EXPECT", "1")];
    code_map::write()?;
    cargo(&["test", "--package", "aegis-events-catalog", "--test", "reference"], &update)?;
    // Without the feature `grpc`, so that code which does not fit the `.proto` file is no obstacle.
    cargo(&["test", "--package", "aegis-events", "--no-default-features", "--test", "grpc_codegen"], &update)
}
