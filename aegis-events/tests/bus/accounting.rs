//! Delivered + lost + pending always equals published, for each subscriber and after each event, whatever happens in whatever order.

use std::collections::VecDeque;

use aegis_events::event::{Filter, KeyOf};
use aegis_events::{EventBus, PublishError, Subscription, TryRecvError};
use proptest::prelude::*;

use crate::support::*;

/// One step of a test case.
#[derive(Debug, Clone)]
enum Step {
    Publish(Kind, u8),
    Subscribe(Interest, Vec<u8>, bool),
    Unsubscribe(usize),
    Recv(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Created,
    Deleted,
    Read,
    Written,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Interest {
    All,
    Volumes,
    Storage,
    Reads,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![Just(Kind::Created), Just(Kind::Deleted), Just(Kind::Read), Just(Kind::Written)];
    let interest =
        prop_oneof![Just(Interest::All), Just(Interest::Volumes), Just(Interest::Storage), Just(Interest::Reads)];
    let executions = prop_oneof![4 => Just(vec![]), 2 => prop::collection::vec(0..3_u8, 1..3)];
    let step = prop_oneof![
        12 => (kind, 0..3_u8).prop_map(|(kind, execution)| Step::Publish(kind, execution)),
        3 => (interest, executions, any::<bool>())
            .prop_map(|(interest, executions, lossless)| Step::Subscribe(interest, executions, lossless)),
        1 => any::<usize>().prop_map(Step::Unsubscribe),
        9 => any::<usize>().prop_map(Step::Recv),
    ];
    prop::collection::vec(step, 1..120)
}

/// A subscription of any filter.
enum Any {
    All(Subscription<TestEvent>),
    Volumes(Subscription<VolumeEvent>),
    Storage(Subscription<StorageEvent>),
    Reads(Subscription<FileRead>),
}

/// Does the same with a subscription of any filter.
macro_rules! any {
    ($any:expr, $subscription:ident => $body:expr) => {
        match $any {
            Any::All($subscription) => $body,
            Any::Volumes($subscription) => $body,
            Any::Storage($subscription) => $body,
            Any::Reads($subscription) => $body,
        }
    };
}

/// A subscription, and its expected state.
struct Model {
    subscription: Any,
    interest: Interest,
    executions: Vec<u8>,
    lossless: bool,
    /// The sequences of the events that are kept for it and not yet received.
    waiting: VecDeque<u64>,
    /// Events overwritten since its last `recv`.
    unreported: u64,
    published: u64,
    delivered: u64,
    lost: u64,
}

impl Model {
    fn new(bus: &EventBus<TestEvent>, interest: Interest, executions: Vec<u8>, lossless: bool) -> Self {
        let subscription = match interest {
            Interest::All => Any::All(subscribe(bus, &executions, lossless)),
            Interest::Volumes => Any::Volumes(subscribe(bus, &executions, lossless)),
            Interest::Storage => Any::Storage(subscribe(bus, &executions, lossless)),
            Interest::Reads => Any::Reads(subscribe(bus, &executions, lossless)),
        };
        Self {
            subscription,
            interest,
            executions,
            lossless,
            waiting: VecDeque::new(),
            unreported: 0,
            published: 0,
            delivered: 0,
            lost: 0,
        }
    }

    fn wants(&self, kind: Kind, execution: u8) -> bool {
        let by_kind = match self.interest {
            Interest::All => true,
            Interest::Volumes => matches!(kind, Kind::Created | Kind::Deleted),
            Interest::Storage => matches!(kind, Kind::Read | Kind::Written),
            Interest::Reads => kind == Kind::Read,
        };
        // A deleted volume carries no execution.
        let by_key = self.executions.is_empty()
            || (kind != Kind::Deleted && self.executions.iter().all(|&wanted| wanted == execution));
        by_kind && by_key
    }

    fn expect(&mut self, sequence: u64, capacity: usize) {
        self.published += 1;
        self.waiting.push_back(sequence);
        if !self.lossless && self.waiting.len() > capacity.next_power_of_two() {
            self.waiting.pop_front();
            self.unreported += 1;
        }
    }

    fn recv(&mut self) {
        let got =
            any!(&mut self.subscription, subscription => subscription.try_recv().map(|event| event.sequence().get()));
        match got {
            Ok(sequence) => {
                assert_eq!((Some(sequence), self.unreported), (self.waiting.pop_front(), 0));
                self.delivered += 1;
            }
            Err(TryRecvError::Lagged(lost)) => {
                assert_eq!(lost, std::mem::take(&mut self.unreported));
                self.lost += lost;
            }
            Err(TryRecvError::Empty) => assert!(self.waiting.is_empty() && self.unreported == 0),
            Err(TryRecvError::Closed) => panic!("the bus is open"),
        }
    }

    fn check(&self) {
        let stats = any!(&self.subscription, subscription => subscription.stats());
        assert_eq!(stats.delivered, self.delivered);
        assert_eq!(stats.lost, self.lost + self.unreported);
        assert_eq!(stats.lag, self.waiting.len() as u64);
        assert_eq!(stats.delivered + stats.lost + stats.lag, self.published);
    }
}

fn subscribe<F: Filter<Domain = TestEvent>>(
    bus: &EventBus<TestEvent>,
    executions: &[u8],
    lossless: bool,
) -> Subscription<F>
where
    ExecutionId: KeyOf<F>,
{
    let mut builder = bus.subscription::<F>();
    for &execution in executions {
        builder = builder.only(ExecutionId::of(execution.into()));
    }
    if lossless { builder.lossless().subscribe() } else { builder.subscribe() }
}

fn publish(publishers: &Publishers, kind: Kind, execution: u8) -> Result<u64, PublishError> {
    let execution_id = ExecutionId::of(execution.into());
    match kind {
        Kind::Created => publishers.volume_manager.publish(VolumeCreated { execution_id, ..created(1) }),
        Kind::Deleted => publishers.volume_manager.publish(deleted(1)),
        Kind::Read => publishers.fsal.publish(FileRead { execution_id, ..read(1) }),
        Kind::Written => publishers.fsal.publish(FileWritten { execution_id, ..written(1) }),
    }
    .map(|receipt| receipt.sequence.get())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_event_is_delivered_reported_lost_or_waiting(capacity in 1..6_usize, steps in steps()) {
        let (bus, publishers) = bus(capacity);
        let mut models: Vec<Model> = Vec::new();
        let mut published = 0;
        for step in steps {
            match step {
                Step::Publish(kind, execution) => {
                    let full = models
                        .iter()
                        .any(|model| model.lossless && model.wants(kind, execution) && model.waiting.len() == capacity);
                    match publish(&publishers, kind, execution) {
                        Ok(sequence) => {
                            published += 1;
                            prop_assert!(!full);
                            prop_assert_eq!(sequence, published);
                            for model in models.iter_mut().filter(|model| model.wants(kind, execution)) {
                                model.expect(sequence, capacity);
                            }
                        }
                        Err(error) => {
                            let backpressure = matches!(error, PublishError::Backpressure { .. });
                            prop_assert!(full && backpressure);
                        }
                    }
                }
                Step::Subscribe(interest, executions, lossless) => {
                    models.push(Model::new(&bus, interest, executions, lossless));
                }
                Step::Unsubscribe(place) if !models.is_empty() => drop(models.swap_remove(place % models.len())),
                Step::Recv(place) if !models.is_empty() => {
                    let place = place % models.len();
                    models[place].recv();
                }
                _ => {}
            }
            models.iter().for_each(Model::check);
            prop_assert_eq!(bus.sequence().get(), published);
        }
        let queues = models.iter().filter(|model| model.lossless).count();
        prop_assert_eq!(bus.lanes().queues, queues);
        drop(models);
        prop_assert_eq!(crate::lane_counts(&bus), (0, 0));
    }
}
