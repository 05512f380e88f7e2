//! `cargo bench -p aegis-events-cli --bench docs`: the cost of a site, compared with a lower bound.
//!
//! The command runs as a process, alternating with the lower bound: writing the same bytes to files with the same names, sequentially, in
//! this process. The output has medians, and the peak memory of all runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use large::large;
use tempfile::TempDir;

#[path = "../tests/support/large.rs"]
mod large;

/// The number of runs.
const RUNS: usize = 9;
/// The goal for a thousand events.
const AIM: Duration = Duration::from_secs(2);

fn main() {
    println!("| catalog | files | MB | median | writing the same files | ratio | peak memory |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let aegis = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog.toml")).expect("the AEGIS catalog");
    measure("the AEGIS catalog, 70 events", &aegis);
    for events in [1_000, 4_000] {
        measure(&format!("{events} events"), &large(events));
    }
    println!("\nAimed at for 1,000 events: {:.0} s.", AIM.as_secs_f64());
}

fn measure(name: &str, catalog: &str) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("catalog.toml");
    fs::write(&path, catalog).expect("a catalog");
    let site = folder.path().join("site");
    run(&path, &site).wait().expect("the command ends");
    let files = read(&site);
    let (mut taken, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        // Both create a new folder; removing the old one is not measured.
        fs::remove_dir_all(&site).expect("a folder that is there");
        taken.push(time(|| assert!(run(&path, &site).wait().expect("the command ends").success())));
        let copy = folder.path().join("copy");
        floor.push(time(|| write(&copy, &files)));
        fs::remove_dir_all(&copy).expect("a folder that is there");
    }
    fs::remove_dir_all(&site).expect("a folder that is there");
    let peak_kib = peak_kib(run(&path, &site));
    let (taken, floor) = (median(taken), median(floor));
    println!(
        "| {name} | {} | {:.1} | {:.0} ms | {:.0} ms | {:.2} | {:.1} MiB |",
        files.len(),
        files.iter().map(|(_, content)| content.len()).sum::<usize>() as f64 / 1e6,
        taken.as_secs_f64() * 1e3,
        floor.as_secs_f64() * 1e3,
        taken.as_secs_f64() / floor.as_secs_f64(),
        peak_kib as f64 / 1024.0
    );
}

fn run(catalog: &Path, site: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_aegis-events"))
        .arg("docs")
        .arg(site)
        .arg("--catalog")
        .arg(catalog)
        .stdout(Stdio::null())
        .spawn()
        .expect("the command starts")
}

/// All files below a folder, with relative paths.
fn read(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let content = fs::read(&entry).expect("a file");
                files.push((entry.strip_prefix(folder).expect("a path below the folder").to_owned(), content));
            }
        }
    }
    files
}

fn write(folder: &Path, files: &[(PathBuf, Vec<u8>)]) {
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The peak memory of a process, by polling; the last microseconds are missed.
fn peak_kib(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // An ended process has no memory figures.
    while let Some(kib) = fs::read_to_string(&status).ok().as_deref().and_then(high_water) {
        peak = peak.max(kib);
    }
    child.wait().expect("the command ends");
    peak
}

/// `VmHWM` of `/proc/<pid>/status`, in KiB.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
