//! A scrape of `/metrics` over HTTP, as Prometheus does it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Empty};
use hyper::Uri;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// What the report shows: single series, and metrics with all their labels.
const CHOSEN: [&str; 14] = [
    "aegis_event_bus_delivered_total{subscriber=\"EventRecorder\"}",
    "aegis_event_bus_delivered_total{subscriber=\"AuditLogger\"}",
    "aegis_event_bus_delivered_total{subscriber=\"MetricsCollector\"}",
    "aegis_recorder_recorded_total",
    "aegis_recorder_relayed_total",
    "aegis_recorder_unrecorded_events",
    "aegis_audit_entries_total",
    "aegis_audit_unsealed_entries",
    "aegis_executions_total",
    "aegis_executions_active",
    "aegis_iterations_total",
    "aegis_swarms_active",
    "aegis_tool_invocations_total",
    "aegis_swarm_child_spawns_total",
];

/// The result of a scrape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scrape {
    /// The URL.
    pub url: String,
    /// The number of samples.
    pub samples: usize,
    /// Chosen samples: the metric with its labels, and its value.
    pub chosen: Vec<(String, String)>,
}

impl Scrape {
    /// Reads `/metrics` at an address.
    pub(super) async fn of(address: SocketAddr) -> Result<Self> {
        let url = format!("http://{}/metrics", reachable(address));
        let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
        let target: Uri = url.parse()?;
        let response = client.get(target).await.with_context(|| format!("{url} does not answer"))?;
        ensure!(response.status().is_success(), "{url} answers {}", response.status());
        let page = response.into_body().collect().await.with_context(|| format!("{url} breaks off"))?.to_bytes();
        Ok(Self::read(url, &String::from_utf8_lossy(&page)))
    }

    fn read(url: String, page: &str) -> Self {
        let samples = page.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(' '));
        let samples: Vec<_> = samples.collect();
        let mut chosen = Vec::new();
        for wanted in CHOSEN {
            let is_wanted = |series: &str| series == wanted || series.split('{').next() == Some(wanted);
            let found = samples.iter().filter(|(series, _)| is_wanted(series));
            chosen.extend(found.map(|&(series, value)| (series.to_owned(), value.to_owned())));
        }
        Self { url, samples: samples.len(), chosen }
    }

    /// The value of a series as text.
    pub fn value(&self, series: &str) -> Option<&str> {
        self.chosen.iter().find(|(chosen, _)| chosen == series).map(|(_, value)| value.as_str())
    }
}

/// The address on this machine of a server that listens on every interface.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_samples_are_in_order_and_all_are_counted() {
        let page = "# HELP aegis_x Something.\n# TYPE aegis_x counter\naegis_x 1\naegis_executions_active 0\n\
                    aegis_event_bus_delivered_total{subscriber=\"AuditLogger\"} 2\n\
                    aegis_event_bus_delivered_total{subscriber=\"client\"} 9\n\
                    aegis_executions_total{status=\"completed\"} 3\naegis_executions_total{status=\"failed\"} 1\n";
        let scrape = Scrape::read("http://localhost/metrics".into(), page);
        let shown = |series: &str, value: &str| (series.to_owned(), value.to_owned());
        assert_eq!(scrape.samples, 6);
        assert_eq!(
            scrape.chosen,
            [
                shown("aegis_event_bus_delivered_total{subscriber=\"AuditLogger\"}", "2"),
                shown("aegis_executions_total{status=\"completed\"}", "3"),
                shown("aegis_executions_total{status=\"failed\"}", "1"),
                shown("aegis_executions_active", "0")
            ]
        );
        assert_eq!(scrape.value("aegis_executions_active"), Some("0"));
    }

    #[test]
    fn a_server_on_every_interface_is_read_on_loopback() {
        for (served, read) in [("0.0.0.0:9", "127.0.0.1:9"), ("[::]:9", "[::1]:9"), ("10.0.0.1:9", "10.0.0.1:9")] {
            assert_eq!(reachable(served.parse().unwrap()), read.parse().unwrap());
        }
    }
}
