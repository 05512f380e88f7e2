//! A client in another language: Python, with grpcio, generated from the `.proto` file.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::shop::{self, Customer, OrderPlaced, Running, order, placed};

/// Python with grpcio, in a virtual environment; or why there is none.
fn environment(folder: &Path) -> Result<PathBuf, String> {
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let python = folder.join("bin/python");
    let packages = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
    run(Command::new(&python).args(packages).args(["grpcio", "grpcio-tools", "grpcio-reflection"]))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

/// The lines of a client, as they come.
fn client(python: &Path, arguments: &[&str]) -> mpsc::Receiver<Value> {
    let (lines, seen) = mpsc::channel(100);
    let mut client = Command::new(python);
    client.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    std::thread::spawn(move || {
        let mut client = client.stdout(Stdio::piped()).spawn().unwrap();
        for line in BufReader::new(client.stdout.take().unwrap()).lines() {
            if lines.blocking_send(serde_json::from_str(&line.unwrap()).unwrap()).is_err() {
                break;
            }
        }
        // The receiver is gone if the test has failed.
        let _ = client.kill();
        let _ = client.wait();
    });
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_in_python_filters_resumes_and_follows() {
    let folder = TempDir::new().unwrap();
    let venv = folder.path().join("venv");
    let python = match tokio::task::spawn_blocking(move || environment(&venv)).await.unwrap() {
        Ok(python) => python,
        Err(reason) => {
            eprintln!(
                "SKIPPED: the client in Python was not tested, since python3 with pip and grpcio is not available.\n{reason}"
            );
            return;
        }
    };

    let (bus, publishers) = shop::bus(100);
    let history = shop::history("sqlite::memory:").await;
    history.record(&bus);
    let by = |customer: &str, n| OrderPlaced { customer: Customer::from(customer.to_owned()), ..placed(n) };
    for (customer, n) in [("ann", 1), ("bob", 2), ("ann", 3)] {
        publishers.till.publish_recorded(by(customer, n)).await.unwrap();
    }
    let server = Running::recorded(&bus, &history).await;
    let address = server.url.trim_start_matches("http://");
    knows_only_the_address(&python, address).await;
    let mut lines = client(&python, &["tests/grpc/client.py", "proto", address]);
    let mut line = async || next(&mut lines).await;

    let events = ["Order.OrderPlaced", "Order.OrderPaid", "Stock.StockMoved"];
    assert_eq!(line().await, json!({"catalog": "shop", "events": events}));
    let details = "`Ordre` is not a family of the catalog `shop` (did you mean `Order`?); this stream serves `Order`, `Stock.StockMoved`";
    assert_eq!(line().await, json!({"code": "INVALID_ARGUMENT", "details": details}));
    let payload = |n| json!({"order_id": order(1), "customer": "ann", "number": n, "text": ""});
    for n in [1, 3] {
        assert_eq!(line().await, json!({"position": n, "event_type": "OrderPlaced", "payload": payload(n)}));
    }
    assert_eq!(line().await, json!({"started": 3}));
    publishers.till.publish(placed(4)).unwrap();
    assert_eq!(line().await, json!({"sequence": 4, "has_position": false, "payload": payload(4)}));
    server.stop().await;
    let details = "the server shuts down, and all earlier events were sent";
    assert_eq!(
        line().await,
        json!({"code": "UNAVAILABLE", "details": details, "trailers": {"aegis-last-sequence": "4"}})
    );
}

/// A client that discovers the services by reflection, as grpcurl does.
async fn knows_only_the_address(python: &Path, address: &str) {
    let mut lines = client(python, &["tests/grpc/generic.py", address]);
    let mut line = async || next(&mut lines).await;
    let (stream, health) = ("aegis.events.v1.EventStream", "grpc.health.v1.Health");
    let reflection = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];
    let services = line().await["services"].clone();
    let services: Vec<_> = services.as_array().unwrap().iter().map(|service| service.as_str().unwrap()).collect();
    assert_eq!(services[..2], [stream, health]);
    assert!(services[2..].iter().all(|service| reflection.contains(service)), "{services:?}");
    assert_eq!(line().await, json!({"service": stream, "methods": ["GetCatalog", "Subscribe"]}));
    let methods = line().await;
    assert_eq!(methods["service"], health);
    assert!(methods["methods"].as_array().unwrap().contains(&json!("Check")), "{methods}");
    assert_eq!(line().await, json!({"health": "SERVING"}));
    assert_eq!(line().await, json!({"catalog": "shop", "events": 3}));
    assert_eq!(line().await, json!({"started": "0"}));
    assert_eq!(line().await, json!({"position": "1", "event": "OrderPlaced", "payload": 1}));
}

async fn next(lines: &mut mpsc::Receiver<Value>) -> Value {
    tokio::time::timeout(shop::DEADLINE, lines.recv())
        .await
        .expect("a line before the deadline")
        .expect("a further line")
}
