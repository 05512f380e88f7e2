//! Volumes of a killed run.

use std::fs;

use crate::Places;
use crate::running::{Running, scrape};

/// The number of volume folders.
fn folders(places: &Places) -> usize {
    fs::read_dir(places.volumes()).unwrap().count()
}

fn recorded(page: &str) -> u64 {
    let line = page.lines().find_map(|line| line.strip_prefix("aegis_recorder_recorded_total "));
    line.and_then(|value| value.parse().ok()).unwrap()
}

#[test]
fn a_volume_of_a_killed_run_expires_once_in_the_next_run() {
    // Its folder is deleted.
    let places = Places::new();
    let mut killed = Running::start(&places, &["--hour", "3600000"]);
    let metrics = killed.metrics();
    // The ephemeral volume is created within the first ten events.
    while recorded(&scrape(&metrics)) < 20 {}
    killed.signal("-KILL");
    drop(killed);
    let left = folders(&places);
    assert!(left >= 1);

    let (report, _) = places.run(&[], 0);
    assert!(report.contains("volumes expired: 2 in this run, 2 in all runs; 0 pending"), "{report}");
    assert_eq!(folders(&places), left - 1);
    let (report, _) = places.run(&[], 0);
    assert!(report.contains("volumes expired: 1 in this run, 3 in all runs; 0 pending"), "{report}");
}
