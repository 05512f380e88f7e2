//! `cargo xtask test`: what must pass before a change lands. The tests come last, so that their summary closes the output.

use anyhow::Result;

use crate::provision;
use crate::run::cargo;
use crate::tidy;

pub(crate) fn test() -> Result<()> {
    provision::provision()?;
    tidy::tidy()?;
    cargo(&["fmt", "--all", "--check"], &[])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], &[])?;
    // As a crate with a catalog of its own has it: without the shipped domain, and with the parts that it wants.
    for parts in ["", "testing", "sqlite", "postgres", "audit,metrics", "grpc", "reaper"] {
        let features = ["--no-default-features", "--features", parts];
        cargo(&[&["clippy", "--package", "aegis-events"], &features[..], &["--", "-D", "warnings"]].concat(), &[])?;
    }
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    cargo(&["test", "--workspace", "--all-features", "--doc"], &[])?;
    cargo(&["test", "--workspace", "--all-features", "--lib", "--bins", "--tests"], &[])
}
