//! Runs of the library on small folders: all numbers add up, and each subscriber receives only its events.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use orchestrator::{Address, Settings, SettingsError, Summary, run};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Larger than any of these runs, so that live subscribers lose nothing on a slow machine.
const AMPLE_CAPACITY: usize = 100_000;

async fn run_on(folder: &Path) -> Summary {
    run_with_capacity(folder, AMPLE_CAPACITY).await
}

async fn run_with_capacity(folder: &Path, capacity: usize) -> Summary {
    let store = tempfile::tempdir().unwrap();
    run_into(folder, capacity, file_in(&store)).await
}

async fn run_into(folder: &Path, capacity: usize, database: Address) -> Summary {
    let audit = tempfile::tempdir().unwrap();
    let mut settings = Settings::quiet(folder, database, audit.path().join("audit")).unwrap();
    settings.bus = settings.bus.with_capacity(capacity).unwrap();
    let summary = run(settings, CancellationToken::new()).await.unwrap();
    assert_eq!(summary.problem, None);
    summary
}

fn file_in(store: &TempDir) -> Address {
    Address::of_file(&store.path().join("events.db")).unwrap()
}

fn settings_in(store: &TempDir, folder: &Path) -> Settings {
    Settings::quiet(folder, file_in(store), store.path().join("audit")).unwrap()
}

fn small_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("poem.txt"), "the first line\nand the second, which is longer\n").unwrap();
    fs::create_dir_all(folder.path().join("sub/deep")).unwrap();
    fs::write(folder.path().join("sub/deep/words.txt"), "one two three").unwrap();
    fs::write(folder.path().join("sub/binary"), [0, 159, 146, 150]).unwrap();
    fs::create_dir(folder.path().join("target")).unwrap();
    fs::write(folder.path().join("target/made.txt"), "made by a tool").unwrap();
    folder
}

fn outcomes(summary: &Summary) -> Vec<(&'static str, &'static str, u8)> {
    summary.executions.iter().map(|line| (line.agent, line.outcome, line.iterations)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_type_occurs_and_every_count_adds_up() {
    let folder = small_folder();
    let summary = run_on(folder.path()).await;

    assert_eq!(summary.unseen, Vec::new());
    assert_eq!(
        outcomes(&summary),
        [("surveyor", "completed", 3), ("prying", "failed", 2), ("watcher", "cancelled", 1)]
    );

    let by_family: u64 = summary.families.iter().map(|family| family.published).sum();
    let by_publisher: u64 = summary.publishers.iter().map(|(_, published)| published).sum();
    let recorded = summary.history.events_of_this_run;
    assert_eq!((by_family, by_publisher, recorded), (summary.published, summary.published, summary.published));
    assert!(summary.publishers.iter().all(|(_, published)| *published > 0), "{:?}", summary.publishers);
    assert_eq!(summary.publishers.len(), 17);

    for line in &summary.subscribers {
        assert_eq!((line.lost, line.left, line.failed), (0, 0, 0), "{line:?}");
    }
    let delivered = |name: &str| summary.subscriber(name).map(|line| line.delivered);
    let published = |names: &[&str]| {
        let families = summary.families.iter().filter(|family| names.contains(&family.name));
        Some(families.map(|family| family.published).sum::<u64>())
    };
    assert_eq!(delivered("EventRecorder"), Some(summary.published));
    assert_eq!(delivered("narrator"), Some(summary.published));
    assert_eq!(delivered("accountant"), Some(summary.account.volumes));
    assert_eq!(delivered("AuditLogger"), published(&["Smcp", "Policy", "Command"]));
    assert_eq!(delivered("MetricsCollector"), published(&["Execution", "McpTool", "Swarm"]));
    let received = summary.stream.as_ref().unwrap().received.as_ref().unwrap();
    assert_eq!(Some(received.events()), published(&["Execution", "Swarm"]));
    assert_eq!((received.of_others, received.lost, received.resume_after), (0, 0, received.last_position));
    assert_eq!(received.ending.0, "UNAVAILABLE");

    let scrape = summary.scrape.as_ref().unwrap();
    let value = |series: &str| scrape.value(series).map(|value| value.parse::<u64>().unwrap());
    let recorded = value("aegis_recorder_recorded_total").unwrap() + value("aegis_recorder_relayed_total").unwrap();
    assert_eq!(recorded, summary.published);
    assert_eq!(value("aegis_audit_entries_total"), Some(summary.audit.new));
    assert_eq!(Some(summary.audit.new), delivered("AuditLogger"));
    for outcome in ["completed", "failed", "cancelled"] {
        assert_eq!(value(&format!("aegis_executions_total{{status=\"{outcome}\"}}")), Some(1));
    }
    for gauge in ["aegis_executions_active", "aegis_swarms_active", "aegis_recorder_unrecorded_events"] {
        assert_eq!(value(gauge), Some(0), "{gauge}");
    }

    assert!(summary.audit.verified.is_good() && summary.audit.verified.unsealed() == 0);
    let reaper = &summary.volumes.reaper;
    assert_eq!((summary.volumes.expired, reaper.expired, reaper.pending, reaper.failed_hooks), (1, 1, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscriber_by_key_receives_only_its_execution() {
    let folder = small_folder();
    let summary = run_on(folder.path()).await;
    let followed = summary.followed.unwrap();
    assert_eq!(followed.execution_id, summary.executions[0].execution_id);
    assert_eq!(followed.foreign, 0);
    assert_eq!(summary.subscriber("client").map(|line| line.delivered), Some(followed.events));
    assert!(followed.events > 20 && followed.events < summary.published, "{followed:?} of {}", summary.published);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_describes_the_folder_without_build_output() {
    let folder = small_folder();
    let summary = run_on(folder.path()).await;
    let report = &summary.executions[0].result;
    for line in [
        "files: 3 = 2 text + 1 binary + 0 refused",
        "folders: 3, skipped: 0",
        "lines: 2",
        "longest line: poem.txt:2, 31 characters",
        "lines with `the` in poem.txt: 2",
    ] {
        assert!(report.lines().any(|found| found == line), "`{line}` is not in:\n{report}");
    }
    assert!(report.lines().any(|line| line.starts_with("words: 12 = ")), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_is_only_read() {
    let folder = small_folder();
    let before = names(folder.path());
    run_on(folder.path()).await;
    assert_eq!(names(folder.path()), before);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(format!("{} {}", path.display(), fs::read(&path).map_or(0, |bytes| bytes.len())));
        if path.is_dir() {
            names.extend(self::names(&path));
        }
    }
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_smallest_bus_only_live_subscribers_lose_events() {
    // Lossless and backfilled subscribers lose nothing, and live ones count their losses.
    let folder = small_folder();
    let summary = run_with_capacity(folder.path(), 1).await;
    assert_eq!(summary.history.events_of_this_run, summary.published);
    let narrator = summary.subscriber("narrator").unwrap();
    assert_eq!((narrator.delivered, narrator.lost), (summary.published, 0));
    let (client, followed) = (summary.subscriber("client").unwrap(), summary.history.timeline.as_ref().unwrap());
    assert_eq!(client.delivered + client.lost, followed.events);
    assert_eq!(outcomes(&summary)[0], ("surveyor", "completed", 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_folder_is_surveyed() {
    let folder = tempfile::tempdir().unwrap();
    let summary = run_on(folder.path()).await;
    assert_eq!(outcomes(&summary)[0], ("surveyor", "completed", 3));
    assert!(summary.executions[0].result.contains("files: 0 = 0 text + 0 binary + 0 refused"));
    // Without a file there is nothing to run a command on. Everything else happens.
    assert!(summary.unseen.iter().all(|(family, _)| *family == "Command"), "{:?}", summary.unseen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_stopped_before_it_starts_shuts_down_in_order() {
    let (folder, store) = (small_folder(), tempfile::tempdir().unwrap());
    let stop = CancellationToken::new();
    stop.cancel();
    let summary = run(settings_in(&store, folder.path()), stop).await.unwrap();
    assert!(summary.interrupted);
    assert_eq!((summary.published, summary.history.events, summary.history.positions), (0, 0, None));
    assert!(summary.to_string().ends_with("interrupted"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_events_of_an_interrupted_run_are_recorded() {
    let (folder, store) = (small_folder(), tempfile::tempdir().unwrap());
    let stop = CancellationToken::new();
    let mut settings = settings_in(&store, folder.path());
    // The hour is so long that the run cannot complete.
    settings.standing.reaper = settings.standing.reaper.with_hour(Duration::from_secs(3_600)).unwrap();
    let record = store.path().join("events.jsonl");
    settings.record = Some(fs::File::create(&record).unwrap());
    let running = tokio::spawn(run(settings, stop.clone()));
    while fs::metadata(&record).unwrap().len() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.cancel();
    let summary = running.await.unwrap().unwrap();
    assert!(summary.interrupted && summary.published > 0);
    assert_eq!(summary.history.events, summary.published, "{}", summary.history);
    assert_eq!(summary.history.recorder.queue_depth, 0);
}

#[test]
fn settings_require_a_folder() {
    let (folder, store) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let settings = |folder: &Path| Settings::quiet(folder, file_in(&store), store.path().join("audit"));
    assert!(matches!(settings(&folder.path().join("none")), Err(SettingsError::Missing(_))));
    assert!(matches!(settings(&file), Err(SettingsError::NotAFolder(_))));
}
