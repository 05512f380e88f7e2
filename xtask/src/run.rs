//! Runs cargo and other programs; of cargo it prints the arguments and the time taken.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// The project's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Runs cargo in the project's root; an error if it fails.
pub(crate) fn cargo(arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    cargo_in(root(), arguments, environment)
}

/// Runs cargo in a folder; an error if it fails.
pub(crate) fn cargo_in(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let shown = format!("cargo {}", arguments.join(" "));
    println!("$ {shown}");
    let begun = Instant::now();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "`{shown}` failed");
    // On the standard error: the standard output ends with what cargo itself printed last.
    eprintln!("  took {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// Whether a program can be started and succeeds.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
