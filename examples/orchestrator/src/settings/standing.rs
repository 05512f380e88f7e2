//! The settings of the five observers of the library: the configuration, overridden by the options.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use aegis_events::audit::AuditConfig;
use aegis_events::config::Config;
use aegis_events::grpc::GrpcConfig;
use aegis_events::history::HistoryConfig;
use aegis_events::metrics::MetricsConfig;
use aegis_events::reaper::ReaperConfig;

use super::SettingsError;
use crate::database::Address;

/// Default length of an hour of a volume's time to live: short enough to watch.
const HOUR: Duration = Duration::from_millis(500);
/// Default time after which another run takes over from a killed one.
const LEASE: Duration = Duration::from_secs(2);
/// Any free port, on this machine only.
const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The settings of recorder, audit log, metrics collector, gRPC stream and TTL reaper.
#[derive(Debug, Clone)]
pub struct StandingSettings {
    /// The history, in the same database as the orchestrator's own tables.
    pub recorder: HistoryConfig,
    /// The audit log.
    pub audit: AuditConfig,
    /// The metrics collector and `/metrics`.
    pub metrics: MetricsConfig,
    /// The gRPC stream; `None` if it is switched off.
    pub grpc: Option<GrpcConfig>,
    /// The TTL reaper.
    pub reaper: ReaperConfig,
}

impl StandingSettings {
    pub(super) fn new(
        config: &Config,
        database: &Address,
        default_audit: impl FnOnce() -> Result<PathBuf, SettingsError>,
        audit: Option<PathBuf>,
        hour: Option<Duration>,
    ) -> Result<Self, SettingsError> {
        let url = database.url();
        let recorder =
            config.recorder.clone().map_or_else(|| HistoryConfig::new(url), |recorder| recorder.with_url(url));
        Ok(Self {
            // The history's tables are created like the orchestrator's own.
            recorder: recorder.with_migrate(true),
            audit: match (config.audit.clone(), audit) {
                (Some(configured), Some(named)) => configured.with_folder(named),
                (Some(configured), None) => configured,
                (None, named) => AuditConfig::new(named.map_or_else(default_audit, Ok)?),
            },
            metrics: config.metrics.clone(),
            grpc: config.grpc.clone(),
            reaper: for_show(config.reaper.clone(), hour)?,
        })
    }

    /// For a single run, which is its own only client: free ports on this machine, without token and certificate. `enabled: false` and limits
    /// stay as they are.
    pub(super) fn for_one_run(self) -> Self {
        let metrics = self.metrics.with_address(ANY_PORT);
        let grpc = self.grpc.map(|grpc| grpc.with_address(ANY_PORT).without_token().without_tls());
        Self { metrics, grpc, ..self }
    }

    /// Finds what would be refused later: a server that is open to all, a missing certificate or key.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        self.grpc.as_ref().map_or(Ok(()), GrpcConfig::check)?;
        Ok(self.audit.check_key()?)
    }

    /// For other clients, at the given addresses of gRPC and `/metrics`.
    pub(super) fn served_at(mut self, (grpc, metrics): (Option<SocketAddr>, Option<SocketAddr>)) -> Self {
        if let Some(address) = grpc {
            self.grpc = Some(self.grpc.unwrap_or_default().with_address(address));
        }
        if let Some(address) = metrics {
            self.metrics = self.metrics.with_endpoint().with_address(address);
        }
        self
    }
}

/// A reaper with short hours. The library's defaults are for volumes that live for days.
fn for_show(config: ReaperConfig, hour: Option<Duration>) -> Result<ReaperConfig, SettingsError> {
    let ordinary = ReaperConfig::default();
    let shorter = |given: Duration, ordinary: Duration, otherwise| if given < ordinary { given } else { otherwise };
    let hour = hour.unwrap_or_else(|| shorter(config.hour(), ordinary.hour(), HOUR));
    let lease = if config.lease() == ordinary.lease() { LEASE } else { config.lease() };
    Ok(config.with_hour(hour)?.with_lease(lease)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn settings(yaml: &str, audit: Option<&str>, hour: Option<Duration>) -> StandingSettings {
        let config = Config::from_yaml_str_with(yaml, [("", ""); 0]).unwrap();
        let database = Address::of_file(Path::new("events.db")).unwrap();
        StandingSettings::new(&config, &database, || Ok("default".into()), audit.map(PathBuf::from), hour).unwrap()
    }

    #[test]
    fn options_override_the_file_and_the_file_the_defaults() {
        let ms = Duration::from_millis;
        let of_reaper = |yaml, hour| {
            let reaper = settings(yaml, None, hour).reaper;
            (reaper.hour(), reaper.lease())
        };
        assert_eq!(of_reaper("", None), (HOUR, LEASE));
        assert_eq!(of_reaper("reaper:\n  hour: 7ms\n  lease: 3s\n", None), (ms(7), ms(3_000)));
        assert_eq!(of_reaper("reaper:\n  hour: 7ms\n", Some(ms(9))), (ms(9), LEASE));

        assert_eq!(settings("recorder:\n  url: sqlite:other.db\n", None, None).recorder.url(), "sqlite:events.db");
        let of_audit = |yaml, named| settings(yaml, named, None).audit.folder().to_owned();
        assert_eq!(of_audit("", None), Path::new("default"));
        assert_eq!(of_audit("audit:\n  path: configured\n", None), Path::new("configured"));
        assert_eq!(of_audit("audit:\n  path: configured\n", Some("named")), Path::new("named"));
    }

    #[test]
    fn an_address_option_overrides_enabled_false() {
        let file = "metrics:\n  enabled: false\ngrpc:\n  enabled: false\n  max_clients: 5\n";
        let off = settings(file, None, None).served_at((None, None));
        assert!(off.grpc.is_none() && off.metrics.endpoint().is_none());
        let on = settings(file, None, None).served_at((Some(ANY_PORT), Some(ANY_PORT)));
        assert_eq!((on.grpc.unwrap().address(), on.metrics.endpoint()), (ANY_PORT, Some(ANY_PORT)));
    }

    #[test]
    fn a_single_run_needs_no_token_and_no_certificate() {
        let file = "grpc:\n  address: 0.0.0.0:1\n  tls_certificate: none.pem\n  tls_key: none.key\n  max_clients: 5\n";
        assert!(settings(file, None, None).served_at((None, None)).check().is_err());
        let one = settings(file, None, None).for_one_run();
        assert!(one.check().is_ok());
        assert_eq!(one.grpc.unwrap().max_clients(), 5);
        let off = settings("metrics:\n  enabled: false\ngrpc:\n  enabled: false\n", None, None).for_one_run();
        assert!(off.grpc.is_none() && off.metrics.endpoint().is_none());
    }

    #[test]
    fn a_single_run_takes_any_port_and_serve_the_given_one() {
        let one = settings("", None, None).for_one_run();
        assert_eq!((one.grpc.unwrap().address(), one.metrics.endpoint()), (ANY_PORT, Some(ANY_PORT)));

        let default = settings("", None, None).served_at((None, None));
        assert_eq!(default.grpc.unwrap().address(), GrpcConfig::default().address());
        assert_eq!(default.metrics.endpoint(), Some("127.0.0.1:9090".parse().unwrap()));
        let (grpc, metrics) = ("[::1]:1".parse().unwrap(), "[::1]:2".parse().unwrap());
        let named = settings("", None, None).served_at((Some(grpc), Some(metrics)));
        assert_eq!((named.grpc.unwrap().address(), named.metrics.endpoint()), (grpc, Some(metrics)));
    }
}
