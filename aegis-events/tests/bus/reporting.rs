//! The `tracing` reports of `run`: subscriber and event, never the event's content.

use std::io;
use std::sync::{Arc, Mutex};

use expect_test::expect;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::*;

/// Lines of a log, as text.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn log_messages_of_handlers_never_contain_payloads() {
    // Failures, panics and losses are logged.
    let lines = Lines::default();
    let log = tracing_subscriber::fmt().with_writer(lines.clone()).without_time().with_ansi(false).with_target(false);
    let _log = tracing::subscriber::set_default(log.finish());

    let (bus, publishers) = bus(2);
    let handler = bus.run::<FileRead>("reads", |event| async move {
        assert_ne!(event.n, 31_415, "n is 31415");
        Err::<(), _>("the disk is full")
    });
    publishers.fsal.publish(read(9)).unwrap();
    let failed = publishers.fsal.publish(read(10)).unwrap();
    let panicked = publishers.fsal.publish(read(31_415)).unwrap();
    handler.stop().await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let text = text.replace(&failed.id.to_string(), "FAILED").replace(&panicked.id.to_string(), "PANICKED");
    expect![[r#"
         WARN the handler is too slow and lost events subscriber="reads" lost=1
        ERROR the handler of an event failed subscriber="reads" event=Storage.FileRead id=FAILED error="the disk is full"
        ERROR the handler of an event panicked subscriber="reads" event=Storage.FileRead id=PANICKED
    "#]].assert_eq(&text);
}
