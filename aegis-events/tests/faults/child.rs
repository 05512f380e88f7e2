//! A process that records, commits and handles until it is killed, and prints what was confirmed.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{DurableHandle, History, RetryPolicy};
use aegis_events::{BusConfig, EventBus};

use super::again::variable;
use super::database::HostPool;
use super::load::{deleted, in_one_transaction};

/// The environment variable with the URL of the database.
pub(crate) const URL: &str = "AEGIS_FAULTS_URL";
/// The environment variable with the file that gets a line for each handled position.
pub(crate) const HANDLED: &str = "AEGIS_FAULTS_HANDLED";
/// The node whose outbox every process continues.
pub(crate) const NODE: &str = "killed-again-and-again";
/// The durable subscription that every process continues.
pub(crate) const CURSOR: &str = "handled-to-the-end";

/// The number of tasks that publish, and of tasks that commit transactions.
const TASKS_OF_A_KIND: usize = 3;
/// The handler always refuses one in so many events, which has to be parked.
const ONE_REFUSED_OF: u8 = 16;

/// Runs until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, in a separate process"]
async fn child_that_records() {
    let url = variable(URL);
    let history = History::<DomainEvent>::open(url.as_str()).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(NODE).unwrap());
    let recorder = history.record(&bus);
    let _handled = handle_into(&history, &variable(HANDLED)).await;
    let publishers = Arc::new(publishers);
    report("ready", "");
    for _ in 0..TASKS_OF_A_KIND {
        let of_task = Arc::clone(&publishers);
        tokio::spawn(async move {
            loop {
                let volume_id = VolumeId::new();
                of_task.volume_manager.publish_recorded(deleted(volume_id)).await.unwrap();
                report("published", &volume_id.to_string());
            }
        });
        let (of_task, host) = (Arc::clone(&publishers), HostPool::new(&url));
        tokio::spawn(async move {
            loop {
                let volume_id = VolumeId::new();
                let commits = fastrand::u8(..5) > 0;
                in_one_transaction(&host, &of_task, volume_id, commits).await.unwrap();
                report(if commits { "committed" } else { "rolled back" }, &volume_id.to_string());
            }
        });
    }
    // These events are not reported to the parent; `balance` finds any that is recorded twice.
    loop {
        let receipt = publishers.volume_manager.publish_wait(deleted(VolumeId::new())).await.unwrap();
        recorder.recorded_through(receipt.sequence).await.unwrap();
    }
}

/// Writes a line for each event of the history that it does not refuse.
pub(crate) async fn handle_into(history: &History<DomainEvent>, file: &str) -> DurableHandle {
    let file = Arc::new(OpenOptions::new().append(true).create(true).open(file).unwrap());
    let policy = RetryPolicy::default().attempts(2).first_wait(Duration::from_millis(1));
    let subscription = history.durable::<DomainEvent>(CURSOR).retry(policy).lease(Duration::from_millis(200));
    let run = subscription.run(move |event| {
        let file = Arc::clone(&file);
        async move {
            if event.id().as_uuid().as_bytes()[15] % ONE_REFUSED_OF == 0 {
                return Err(io::Error::other("refused"));
            }
            // One write: after it returns, the line survives the end of this process.
            (&*file).write_all(format!("{}\n", event.position().map(u64::from).unwrap_or(0)).as_bytes())
        }
    });
    run.await.unwrap()
}

/// Prints one line in one write, after the event was confirmed.
fn report(what: &str, volume_id: &str) {
    // The pipe breaks if the parent ends: then there is no reader.
    let _ = io::stdout().lock().write_all(format!("child: {what} {volume_id}\n").as_bytes());
}
