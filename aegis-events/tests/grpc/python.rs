//! A client in another language: Python, with grpcio, generated from the `.proto` file.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::shop::{self, Customer, OrderPlaced, Running, order, placed};

/// Python with grpcio, in an environment of its own; or why there is none.
fn environment(folder: &Path) -> Result<PathBuf, String> {
    run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let python = folder.join("bin/python");
    let packages = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
    run(Command::new(&python).args(packages).args(["grpcio", "grpcio-tools"]))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

/// The client's lines, as they come.
fn client(python: PathBuf, address: String) -> mpsc::Receiver<Value> {
    let (lines, seen) = mpsc::channel(100);
    std::thread::spawn(move || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut client = Command::new(python)
            .args([root.join("tests/grpc/client.py"), root.join("proto")])
            .arg(address)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        for line in BufReader::new(client.stdout.take().unwrap()).lines() {
            if lines.blocking_send(serde_json::from_str(&line.unwrap()).unwrap()).is_err() {
                break;
            }
        }
        // Where the test has failed it does not wait for more.
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
                "SKIPPED: the client in Python was not tested, since python3 with pip and grpcio is not to be had here.\n{reason}"
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
    let mut lines = client(python, server.url.trim_start_matches("http://").to_owned());
    let mut line =
        async || tokio::time::timeout(shop::DEADLINE, lines.recv()).await.expect("it goes on").expect("it says more");

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
    let details = "the server shuts down, and everything before was sent";
    assert_eq!(
        line().await,
        json!({"code": "UNAVAILABLE", "details": details, "trailers": {"aegis-last-sequence": "4"}})
    );
}
