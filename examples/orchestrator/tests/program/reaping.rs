//! Volumes of a run that was killed.

use std::fs;

use crate::Places;
use crate::running::{Running, scrape};

/// How many folders of volumes there are.
fn folders(places: &Places) -> usize {
    fs::read_dir(places.volumes()).unwrap().count()
}

fn recorded(page: &str) -> u64 {
    let line = page.lines().find_map(|line| line.strip_prefix("aegis_recorder_recorded_total "));
    line.and_then(|value| value.parse().ok()).unwrap()
}

#[test]
fn a_volume_that_a_killed_run_left_expires_once_in_the_next_one_and_its_folder_is_deleted() {
    let places = Places::new();
    let mut killed = Running::start(&places, &["--hour", "3600000"]);
    let metrics = killed.metrics();
    // The ephemeral volume is made among the first ten events.
    while recorded(&scrape(&metrics)) < 20 {}
    killed.signal("-KILL");
    drop(killed);
    let left = folders(&places);
    assert!(left >= 1);

    let (report, _) = places.run(&[], 0);
    assert!(report.contains("volumes expired: 2 in this run, 2 since the first; 0 pending"), "{report}");
    assert_eq!(folders(&places), left - 1);
    let (report, _) = places.run(&[], 0);
    assert!(report.contains("volumes expired: 1 in this run, 3 since the first; 0 pending"), "{report}");
}
