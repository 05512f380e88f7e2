//! Random schedules: two processes record in one database that fails, forgets to answer, stalls and refuses, and everything that was published is there
//! once, in its order, or set aside.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::{LONG, read, refuse_sevens, within};
use crate::bus::EventBus;
use crate::history::simulation::domain::{Publishers, TestEvent};
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::history::{RecordError, Recorded, Recorder};

/// What one run gave, to compare two of the same seed.
#[derive(Debug, PartialEq)]
struct Run {
    /// The buses, by position.
    recorded: Vec<String>,
    /// Of both recorders.
    retries: u64,
    known: u64,
    dead_letters: u64,
    elapsed: Duration,
}

/// A process that publishes and records.
struct Writer {
    _process: Process,
    bus: EventBus<TestEvent>,
    publishers: Publishers,
    recorder: Recorder<TestEvent>,
    /// Numbers by sequence: the first is that of sequence 1.
    published: Vec<u64>,
    tickets: Vec<(u64, JoinHandle<Result<Recorded, RecordError>>)>,
    recorded_through: u64,
}

impl Writer {
    async fn start(simulation: &Simulation) -> Self {
        let process = simulation.process().await;
        let (bus, publishers) = process.bus();
        let recorder = process.history.record(&bus);
        let (published, tickets) = (Vec::new(), Vec::new());
        Self { _process: process, bus, publishers, recorder, published, tickets, recorded_through: 0 }
    }

    /// Publishes some events, and waits for some of them.
    async fn publish(&mut self, simulation: &Simulation) {
        for _ in 0..simulation.choose(|rng| rng.u32(..20)) {
            let (n, is_awaited) = simulation.choose(|rng| (rng.u64(..1_000), rng.u32(..3) == 0));
            self.published.push(n);
            if is_awaited {
                let fsal = self.publishers.fsal.clone();
                self.tickets.push((n, tokio::spawn(async move { fsal.publish_recorded(read(n)).await })));
                // It is published before the next one.
                tokio::task::yield_now().await;
            } else {
                self.publishers.fsal.publish(read(n)).expect("there is room");
            }
        }
    }

    /// What the recorder says that it has done is done, and it never takes that back.
    fn look(&mut self, simulation: &Simulation) {
        let through = self.recorder.state().recorded_through.get();
        assert!(through >= self.recorded_through);
        self.recorded_through = through;
        let sql = "SELECT (SELECT count(*) FROM domain_events WHERE bus_id = '{bus}' AND sequence <= {through}) \
                   + (SELECT count(*) FROM event_dead_letters WHERE bus_id = '{bus}' AND sequence <= {through})";
        let sql = sql.replace("{bus}", &self.bus_id()).replace("{through}", &through.to_string());
        assert_eq!(simulation.numbers(&sql), [through as i64]);
    }

    fn bus_id(&self) -> String {
        self.bus.bus_id().to_string()
    }

    /// Everything that was published is there or set aside, in order, and each wait returned the right answer.
    async fn check(self, simulation: &Simulation) {
        let bus_id = self.bus_id();
        let rows = |table: &str, order: &str| {
            simulation.numbers(&format!(
                "SELECT sequence, json_extract(CAST(event_data AS TEXT), '$.n') FROM {table} WHERE bus_id = '{bus_id}' \
                 ORDER BY {order}"
            ))
        };
        let expected = |is_refused: bool| -> Vec<i64> {
            let all = self.published.iter().zip(1..).filter(|(n, _)| (*n % 7 == 0) == is_refused);
            all.flat_map(|(n, sequence)| [sequence, *n as i64]).collect()
        };
        assert_eq!(rows("domain_events", "position"), expected(false), "once, and in the order of the bus");
        assert_eq!(rows("event_dead_letters", "sequence"), expected(true));
        for (n, ticket) in self.tickets {
            match within(ticket).await.expect("it does not panic") {
                Ok(Recorded { receipt, position, .. }) => {
                    let id = receipt.id;
                    let sql = format!("SELECT position, sequence FROM domain_events WHERE event_id = '{id}'");
                    assert_eq!(simulation.numbers(&sql), [position.get() as i64, receipt.sequence.get() as i64]);
                    assert_eq!(self.published[receipt.sequence.get() as usize - 1], n);
                }
                Err(RecordError::DeadLetter { reason, .. }) => assert_eq!((n % 7, &*reason), (0, "no sevens")),
                Err(error) => panic!("{error}"),
            }
        }
        let state = self.recorder.state();
        assert_eq!(state.recorded + state.known + state.dead_letters, self.published.len() as u64);
        assert_eq!((state.recorded_through.get(), state.queue_depth), (self.published.len() as u64, 0));
        assert_eq!((state.failing, state.ended), (0, true));
    }
}

fn run(seed: u64, chaos: Chaos) -> Run {
    simulate(seed, async |simulation| {
        let mut writers = [Writer::start(&simulation).await, Writer::start(&simulation).await];
        refuse_sevens(&simulation);
        simulation.set_chaos(chaos);
        for _ in 0..8 {
            for writer in &mut writers {
                writer.publish(&simulation).await;
            }
            sleep(Duration::from_millis(simulation.choose(|rng| rng.u64(..300)))).await;
            writers.iter_mut().for_each(|writer| writer.look(&simulation));
        }
        let mut run = Run { recorded: Vec::new(), retries: 0, known: 0, dead_letters: 0, elapsed: Duration::ZERO };
        for writer in writers {
            assert!(writer.bus.shutdown(LONG).await.is_drained());
            let state = writer.recorder.state();
            run.retries += state.retries;
            run.known += state.known;
            run.dead_letters += state.dead_letters;
            writer.check(&simulation).await;
        }
        let positions = simulation.numbers("SELECT position FROM domain_events ORDER BY position");
        assert_eq!(positions, (1..=positions.len() as i64).collect::<Vec<_>>(), "positions are dense");
        assert_eq!(simulation.numbers("SELECT last FROM event_positions"), [positions.len() as i64]);
        let buses = simulation.sql("SELECT bus_id FROM domain_events ORDER BY position");
        run.recorded = buses.iter().flatten().map(|cell| cell.as_text().expect("a text").to_owned()).collect();
        run.elapsed = simulation.elapsed();
        run
    })
}

#[test]
fn each_event_is_recorded_once_in_order_or_is_a_dead_letter() {
    let mut runs = Vec::new();
    for seed in 0..120 {
        let chaos = if seed % 3 == 0 { Chaos::SLOW } else { Chaos::ROUGH };
        let run = std::panic::catch_unwind(|| run(seed, chaos));
        assert!(run.is_ok(), "seed {seed}");
        runs.extend(run);
    }
    // The schedules are what they are meant to be.
    let total = |number: fn(&Run) -> u64| runs.iter().map(number).sum::<u64>();
    assert!(total(|run| run.retries) > 2 * runs.len() as u64);
    assert!(total(|run| run.known) > runs.len() as u64, "answers get lost");
    assert!(total(|run| run.dead_letters) > 6 * runs.len() as u64);
    let interleaved = runs.iter().filter(|run| {
        let turns = run.recorded.windows(2).filter(|pair| pair[0] != pair[1]).count();
        turns > run.recorded.iter().collect::<BTreeSet<_>>().len()
    });
    assert!(interleaved.count() > runs.len() * 9 / 10, "both write at once");
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..8 {
        assert_eq!(run(seed, Chaos::ROUGH), run(seed, Chaos::ROUGH), "seed {seed}");
    }
}
