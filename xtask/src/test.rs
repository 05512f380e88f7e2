//! `cargo xtask test`: every check that must pass before a change lands. The tests come last, so that their summary ends the output.

use std::time::Instant;

use anyhow::Result;

use crate::run::{cargo, succeeds};
use crate::{package, provision, tidy};

/// The features of `aegis-events` that users combine; each must build without warnings by itself.
const COMBINATIONS: [&str; 10] =
    ["", "testing", "domain", "yaml", "sqlite", "postgres", "audit,metrics", "domain,metrics", "grpc", "reaper"];

pub(crate) fn test() -> Result<()> {
    let begun = Instant::now();
    provision::provision()?;
    tidy::tidy()?;
    cargo(&["fmt", "--all", "--check"], &[])?;
    dependencies()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], &[])?;
    for features in COMBINATIONS {
        let package = ["clippy", "--package", "aegis-events", "--no-default-features", "--features", features];
        cargo(&[&package[..], &["--", "-D", "warnings"]].concat(), &[])?;
    }
    package::package()?;
    cargo(&["doc", "--workspace", "--all-features", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    cargo(&["test", "--workspace", "--all-features", "--doc"], &[])?;
    println!("everything but the tests passed, in {:.0} s", begun.elapsed().as_secs_f64());
    cargo(&["test", "--workspace", "--all-features", "--lib", "--bins", "--tests"], &[])
}

/// Licenses, duplicate versions and sources of dependencies, by `deny.toml`.
fn dependencies() -> Result<()> {
    if succeeds("cargo", &["deny", "--version"]) {
        cargo(&["deny", "--offline", "check", "licenses", "bans", "sources"], &[])
    } else {
        println!("skipped: licenses and sources of dependencies, since cargo-deny is not installed");
        Ok(())
    }
}
