//! The types of the bus are `Send`, `Sync` and `Debug`.

use std::fmt::Debug;
use std::time::Duration;

use aegis_events::bus::{Ending, EventName, SubscriberReport};
use aegis_events::{
    BusConfig, BusStats, Cause, ConfigError, Envelope, Event, EventBus, EventId, EventStream, PublishError, Publisher,
    Receipt, RecvError, RunHandle, ShutdownReport, SubscriberStats, Subscription, TryRecvError,
};

use crate::support::*;

fn crosses_threads<T: Send + Sync + Unpin + Debug>() {}

fn can_be_spawned<T: Send>(_: T) {}

fn is_an_error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn handles_events_and_reports_are_send_sync_and_debug() {
    crosses_threads::<EventBus<TestEvent>>();
    crosses_threads::<Publisher<Fsal>>();
    crosses_threads::<Publishers>();
    crosses_threads::<Subscription<TestEvent>>();
    crosses_threads::<Subscription<Recorder>>();
    crosses_threads::<EventStream<FileRead>>();
    crosses_threads::<Event<Audit>>();
    crosses_threads::<Envelope<TestEvent>>();
    crosses_threads::<RunHandle<TestEvent>>();
    crosses_threads::<(Receipt, Cause, EventId, EventName)>();
    crosses_threads::<(BusStats, SubscriberStats, ShutdownReport, SubscriberReport, Ending)>();
    crosses_threads::<BusConfig>();
}

#[test]
fn errors_are_send_and_sync() {
    is_an_error::<PublishError>();
    is_an_error::<RecvError>();
    is_an_error::<TryRecvError>();
    is_an_error::<ConfigError>();
    is_an_error::<aegis_events::envelope::ParseEventIdError>();
    is_an_error::<aegis_events::codec::EncodeError>();
    is_an_error::<aegis_events::codec::DecodeError>();
}

#[tokio::test]
async fn all_futures_can_be_spawned() {
    let (bus, publishers) = bus(8);
    let mut subscription = bus.subscribe_to::<Recorder>();
    can_be_spawned(subscription.recv());
    can_be_spawned(subscription.next());
    can_be_spawned(publishers.fsal.publish_wait(read(1)));
    can_be_spawned(publishers.fsal.publish_any_wait(read(1).into()));
    let root = publishers.fsal.publish(read(1)).unwrap();
    can_be_spawned(publishers.fsal.caused_by(root).publish_wait(read(2)));
    can_be_spawned(publishers.fsal.caused_by(root).publish_any_wait(read(2).into()));
    let handler = bus.run::<FileRead>("reads", |_| async {});
    can_be_spawned(handler.ended());
    can_be_spawned(handler.stop());
    can_be_spawned(bus.shutdown(Duration::from_secs(1)));
}
