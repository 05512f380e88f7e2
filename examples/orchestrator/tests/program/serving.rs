//! `serve`: works, serves, and shuts down in order on a signal.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use aegis_events::grpc::proto::event_stream_client::EventStreamClient;
use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{Filter, SubscribeRequest};

use crate::running::{Running, scrape};
use crate::{Places, orchestrator, run};

/// The steps of the shutdown, in order.
fn steps(report: &str) -> Vec<&str> {
    let steps = report.lines().skip_while(|line| !line.contains("shutdown, in order")).skip(2);
    steps.map_while(|line| line.strip_prefix("│ ")).filter_map(|line| line.split('┆').next()).map(str::trim).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serve_drains_everything_in_order_on_ctrl_c() {
    let places = Places::new();
    let (mut server, grpc, metrics) = Running::serve(&places, &["--pause", "50"]);
    let mut client = EventStreamClient::connect(format!("http://{grpc}")).await.unwrap();
    let filter = Filter { events: vec!["Execution.ExecutionCompleted".into()], ..Filter::default() };
    let request = SubscribeRequest { filter: Some(filter), after_position: Some(0), ..SubscribeRequest::default() };
    let mut items = client.subscribe(request).await.unwrap().into_inner();

    server.line_with("round 2: ");
    let page = scrape(&metrics);
    let completed = page.lines().find_map(|line| line.strip_prefix("aegis_executions_total{status=\"completed\"} "));
    assert!(completed.unwrap().parse::<u64>().unwrap() >= 2, "{page}");
    assert!(page.lines().any(|line| line == "aegis_recorder_running 1"), "{page}");
    server.signal("-INT");

    let (mut received, mut last) = (0, 0);
    let status = loop {
        match items.message().await {
            Ok(item) => {
                if let Some(Item::Event(event)) = item.unwrap().item {
                    assert_eq!(event.event_type, "ExecutionCompleted");
                    (received, last) = (received + 1, event.position.unwrap());
                }
            }
            Err(status) => break status,
        }
    };
    assert!(received >= 2, "{received}");
    assert_eq!(format!("{:?}", status.code()), "Unavailable");
    let resume = status.metadata().get("aegis-resume-after-position").unwrap().to_str().unwrap();
    assert_eq!(resume.parse::<u64>().unwrap(), last, "{status}");

    let report = tokio::task::spawn_blocking(move || server.end(0)).await.unwrap();
    for part in [
        "stopping",
        "events recorded: ",
        "audit log verified: ",
        "metrics scraped: ",
        "volumes expired: ",
        "and drained",
    ] {
        assert!(report.contains(part), "`{part}` is not in:\n{report}");
    }
    let sent = format!(": events sent: {received}, subscriptions: 1, open: 0");
    assert!(report.contains(&sent), "`{sent}` is not in:\n{report}");
    assert_eq!(
        steps(&report),
        [
            "story",
            "components",
            "bus",
            "EventRecorder",
            "TtlReaper",
            "AuditLogger",
            "MetricsCollector",
            "/metrics",
            "GrpcStream",
            "other handlers",
            "durable subscriptions",
            "history"
        ],
        "{report}"
    );
}

#[test]
fn serve_shuts_down_in_order_in_the_middle_of_a_story() {
    // No execution, swarm or unsealed entry remains.
    let places = Places::new();
    let (mut server, _, metrics) = Running::serve(&places, &["--pause", "0"]);
    server.line_with("round 1: ");
    // As soon as an execution of the next round runs.
    while !scrape(&metrics).lines().any(|line| line == "aegis_executions_active 1") {}
    server.signal("-TERM");
    let report = server.end(0);
    let value = |series: &str| report.lines().find(|line| line.contains(series)).unwrap().split('┆').nth(1).unwrap();
    for gauge in ["aegis_executions_active", "aegis_swarms_active", "aegis_audit_unsealed_entries"] {
        assert_eq!(value(gauge).trim_end_matches('│').trim(), "0", "{gauge}\n{report}");
    }
    assert!(report.ends_with("and drained"), "{report}");
}

#[test]
fn an_interrupted_run_prints_its_report() {
    let places = Places::new();
    // The hour is so long that the run cannot complete.
    let mut running = Running::start(&places, &["--hour", "3600000"]);
    running.metrics();
    running.signal("-TERM");
    let report = running.end(130);
    assert!(report.contains("audit log verified: ") && report.ends_with("interrupted"), "{report}");
}

#[test]
fn a_port_in_use_is_an_error_that_names_the_option() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let in_use = TcpListener::bind(address).unwrap_err();
    let serve = |options: &[&str]| run(&mut Places::new().program(&[&["serve"], options].concat()), 1);
    let (shown, error) = serve(&["--grpc-address", &address.to_string(), "--metrics-address", "127.0.0.1:0"]);
    assert_eq!(shown, "");
    assert_eq!(
        error,
        format!(
            "error: the gRPC server cannot listen on {address}: {in_use}\n  help: choose another `grpc.address`, or stop the program \
             that listens there\n  on the command line: `--grpc-address HOST:PORT`, port 0 takes a free port\n"
        )
    );
    let (_, error) = serve(&["--grpc-address", "127.0.0.1:0", "--metrics-address", &address.to_string()]);
    assert_eq!(
        error,
        format!(
            "error: cannot serve metrics at {address}: {in_use}\n  help: port {} is in use (9090 is also the port of Prometheus): \
             set `metrics.address` to another one\n  on the command line: `--metrics-address HOST:PORT`, port 0 takes a free \
             port\n",
            address.port()
        )
    );
}

#[test]
fn a_configuration_file_is_read_and_its_warnings_are_printed() {
    let places = Places::new();
    let at = |name: &str| places.store.path().join(name).display().to_string();
    std::fs::write(at("url"), format!("sqlite:{}\n", at("configured.db"))).unwrap();
    std::fs::set_permissions(at("url"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let yaml = format!(
        "recorder:\n  url_file: {}\naudit:\n  path: {}\ngrpc:\n  enabled: false\nmetrics:\n  address: 127.0.0.1:0\n",
        at("url"),
        at("log")
    );
    std::fs::write(at("aegis-config.yaml"), yaml).unwrap();
    let mut command = orchestrator(places.folder.path());
    command.args(["serve", "--quiet", "--pause", "0", "--config", &at("aegis-config.yaml"), "."]);
    let mut running = Running::of(command);
    running.line_with("gRPC is switched off");
    running.metrics();
    running.signal("-TERM");
    let (report, errors) = running.end_with_errors(0);
    let url = at("url");
    let warning = format!(
        "warning: `recorder.url_file`: every user of this machine can read `{url}`; let only its owner: `chmod 600 {url}`\n"
    );
    assert_eq!(errors, warning);
    assert!(report.contains(&format!("history: SQLite in {}", at("configured.db"))), "{report}");
    assert!(report.contains(&format!("-- audit verify {} --key ", at("log"))), "{report}");
    assert!(report.contains("gRPC stream: switched off"), "{report}");
}

#[test]
fn a_public_address_without_a_token_is_refused() {
    let options = ["serve", "--grpc-address", "0.0.0.0:0", "--metrics-address", "127.0.0.1:0"];
    let places = Places::new();
    let (_, error) = run(&mut places.program(&options), 2);
    assert_eq!(
        error,
        "error: cannot start the gRPC server without a token: other machines can reach 0.0.0.0:0\n  help: set `grpc.token` or \
         `grpc.token_file`, or listen on 127.0.0.1 or [::1]\n  on the command line: `--grpc-address 127.0.0.1:PORT` is for this machine \
         only, and needs no token\n"
    );
    assert_eq!(places.kept(), Vec::<String>::new());
}

#[test]
fn a_missing_key_or_certificate_leaves_no_files() {
    let places = Places::new();
    let config = places.folder.path().join("aegis-config.yaml").display().to_string();
    std::fs::write(&config, "grpc:\n  tls_certificate: none.pem\n  tls_key: none.key\n").unwrap();
    let options = ["serve", "--grpc-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0", "--config", &config];
    let (_, error) = run(&mut places.program(&options), 2);
    assert_eq!(
        error,
        "error: the gRPC server cannot read `none.pem`: No such file or directory (os error 2)\n  help: `grpc.tls_certificate` and `grpc.tls_key` \
         name PEM files of a certificate chain and its key\n"
    );
    assert_eq!(places.kept(), Vec::<String>::new());

    let options = ["--quiet", "--hour", "100"];
    let (_, error) = run(places.program(&options).env("AEGIS_EVENTS_AUDIT_KEY", "hunter2"), 2);
    assert!(error.starts_with("error: "), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
    assert_eq!(places.kept(), Vec::<String>::new());

    // A signed log without its key.
    places.run(&[], 0);
    let key = places.store.path().join("events-audit.key");
    std::fs::remove_file(&key).unwrap();
    let before = places.kept();
    std::fs::remove_file(places.store.path().join("events.db")).unwrap();
    let (_, error) = run(&mut places.program(&options), 2);
    let log = places.store.path().join("events-audit");
    assert_eq!(
        error,
        format!(
            "error: the audit log in `{}` is signed, but its secret key `{}` does not exist\n  help: restore the key; if it is lost, keep \
             the log as it is and start a new one in another folder\n  on the command line: `--audit FOLDER` names another log\n",
            log.display(),
            key.display()
        )
    );
    let without_database: Vec<_> = before.into_iter().filter(|name| name != "events.db").collect();
    assert_eq!(places.kept(), without_database);
}

#[test]
fn a_single_run_ignores_certificates_and_respects_enabled() {
    let places = Places::new();
    let config = places.folder.path().join("aegis-config.yaml").display().to_string();
    std::fs::write(&config, "grpc:\n  tls_certificate: none.pem\n  tls_key: none.key\nmetrics:\n  enabled: false\n")
        .unwrap();
    let (report, _) = places.run(&["--config", &config], 0);
    assert!(report.contains("gRPC client received: "), "{report}");
    assert!(report.contains("metrics scraped: none: not served"), "{report}");
    std::fs::write(&config, "grpc:\n  enabled: false\n").unwrap();
    let (report, _) = places.run(&["--config", &config], 0);
    assert!(report.contains("gRPC stream: switched off"), "{report}");
    assert!(report.contains("metrics scraped: "), "{report}");
}

#[test]
fn the_help_of_serve_describes_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (help, _) = run(orchestrator(folder.path()).args(["serve", "--help"]), 0);
    for part in
        ["Usage: orchestrator serve [OPTIONS] [FOLDER]", "--grpc-address <HOST:PORT>", "--pause <MS>", "Exit codes:"]
    {
        assert!(help.contains(part), "`{part}` is not in:\n{help}");
    }
}
