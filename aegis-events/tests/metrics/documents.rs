//! The reference page, the dashboard and the alerts speak of metrics that there are, and of all of them.

use std::collections::BTreeSet;
use std::path::Path;

use aegis_events::metrics::{Metric, MetricKind, all};
use serde::Deserialize;
use serde_json::Value;

/// A file of the folder `docs`.
fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A metric as the reference page shows it.
fn row(metric: &Metric) -> String {
    let labels: Vec<_> = metric.labels().iter().map(|label| format!("`{label}`")).collect();
    let (name, kind, unit) = (metric.name(), metric.kind().name(), metric.unit().map_or("", |unit| unit.name()));
    let cells = [&*format!("`{name}`"), kind, &*labels.join(", "), unit, metric.help()];
    let cells = cells.map(|cell| if cell.is_empty() { " ".to_owned() } else { format!(" {cell} ") });
    format!("|{}|", cells.join("|"))
}

/// The bounds of a histogram, as the reference page shows them.
fn buckets(metric: &Metric) -> String {
    let bounds: Vec<_> = metric.buckets().iter().map(ToString::to_string).collect();
    format!("| `{}` | {} |", metric.name(), bounds.join(", "))
}

#[test]
fn the_reference_page_has_a_row_for_each_metric_and_for_the_buckets_of_each_histogram() {
    let page = document("metrics.md");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `aegis_")).collect();
    let histograms = all().filter(|metric| metric.kind() == MetricKind::Histogram);
    let expected: Vec<_> = all().map(row).chain(histograms.map(buckets)).collect();
    assert!(rows == expected, "docs/metrics.md wants these rows:\n{}", expected.join("\n"));
}

#[test]
fn the_dashboard_asks_for_every_metric_and_for_no_other() {
    let dashboard: Value = serde_json::from_str(&document("grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    let mut asked = BTreeSet::new();
    for target in panels.iter().filter_map(|panel| panel["targets"].as_array()).flatten() {
        let (expr, legend) = (target["expr"].as_str().unwrap(), target["legendFormat"].as_str().unwrap());
        let metrics = metrics_of(expr);
        for label in legend.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()) {
            assert!(metrics.iter().all(|metric| metric.labels().contains(&label)), "{legend}: no such label in {expr}");
        }
        asked.extend(metrics.iter().map(|metric| metric.name()));
    }
    let known: BTreeSet<_> = all().map(Metric::name).collect();
    assert_eq!(asked, known);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alerts {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    alert: String,
    expr: String,
    #[serde(default, rename = "for")]
    lasting: Option<String>,
    labels: Labels,
    annotations: Annotations,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    severity: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Annotations {
    summary: String,
    description: String,
}

fn rules() -> Vec<Rule> {
    let alerts: Alerts = serde_saphyr::from_str(&document("alerts.yaml")).unwrap();
    alerts.groups.into_iter().inspect(|group| assert!(!group.name.is_empty())).flat_map(|group| group.rules).collect()
}

#[test]
fn alerts_ask_for_metrics_that_there_are_and_say_what_to_do() {
    let rules = rules();
    let names: BTreeSet<_> = rules.iter().map(|rule| &rule.alert).collect();
    assert_eq!(names.len(), rules.len(), "each alert has a name of its own");
    for Rule { alert, expr, lasting, labels, annotations } in &rules {
        let metrics = metrics_of(expr);
        assert!(!metrics.is_empty() && alert.starts_with("Aegis"), "{alert}: {expr}");
        assert!(["critical", "warning"].contains(&labels.severity.as_str()), "{alert}: {}", labels.severity);
        assert!(lasting.as_ref().is_none_or(|time| time.ends_with('m')), "{alert}: {lasting:?}");
        let texts = format!("{}{}", annotations.summary, annotations.description);
        assert!(!annotations.summary.is_empty() && !annotations.description.is_empty(), "{alert}");
        for label in texts.split("$labels.").skip(1).map(|rest| rest.split(' ').next().unwrap()) {
            assert!(metrics.iter().all(|metric| metric.labels().contains(&label)), "{alert}: no label `{label}`");
        }
    }
}

#[test]
fn a_lost_event_is_critical_at_once() {
    let rules = rules();
    let dropped = rules.iter().find(|rule| rule.expr == "increase(aegis_event_bus_dropped_total[5m]) > 0").unwrap();
    assert_eq!((dropped.labels.severity.as_str(), &dropped.lasting), ("critical", &None));
}

/// The metrics that an expression names; each must exist, be asked for as what it is, and stand within balanced brackets.
fn metrics_of(expr: &str) -> Vec<&'static Metric> {
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        assert_eq!(expr.matches(open).count(), expr.matches(close).count(), "{expr}");
    }
    let words = expr.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word.starts_with("aegis_"));
    words.map(|word| metric_of(word).unwrap_or_else(|| panic!("no metric `{word}`: {expr}"))).collect()
}

fn metric_of(series: &str) -> Option<&'static Metric> {
    all().find(|metric| match metric.kind() {
        MetricKind::Histogram => {
            ["_bucket", "_sum", "_count"].iter().any(|end| *series == format!("{}{end}", metric.name()))
        }
        MetricKind::Counter | MetricKind::Gauge => series == metric.name(),
    })
}
