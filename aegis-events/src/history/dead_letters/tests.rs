//! Random schedules: two processes try again what was set aside, over and over, while a third records, the database fails and forgets to
//! answer, and one of the two is killed. In the end every event is in the history, once.

use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::time::{sleep, timeout};

use crate::history::DeadLetter;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::{ExecutionId, VolumeId};
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::types::Uuid;

/// More than any back-off and stall, many times over.
const LONG: Duration = Duration::from_secs(3_600);

fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId(Uuid::from_u128(1)), volume_id: VolumeId(Uuid::from_u128(1)), n }
}

fn refuse(simulation: &Simulation, divisor: u64) {
    simulation.sql("DROP TRIGGER IF EXISTS refuse");
    simulation.sql(&format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON domain_events WHEN json_extract(NEW.event_data, '$.n') % {divisor} = 0 \
         BEGIN SELECT RAISE(ABORT, 'not divisible by {divisor}'); END"
    ));
}

/// Asks until there is an answer.
async fn retry(process: &Process) -> usize {
    loop {
        if let Ok(report) = process.history.retry_all_dead_letters().await {
            return report.recorded.len();
        }
    }
}

fn run(seed: u64, chaos: Chaos) -> usize {
    const EVENTS: u64 = 120;
    simulate(seed, async |simulation| {
        let writer = simulation.process().await;
        let (bus, publishers) = writer.bus();
        let recorder = writer.history.record(&bus);
        let (one, other) = (simulation.process().await, simulation.process().await);
        refuse(&simulation, 2);
        simulation.set_chaos(chaos);
        let publishing = async {
            for n in 1..=EVENTS {
                publishers.fsal.publish(read(n)).expect("there is room");
                if n % 10 == 0 {
                    sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..200)))).await;
                }
            }
        };
        let retrying = async {
            let mut recorded = 0;
            for divisor in [6, 10, 12] {
                sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..400)))).await;
                refuse(&simulation, divisor);
                recorded += retry(&one).await;
            }
            recorded
        };
        let killed = async {
            let wait = Duration::from_millis(simulation.choose(|rng| rng.u64(..1_000)));
            // Whatever it is at, it never comes back.
            let _ = timeout(wait, async {
                loop {
                    retry(&other).await;
                    sleep(Duration::from_millis(10)).await;
                }
            })
            .await;
            other.kill();
        };
        let ((), recorded, ()) = tokio::join!(publishing, retrying, killed);
        timeout(LONG, recorder.recorded_through(EVENTS)).await.expect("it comes").expect("the recorder runs");
        simulation.sql("DROP TRIGGER refuse");
        let put_back = recorded + timeout(LONG, retry(&one)).await.expect("it comes");
        simulation.set_chaos(Chaos::CALM);
        let left: Vec<DeadLetter> = one.history.dead_letters().try_collect().await.expect("it can be read");
        assert_eq!(left, []);
        let all: Vec<i64> = (1..=EVENTS as i64).collect();
        assert_eq!(
            simulation.numbers("SELECT position FROM domain_events ORDER BY position"),
            all,
            "positions are dense"
        );
        assert_eq!(
            simulation.numbers("SELECT sequence FROM domain_events ORDER BY sequence"),
            all,
            "each is there, once"
        );
        let numbers = "SELECT json_extract(event_data, '$.n') FROM domain_events ORDER BY sequence";
        assert_eq!(simulation.numbers(numbers), all);
        assert_eq!(simulation.numbers("SELECT last FROM event_positions"), [EVENTS as i64]);
        put_back
    })
}

#[test]
fn each_dead_letter_is_recorded_once_whatever_fails() {
    let mut put_back = 0;
    for seed in 0..60 {
        let chaos = if seed % 3 == 0 { Chaos::SLOW } else { Chaos::ROUGH };
        let run = std::panic::catch_unwind(|| run(seed, chaos));
        assert!(run.is_ok(), "seed {seed}");
        put_back += run.unwrap_or_default();
    }
    // The schedules are what they are meant to be.
    assert!(put_back > 60 * 8, "{put_back}");
}
