//! The reference page, the dashboard and the alerts use every metric, and no other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aegis_events::metrics::{Metric, MetricKind, all};
use serde::Deserialize;
use serde_json::Value;

use crate::exposition::{Sample, parse};

/// A file of the folder `docs`.
fn document(name: &str) -> String {
    let path = path(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Where a file of the folder `docs` is.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

/// The queries of the dashboard's panels.
pub(crate) fn asked_by_the_dashboard() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&document("grafana-dashboard.json")).unwrap();
    let targets = dashboard["panels"].as_array().unwrap().iter().filter_map(|panel| panel["targets"].as_array());
    targets.flatten().map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
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
fn the_reference_page_lists_every_metric_and_its_buckets() {
    let page = document("metrics.md");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `aegis_")).collect();
    let histograms = all().filter(|metric| metric.kind() == MetricKind::Histogram);
    let expected: Vec<_> = all().map(row).chain(histograms.map(buckets)).collect();
    assert!(rows == expected, "docs/metrics.md must have these rows:\n{}", expected.join("\n"));
}

#[test]
fn the_dashboard_queries_every_metric_and_no_other() {
    let dashboard: Value = serde_json::from_str(&document("grafana-dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "panel ids are unique");
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
fn alerts_query_existing_metrics_and_have_instructions() {
    let rules = rules();
    let names: BTreeSet<_> = rules.iter().map(|rule| &rule.alert).collect();
    assert_eq!(names.len(), rules.len(), "alert names are unique");
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

/// A label, an operator and a value.
type Matcher<'a> = (&'a str, &'a str, &'a str);

/// Labels that Prometheus adds to a series.
const OF_THE_SCRAPE: [&str; 2] = ["job", "instance"];

#[test]
fn dashboard_and_alerts_query_only_existing_series() {
    let families = parse(include_str!("scrape.txt"));
    let samples: Vec<_> = families.iter().flat_map(|family| &family.samples).collect();
    let alerts = rules().into_iter().map(|rule| rule.expr);
    let mut asked = 0;
    for expr in asked_by_the_dashboard().into_iter().chain(alerts) {
        let series = series_of(&expr);
        for (name, matchers) in &series {
            let of_name: Vec<_> = samples.iter().filter(|sample| sample.name == *name).copied().collect();
            assert!(!of_name.is_empty(), "no `{name}` in the scrape: {expr}");
            for (label, operator, value) in matchers {
                asked += 1;
                let has =
                    |sample: &&Sample| sample.labels.get(*label).is_some_and(|is| *operator != "=" || is == value);
                let is_there = OF_THE_SCRAPE.contains(label) || of_name.iter().any(has);
                assert!(is_there, "no {label}{operator}{value:?} of `{name}` in the scrape: {expr}");
            }
            for label in groupings_of(&expr) {
                let is_there = of_name.iter().all(|sample| sample.labels.contains_key(label));
                assert!(is_there, "`{name}` has no label `{label}` in the scrape: {expr}");
            }
        }
    }
    assert!(asked > 0);
}

/// The series that an expression names, with their label matchers: `name{label="value"}`.
fn series_of(expr: &str) -> Vec<(&str, Vec<Matcher<'_>>)> {
    let mut series = Vec::new();
    let mut rest = expr;
    while let Some(start) = rest.find("aegis_") {
        let end =
            rest[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(rest.len(), |len| start + len);
        let name = &rest[start..end];
        rest = &rest[end..];
        let braced = rest.strip_prefix('{').and_then(|inside| inside.split('}').next()).unwrap_or_default();
        series.push((name, braced.split(',').filter(|matcher| !matcher.is_empty()).map(matcher).collect()));
    }
    series
}

fn matcher(text: &str) -> Matcher<'_> {
    let (label, rest) = text.trim().split_at(text.trim().find(['=', '!']).unwrap());
    let (operator, value) = rest.split_at(rest.find('"').unwrap());
    (label.trim(), operator.trim(), value.trim_matches('"'))
}

/// The labels that an expression sums by.
fn groupings_of(expr: &str) -> impl Iterator<Item = &str> {
    let lists = expr.split("by (").skip(1).map(|rest| rest.split(')').next().unwrap());
    lists.flat_map(|list| list.split(',').map(str::trim))
}

/// The metrics that an expression names. Each must exist and be queried by its kind; brackets must be balanced.
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
