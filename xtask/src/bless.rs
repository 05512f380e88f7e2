//! `cargo xtask bless` and `cargo xtask codegen`: write the files that tests compare with.

use anyhow::Result;

use crate::code_map;
use crate::run::cargo;

/// Accepts the current results. Read the diff before you commit it.
pub(crate) fn bless() -> Result<()> {
    cargo(&["test", "--workspace", "--all-features"], &[("UPDATE_EXPECT", "1"), ("TRYBUILD", "overwrite")])
}

/// Writes the code map, the generated pages and the code of the gRPC service.
pub(crate) fn codegen() -> Result<()> {
    let update = [("UPDATE_EXPECT", "1")];
    code_map::write()?;
    cargo(&["test", "--package", "aegis-events-catalog", "--test", "reference"], &update)?;
    // Without the feature `grpc`: the old generated code may not compile with a changed `.proto` file.
    cargo(&["test", "--package", "aegis-events", "--no-default-features", "--test", "grpc_codegen"], &update)
}
