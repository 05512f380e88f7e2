//! `kill -9` of a process that writes, at any moment, again and again on the same database.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::thread;
use std::time::Duration;

use aegis_events::domain::DomainEvent;
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::Postgres;
use tempfile::TempDir;

use super::again::again;
use super::books::balance;
use super::child::{CURSOR, HANDLED, NODE, URL, handle_into};
use super::database::Database;
use super::load::Outcome;
use super::waiting::{DEADLINE, eventually, soon};

/// How many processes are killed on each database.
const ROUNDS: u32 = 50;
/// The environment variable with the seed that chooses the moments. It repeats an earlier run.
const SEED: &str = "AEGIS_FAULTS_SEED";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmed_events_survive_fifty_kills_on_sqlite() {
    kill_again_and_again(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn confirmed_events_survive_fifty_kills_on_postgres() {
    kill_again_and_again(Database::postgres(Postgres::shared())).await;
}

async fn kill_again_and_again(database: Database<'static>) {
    let seed = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("to kill at the same moments again: {SEED}={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    database.prepare().await;
    let folder = TempDir::new().unwrap();
    let handled = folder.path().join("handled").display().to_string();
    let mut outcomes = Vec::new();
    for round in 0..ROUNDS {
        let before = outcomes.len();
        kill_once(&database.url(), &handled, &mut random, &mut outcomes);
        // Some processes may be killed before their first confirmation, but not all.
        assert!(
            round < ROUNDS - 1 || outcomes.len() > ROUNDS as usize,
            "{} in the last round",
            outcomes.len() - before
        );
    }

    // The next start delivers what the last one left in the outbox, and handles the rest.
    let history = database.open().await;
    let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(NODE).unwrap());
    let _recorder = history.record(&bus);
    let outbox = async || (database.value("SELECT count(*) FROM event_outbox") == "0").then_some(());
    eventually("the outbox is delivered", outbox).await;
    bus.shutdown(DEADLINE).await;
    let total = balance(&database, &history, &outcomes).await;
    let handle = handle_into(&history, &handled).await;
    assert!(soon("the cursor reaches the end", handle.reached(total)).await.is_ok());
    handle.stop().await;

    let parked: BTreeSet<_> =
        history.parked(CURSOR).await.unwrap().iter().map(|parked| parked.position.get()).collect();
    let lines = fs::read_to_string(&handled).unwrap();
    let handled: BTreeSet<u64> = lines.lines().map(|line| line.parse().unwrap()).collect();
    assert!(handled.is_disjoint(&parked));
    let both: Vec<_> = handled.union(&parked).copied().collect();
    assert!(both.iter().copied().eq(1..=total), "handled and parked are not what was recorded, 1 to {total}: {both:?}");
    eprintln!(
        "{ROUNDS} processes killed: {} confirmed, {total} recorded, {} handled, {} parked",
        outcomes.iter().filter(|(outcome, _)| *outcome != Outcome::RolledBack).count(),
        handled.len(),
        parked.len()
    );
    history.close().await;
}

/// Starts a process, and kills it up to 4 ms after it has printed a random number of lines.
fn kill_once(
    url: &str,
    handled: &str,
    random: &mut fastrand::Rng,
    outcomes: &mut Vec<(Outcome, aegis_events::domain::VolumeId)>,
) {
    let mut process = again("child::child_that_records").env(URL, url).env(HANDLED, handled).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut understand = |line: &str| {
        let (_, line) = line.split_once("child: ")?;
        let (what, volume_id) = line.rsplit_once(' ')?;
        let what = match what {
            "published" => Outcome::Published,
            "committed" => Outcome::Committed,
            "rolled back" => Outcome::RolledBack,
            _ => return Some(()),
        };
        outcomes.push((what, volume_id.parse().unwrap()));
        Some(())
    };
    // With 0 lines, the process is killed before it is ready.
    let wanted = if random.u8(..10) == 0 { 0 } else { random.usize(1..60) };
    let read = (&mut lines).map_while(Result::ok).filter_map(|line| understand(&line)).take(wanted).count();
    thread::sleep(Duration::from_micros(random.u64(..4_000)));
    // `kill -9`.
    process.kill().unwrap();
    let status = process.wait().unwrap();
    assert_eq!(read, wanted, "the process ended by itself: {status}");
    // The lines that it had printed and this process had not read yet.
    lines.map_while(Result::ok).for_each(|line| {
        understand(&line);
    });
}
