//! The same checks with `promtool`, if it is installed, for example from Debian's package `prometheus`.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::documents::{asked_by_the_dashboard, path};

/// The output of `promtool`, whose exit code must be 0; `None` if it is not installed.
fn promtool(arguments: &[&str], input: &[u8]) -> Option<String> {
    let mut command = Command::new("promtool");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("SKIPPED: `promtool {}`: it is not on this machine", arguments.join(" "));
            return None;
        }
        Err(error) => panic!("{command:?}: {error}"),
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}: {text}");
    Some(text)
}

fn check_rules(file: &Path, count: usize) {
    if let Some(text) = promtool(&["check", "rules", file.to_str().unwrap()], b"") {
        assert!(text.contains(&format!("SUCCESS: {count} rules found")), "{text}");
    }
}

#[test]
fn promtool_accepts_a_scrape() {
    if let Some(text) = promtool(&["check", "metrics"], include_bytes!("scrape.txt")) {
        assert_eq!(text, "");
    }
}

#[test]
fn promtool_accepts_the_alerts() {
    let alerts = std::fs::read_to_string(path("alerts.yaml")).unwrap();
    check_rules(&path("alerts.yaml"), alerts.matches("- alert: ").count());
}

/// `promtool` reads no dashboards, so each query becomes a rule.
#[test]
fn promtool_accepts_the_queries_of_the_dashboard() {
    let asked = asked_by_the_dashboard();
    let rules = asked.iter().enumerate().map(|(place, expr)| {
        // Grafana replaces this variable by a duration.
        let expr = expr.replace("$__rate_interval", "5m");
        serde_json::json!({ "record": format!("dashboard:{place}"), "expr": expr })
    });
    let groups = serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules.collect::<Vec<_>>() }] });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dashboard.yaml");
    std::fs::write(&file, groups.to_string()).unwrap();
    check_rules(&file, asked.len());
}
