//! A process that records, commits and handles until it is killed, and says what was confirmed to it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{DurableHandle, History, RetryPolicy};
use aegis_events::{BusConfig, EventBus};

use super::again::told;
use super::database::HostPool;
use super::load::{deleted, in_one_transaction};

/// Where the database is.
pub(crate) const URL: &str = "AEGIS_FAULTS_URL";
/// The file with a line for each position that was handled.
pub(crate) const HANDLED: &str = "AEGIS_FAULTS_HANDLED";
/// The node whose outbox goes on from process to process.
pub(crate) const NODE: &str = "killed-again-and-again";
/// The durable subscription that does, too.
pub(crate) const CURSOR: &str = "handled-to-the-end";

/// How many tasks publish, and how many commit transactions of their own.
const TASKS_OF_A_KIND: usize = 3;
/// Of so many events one is refused by the handler, always, and has to be parked.
const ONE_REFUSED_OF: u8 = 16;

/// Runs until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by another test, in a process of its own"]
async fn child_that_records() {
    let url = told(URL);
    let history = History::<DomainEvent>::open(url.as_str()).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(NODE).unwrap());
    let recorder = history.record(&bus);
    let _handled = handle_into(&history, &told(HANDLED)).await;
    let publishers = Arc::new(publishers);
    say("ready", "");
    for _ in 0..TASKS_OF_A_KIND {
        let of_task = Arc::clone(&publishers);
        tokio::spawn(async move {
            loop {
                let volume_id = VolumeId::new();
                of_task.volume_manager.publish_recorded(deleted(volume_id)).await.unwrap();
                say("published", &volume_id.to_string());
            }
        });
        let (of_task, host) = (Arc::clone(&publishers), HostPool::new(&url));
        tokio::spawn(async move {
            loop {
                let volume_id = VolumeId::new();
                let commits = fastrand::u8(..5) > 0;
                in_one_transaction(&host, &of_task, volume_id, commits).await.unwrap();
                say(if commits { "committed" } else { "rolled back" }, &volume_id.to_string());
            }
        });
    }
    // Nobody waits for these: whether they are recorded is not known, but they are recorded once at most.
    loop {
        let receipt = publishers.volume_manager.publish_wait(deleted(VolumeId::new())).await.unwrap();
        recorder.recorded_through(receipt.sequence).await.unwrap();
    }
}

/// Handles every event of the history by writing a line, but for those that it refuses.
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
            // One write, which the operating system has when it returns, whatever becomes of us.
            (&*file).write_all(format!("{}\n", event.position().map(u64::from).unwrap_or(0)).as_bytes())
        }
    });
    run.await.unwrap()
}

/// One line in one write, after the event was confirmed.
fn say(what: &str, volume_id: &str) {
    // The pipe breaks when the parent does: then nobody is left to be told.
    let _ = io::stdout().lock().write_all(format!("child: {what} {volume_id}\n").as_bytes());
}
