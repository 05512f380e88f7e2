//! Compares the build time of a catalog with that of the same enums and structs, hand-written with serde's derives.
//!
//! `cargo bench -p aegis-events-macros --bench compile_time [-- EVENTS .. check release share]` writes both crates for each number of
//! events (default: 60, 600 and 3,000), builds them once, then edits one event and times the build of that one crate: `cargo check`, and
//! a release build that encodes and decodes JSON. The two crates take turns, and the medians are compared. A second table shows the
//! macro's own share.

mod project;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use project::{Flavour, Project};

/// The number of timed edits of each crate, of which the median is taken.
const ROUNDS: usize = 3;

/// With this many events, a release build of the derives takes minutes, so only one edit is timed.
const LARGE: usize = 2_000;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let named = words.iter().any(|word| ["check", "release", "share"].contains(&word.as_str()));
    let wanted = |name: &str| !named || words.iter().any(|word| word == name);
    let sizes = if sizes.is_empty() { vec![60, 600, 3_000] } else { sizes };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace's folder")?;
    let folder = tempfile::tempdir()?;
    println!("| events | build | by hand, derives | catalog | ratio | catalog, per event |");
    println!("|-------:|-------|-----------------:|--------:|------:|-------------------:|");
    for events in sizes {
        for mode in [Mode::Check, Mode::Release].into_iter().filter(|mode| wanted(mode.name())) {
            let (derives, catalog) = compare(folder.path(), workspace, events, mode)?;
            println!(
                "| {events} | `{}` | {:.2} s | {:.2} s | {:.2} | {:.2} ms |",
                mode.arguments().join(" "),
                derives.as_secs_f64(),
                catalog.as_secs_f64(),
                catalog.as_secs_f64() / derives.as_secs_f64(),
                catalog.as_secs_f64() * 1_000.0 / events as f64,
            );
        }
    }
    if !wanted("share") {
        return Ok(());
    }
    println!();
    println!("| macro built in | read, check, expand {SHARE_EVENTS} events |");
    println!("|----------------|------:|");
    for (profile, level) in [("debug", "0"), ("release", "3")] {
        let share = macros_share(folder.path(), workspace, level)?;
        println!("| {profile} | {:.0} ms |", share.as_secs_f64() * 1_000.0);
    }
    Ok(())
}

/// The number of events for which the macro alone is timed.
const SHARE_EVENTS: usize = 600;

/// The time that the compiler spends in macros while it expands a catalog, by its own `-Z time-passes`. `RUSTC_BOOTSTRAP` makes that
/// option available in a stable compiler.
fn macros_share(folder: &Path, workspace: &Path, level: &str) -> Result<Duration> {
    let target = folder.join("target-share");
    let project = Project::new(folder, workspace, Flavour::Catalog, SHARE_EVENTS);
    let mut shares = Vec::new();
    for round in 0..=ROUNDS {
        project.write(round)?;
        let output = cargo(&project.folder, &target)
            .args(["rustc", "--profile", "check", "--offline"])
            .args(["--config", &format!("profile.dev.build-override.opt-level={level}")])
            .args(["--", "-Ztime-passes"])
            .env("RUSTC_BOOTSTRAP", "1")
            .output()
            .context("cargo cannot be started")?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{} does not build:\n{text}", project.folder.display());
        let seconds = text
            .lines()
            .find(|line| line.contains("macro_expand_crate"))
            .and_then(|line| line.strip_prefix("time:")?.split(';').next()?.trim().parse().ok())
            .context("the compiler did not print the time of macros")?;
        // The first build includes the dependencies and fills the caches.
        if round > 0 {
            shares.push(Duration::from_secs_f64(seconds));
        }
    }
    Ok(median(shares))
}

#[derive(Clone, Copy)]
enum Mode {
    Check,
    Release,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Release => "release",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// The median build times of both crates after an edit: hand-written, and from the catalog.
fn compare(folder: &Path, workspace: &Path, events: usize, mode: Mode) -> Result<(Duration, Duration)> {
    let target = folder.join("target");
    let derives = Project::new(folder, workspace, Flavour::Derives, events);
    let catalog = Project::new(folder, workspace, Flavour::Catalog, events);
    for project in [&derives, &catalog] {
        project.write(0)?;
        build(&project.folder, &target, mode)?;
    }
    let (mut by_hand, mut from_catalog) = (Vec::new(), Vec::new());
    let rounds = if events < LARGE { ROUNDS } else { 1 };
    for round in 1..=rounds {
        by_hand.push(timed(&derives, &target, mode, round)?);
        from_catalog.push(timed(&catalog, &target, mode, round)?);
    }
    Ok((median(by_hand), median(from_catalog)))
}

fn timed(project: &Project, target: &Path, mode: Mode, round: usize) -> Result<Duration> {
    project.write(round)?;
    let start = Instant::now();
    build(&project.folder, target, mode)?;
    Ok(start.elapsed())
}

fn build(project: &Path, target: &Path, mode: Mode) -> Result<()> {
    let output =
        cargo(project, target).args(mode.arguments()).arg("--offline").output().context("cargo cannot be started")?;
    ensure!(
        output.status.success(),
        "{} does not build:\n{}",
        project.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

fn cargo(project: &Path, target: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(project).env("CARGO_TARGET_DIR", target);
    cargo
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
