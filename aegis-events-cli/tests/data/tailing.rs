//! `tail`: events of a running service.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use aegis_events::grpc::{EventStreamService, GrpcConfig, GrpcReport};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use expect_test::expect;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::command::{Running, call, called, command};
use crate::database::{Database, run_id, sqlite, started};
use crate::runs::{DomainEvent, Publishers};

const TOKEN: &str = "0123456789abcdef";

/// A service that serves its events.
struct Service {
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
    history: History<DomainEvent>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<GrpcReport>,
}

impl Service {
    async fn start(database: &Database, config: GrpcConfig) -> Self {
        let history =
            History::<DomainEvent>::open(HistoryConfig::new(database.url()).with_migrate(true)).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        history.record(&bus);
        let server = EventStreamService::<DomainEvent>::new(&bus, config).with_history(&history).bind().await.unwrap();
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move { server.serve(async { drop(stopped.await) }).await.unwrap() });
        Self { bus, publishers, history, address, stop, serving }
    }

    /// Publishes an event and waits until it is recorded.
    async fn publish(&self, number: u32) -> u64 {
        self.publishers.engine.publish_recorded(started(number, "new")).await.unwrap().position.get()
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap();
        self.bus.shutdown(std::time::Duration::from_secs(30)).await;
        self.history.close().await;
    }
}

fn anywhere() -> GrpcConfig {
    GrpcConfig::default().with_address("127.0.0.1:0".parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn filtered_recorded_events_continue_after_a_server_restart() {
    let database = sqlite();
    database.fill().await;
    let service = Service::start(&database, anywhere()).await;
    let (address, run) = (service.address.to_string(), format!("run_id={}", run_id(2)));
    let arguments = ["tail", &address, "--format", "jsonl", "--after", "0", "--event", "Started", "--family", "Gate"];
    let mut running = Running::start(&arguments);
    let mut by_key = Running::start(&["tail", &address, "--format", "jsonl", "--after", "0", "--key", &run]);
    for position in [1, 3, 4, 6] {
        assert_eq!(running.json()["position"], position);
    }
    let event = by_key.json();
    assert_eq!((&event["position"], &event["event_data"]["access"]["token"]), (&4.into(), &"[redacted]".into()));
    assert_eq!(by_key.json()["position"], 5);
    assert_eq!(by_key.interrupt().code, Some(0));

    let position = service.publish(7).await;
    assert_eq!(running.json()["position"], position);
    let config = anywhere().with_address(service.address);
    service.stop().await;
    // Recorded while the server was down; it is shown.
    database.record_one(started(8, "between")).await;
    let service = Service::start(&database, config).await;
    assert_eq!(running.json()["event_data"]["note"], "between");
    let position = service.publish(9).await;
    assert_eq!(running.json()["position"], position);
    let called = running.interrupt();
    assert_eq!((called.code, &*called.out), (Some(0), ""));
    let first = called.err.lines().next().unwrap().replace(&address, "ADDRESS");
    expect!["note: ADDRESS: the server shuts down, and all earlier events were sent; resume with `after_position` = 7; connecting again in 250ms"].assert_eq(&first);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn live_events_arrive_and_a_lost_connection_leaves_a_gap() {
    let database = sqlite();
    let service = Service::start(&database, anywhere()).await;
    let address = service.address.to_string();
    let mut running = Running::start(&["tail", &address]);
    // A live stream starts some time after the program, so publish until an event is shown.
    let line = until_shown(&service, &mut running).await;
    assert!(line.contains("Run.Started") && line.contains("[redacted]") && !line.contains("geheim"), "{line}");
    let config = anywhere().with_address(service.address);
    service.stop().await;
    let service = Service::start(&database, config).await;
    let gap = loop {
        let line = running.line();
        if line.contains("events may be missing here") {
            break line;
        }
    };
    expect![
        "       -  events may be missing here: the connection was interrupted; use --recorded to continue without gaps"
    ]
    .assert_eq(&gap);
    assert_eq!(running.interrupt().code, Some(0));
    service.stop().await;
}

/// Publishes until the output has a line with an event.
async fn until_shown(service: &Service, running: &mut Running) -> String {
    let publishers = service.publishers.engine.clone();
    let (end, mut ended) = oneshot::channel::<()>();
    let publishing = tokio::spawn(async move {
        while ended.try_recv().is_err() {
            publishers.publish_recorded(started(1, "new")).await.unwrap();
        }
    });
    let line = tokio::task::block_in_place(|| {
        assert!(running.line().starts_with("POSITION"));
        running.line()
    });
    end.send(()).unwrap();
    publishing.await.unwrap();
    line
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_with_tls_and_a_token_needs_both() {
    let database = sqlite();
    database.fill().await;
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let write = |name: &str, text: &str| -> PathBuf {
        let path = database.folder().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (ca, key) = (write("ca.pem", &certified.cert.pem()), write("key.pem", &certified.signing_key.serialize_pem()));
    let token = write("token", &format!("{TOKEN}\n"));
    let (wrong, empty) = (write("wrong", "fedcba9876543210"), write("empty", "\n"));
    let service = Service::start(&database, anywhere().with_tls(&ca, key).with_token(TOKEN).unwrap()).await;
    let address = format!("localhost:{}", service.address.port());
    let text = |path: &PathBuf| path.to_str().unwrap().to_owned();
    let (ca, token, wrong, empty) = (text(&ca), text(&token), text(&wrong), text(&empty));
    let arguments = ["tail", &address, "--ca", &ca, "--format", "jsonl", "--after", "5"];
    let mut running = Running::start(&[&arguments[..], &["--token-file", &token]].concat());
    assert_eq!(running.json()["position"], 6);
    assert_eq!(running.interrupt().code, Some(0));
    let mut by_variable = command(&arguments);
    by_variable.env("AEGIS_EVENTS_GRPC_TOKEN", TOKEN);
    let mut running = Running::of(by_variable);
    assert_eq!(running.json()["position"], 6);
    assert_eq!(running.interrupt().code, Some(0));

    let refused = |arguments: &[&str]| {
        let called = tokio::task::block_in_place(|| call(arguments));
        assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
        assert!(!called.err.contains(TOKEN));
        database.plain(&called.err.replace(&address, "ADDRESS"))
    };
    expect![[r#"
        error: ADDRESS: this server requires a token: send the metadata `authorization: Bearer <token>`
          --token-file names a file with the token
    "#]]
    .assert_eq(&refused(&arguments));
    expect![[r#"
        error: ADDRESS: wrong token: send the metadata `authorization: Bearer <token>` with the server's token
          --token-file names a file with the token
    "#]]
    .assert_eq(&refused(&[&arguments[..], &["--token-file", &wrong]].concat()));
    expect![[r#"
        error: invalid token in `FOLDER/empty`: expected 16 to 1024 visible ASCII characters
    "#]]
    .assert_eq(&refused(&[&arguments[..], &["--token-file", &empty]].concat()));
    expect![[r#"
        error: no certificate in `FOLDER/token`
          name a PEM file
    "#]]
    .assert_eq(&refused(&["tail", &address, "--ca", &token]));
    // Without TLS; with TLS and a certificate that the system does not trust.
    expect![[r#"
        error: --ca needs TLS, but `http://ADDRESS` begins with http://
          write https://
    "#]]
    .assert_eq(&refused(&["tail", &format!("http://{address}"), "--ca", &ca]));
    let with_system = refused(&["tail", &format!("https://{address}")]);
    assert!(with_system.contains("cannot connect: invalid peer certificate: "), "{with_system}");
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn names_that_the_server_does_not_serve_are_errors() {
    let database = sqlite();
    database.fill().await;
    let service = Service::start(&database, anywhere()).await;
    let address = service.address.to_string();
    let refused = |arguments: &[&str]| {
        let called = tokio::task::block_in_place(|| call(&[&["tail", &address], arguments].concat()));
        assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
        called.err.replace(&address, "ADDRESS")
    };
    expect![[r#"
        error: ADDRESS: `Rum` is not a family of the catalog `runs` (did you mean `Run`?); this stream serves `Run`, `Gate`
    "#]].assert_eq(&refused(&["--family", "Rum"]));
    expect![[r#"
        error: ADDRESS: `Rum` is not a family of the catalog `runs` (did you mean `Run`?); this stream serves `Run`, `Gate`
          `x` is not a value of the key `shard`: it must be a whole number
    "#]].assert_eq(&refused(&["--family", "Rum", "--key", "shard=x"]));
    expect![[r#"
        error: the stream of `runs` has no event `Strated`
          did you mean `Started`?
    "#]]
    .assert_eq(&refused(&["--event", "Strated"]));
    expect![[r#"
        error: several families have an event `Closed`
          name one of `Run.Closed`, `Gate.Closed`
    "#]]
    .assert_eq(&refused(&["--event", "Closed"]));
    expect![[r#"
        error: ADDRESS: `after_position` is 1000, but the last position of this history is 6: it is from another history
    "#]]
    .assert_eq(&refused(&["--after", "1000"]));
    service.stop().await;
}

#[test]
fn a_missing_server_is_an_error() {
    let refused = |address: &str| {
        let called = called(command(&["tail", address]).output().unwrap());
        assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
        called.err
    };
    expect![[r#"
        error: 127.0.0.1:1: cannot connect: tcp connect error: Connection refused (os error 111)
          check host and port; write https://127.0.0.1:1 if the server uses TLS
    "#]]
    .assert_eq(&refused("127.0.0.1:1"));
    expect![[r#"
        error: `ftp://127.0.0.1` is not the address of a server
          write HOST:PORT, http://HOST:PORT or https://HOST:PORT
    "#]]
    .assert_eq(&refused("ftp://127.0.0.1"));
    expect![[r#"
        error: `no address` is not the address of a server
          write HOST:PORT, http://HOST:PORT or https://HOST:PORT
    "#]]
    .assert_eq(&refused("no address"));
}
