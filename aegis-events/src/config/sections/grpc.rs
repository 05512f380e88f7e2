//! The section `grpc`: where clients subscribe to events, and what each may have.

use crate::config::section::{FromSection, Key, Section};
use crate::grpc::GrpcConfig;
use crate::grpc::config;

/// `None` where it is switched off.
impl FromSection for Option<GrpcConfig> {
    const NAME: &'static str = "grpc";
    const ABOUT: &'static str = "The gRPC server that pushes events to clients.";
    const KEYS: &'static [Key] = &[
        Key { name: config::ENABLED, rule: config::enabled_rule, default: "true" },
        Key { name: config::ADDRESS, rule: config::address_rule, default: "127.0.0.1:50051" },
        Key { name: config::TOKEN, rule: config::token_rule, default: "" },
        Key { name: config::TOKEN_FILE, rule: config::token_file_rule, default: "" },
        Key { name: config::TLS_CERTIFICATE, rule: config::tls_certificate_rule, default: "" },
        Key { name: config::TLS_KEY, rule: config::tls_key_rule, default: "" },
        Key { name: config::MAX_CLIENTS, rule: config::max_clients_rule, default: "1000" },
        Key { name: config::MAX_FILTER_ENTRIES, rule: config::max_filter_entries_rule, default: "100" },
        Key { name: config::MAX_MESSAGE_SIZE, rule: config::max_message_size_rule, default: "4MiB" },
        Key { name: config::KEEPALIVE, rule: config::keepalive_rule, default: "20s" },
        Key { name: config::DRAIN, rule: config::drain_rule, default: "5s" },
    ];

    fn read(section: &mut Section<'_, '_>) -> Self {
        let enabled = section.boolean(config::ENABLED).unwrap_or(true);
        let mut grpc = GrpcConfig::default();
        if let Some(address) = section.address(config::ADDRESS) {
            grpc.address = address;
        }
        grpc.token = section.secret(config::TOKEN, config::TOKEN_FILE);
        if let Some((certificate, key)) = section.both_paths(config::TLS_CERTIFICATE, config::TLS_KEY) {
            grpc = grpc.with_tls(certificate, key);
        }
        if let Some(clients) = section.integer(config::MAX_CLIENTS) {
            grpc.max_clients = clients;
        }
        if let Some(entries) = section.integer(config::MAX_FILTER_ENTRIES) {
            grpc.max_filter_entries = entries;
        }
        if let Some(bytes) = section.size(config::MAX_MESSAGE_SIZE) {
            // The rule allows no more than fits.
            grpc.max_message_bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        }
        if let Some(interval) = section.duration(config::KEEPALIVE) {
            grpc.keepalive = interval;
        }
        if let Some(deadline) = section.duration(config::DRAIN) {
            grpc.drain = deadline;
        }
        enabled.then_some(grpc)
    }
}
