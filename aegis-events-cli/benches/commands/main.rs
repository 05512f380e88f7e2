//! `cargo bench -p aegis-events-cli --bench commands [-- CASE..]`: the cost of the commands, run as processes.
//!
//! Each command runs repeatedly on catalogs of N events, alternating with `/bin/true`, the lower bound of a process. The output has medians
//! of the elapsed time and of the processor time, and the peak memory of all runs. A new command is a line in [`cases`].

mod catalog;
mod process;

use std::path::Path;
use std::time::Duration;

use process::Run;

/// A command, and its goal.
struct Case {
    name: &'static str,
    arguments: Vec<String>,
    /// In milliseconds.
    aim_ms: Option<u32>,
    /// The time of the TOML parser alone for the same text, in this process.
    parse_alone: Option<Duration>,
}

/// The number of runs.
const RUNS: usize = 21;

fn main() {
    // `cargo bench` passes this in addition to names of cases.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let floor = Run { program: Path::new("/bin/true"), arguments: Vec::new() };
    println!(
        "| command | median | processor time | `/bin/true` in turn | TOML parser alone | peak memory | aimed at |"
    );
    println!(
        "|---------|-------:|---------------:|----------------------:|------------------:|------------:|---------:|"
    );
    for case in cases(folder.path()) {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| case.name.contains(wanted)) {
            continue;
        }
        let run = Run { program: Path::new(env!("CARGO_BIN_EXE_aegis-events")), arguments: case.arguments };
        let (taken, least) = process::medians(&run, &floor, RUNS);
        let (worked, peak_kib) = run.processor_time_and_peak(RUNS);
        let parse = case.parse_alone.map_or_else(String::new, |parse| format!("{:.1} ms", ms(parse)));
        let aim = case.aim_ms.map_or_else(String::new, |aim| format!("{aim} ms"));
        println!(
            "| {} | {:.1} ms | {:.1} ms | {:.1} ms | {parse} | {:.1} MiB | {aim} |",
            case.name,
            ms(taken),
            ms(worked),
            ms(least),
            peak_kib as f64 / 1024.0
        );
    }
}

/// The measured commands.
fn cases(folder: &Path) -> Vec<Case> {
    let of = |events: usize| catalog::write(folder, &format!("{events}.toml"), &catalog::text(events));
    let (small, medium, large) = (of(70), of(1_000), of(10_000));
    let changed = catalog::write(folder, "changed.toml", &catalog::changed(1_000));
    let broken = catalog::write(folder, "broken.toml", &catalog::broken(1_000));
    let case = |name, arguments: &[&str], aim_ms| Case {
        name,
        arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        aim_ms,
        parse_alone: None,
    };
    let parsed = |case: Case, path: &str| Case { parse_alone: Some(catalog::parse_alone(path)), ..case };
    vec![
        case("`--version`", &["--version"], Some(5)),
        parsed(case("`check`, 70 events", &["check", &small], Some(10)), &small),
        parsed(case("`check`, 1,000 events", &["check", &medium], None), &medium),
        parsed(case("`check`, 10,000 events", &["check", &large], Some(300)), &large),
        parsed(case("`check`, 1,000 events, an error in each", &["check", &broken], None), &broken),
        case("`fmt --check`, 1,000 events", &["fmt", "--check", &medium], None),
        case("`diff`, 1,000 events, none changed", &["diff", &medium, &medium], Some(300)),
        case("`diff`, 1,000 events, all changed", &["diff", &medium, &changed], Some(300)),
        case("`stats`, 1,000 events", &["stats", &medium], None),
        case("`ls-rules`", &["ls-rules"], None),
    ]
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
