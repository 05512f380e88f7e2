//! The section `grpc`.

use std::fs;

use aegis_events::config::Config;
use aegis_events::domain::{DomainEvent, subscribers};
use aegis_events::grpc::{EventStreamService, GrpcConfig};
use aegis_events::{BusConfig, EventBus};
use expect_test::expect;
use tempfile::TempDir;

use crate::{check, problem, read};

fn grpc(yaml: &str, variables: &[(&str, &str)]) -> GrpcConfig {
    Config::from_yaml_str_with(yaml, variables.iter().copied()).unwrap().grpc.unwrap()
}

async fn bind_error(config: GrpcConfig) -> String {
    let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    EventStreamService::<subscribers::GrpcStream>::new(&bus, config).bind().await.unwrap_err().to_string()
}

#[test]
fn every_key_is_read() {
    let config = read(
        "
grpc:
  enabled: true
  address: 0.0.0.0:4000
  token: hunter2-hunter2-hunter2
  tls_certificate: server.pem
  tls_key: server.key
  max_clients: 10
  max_filter_entries: 20
  max_message_size: 1MiB
  keepalive: 1m
  drain: 0s
",
    );
    expect![[r#"
        GrpcConfig {
            enabled: true,
            address: 0.0.0.0:4000,
            max_clients: 10,
            max_filter_entries: 20,
            max_message_size: 1048576,
            keepalive: 60s,
            drain: 0ns,
            token: Some(
                [redacted],
            ),
            tls: Some(
                TlsFiles {
                    certificate: "server.pem",
                    key: "server.key",
                },
            ),
        }"#]]
    .assert_eq(&format!("{:#?}", config.grpc.unwrap()));
}

#[test]
fn a_disabled_server_still_checks_its_other_keys() {
    assert!(read("grpc: {enabled: false, max_clients: 3}\n").grpc.is_none());
    check(
        "grpc: {enabled: false, max_clients: 0}\n",
        &[],
        expect![[r#"
            <yaml>:1: `grpc.max_clients` is 0
              allowed: a whole number from 1 to 100000, without quotes: how many clients may be subscribed at once"#]],
    );
}

#[test]
fn bad_values_are_errors_with_the_allowed_values() {
    check(
        "
grpc:
  enabled: ~
  address: 127.0.0.1
  tls: server.pem
  max_clients: 100001
  max_filter_entries: -1
  max_message_size: 65MiB
  keepalive: 20
  drain: 2h
",
        &[("AEGIS_EVENTS_GRPC_MAX_MESSAGE_SIZE", "4095B")],
        expect![[r#"
            <yaml>:3: `grpc.enabled` is empty
              allowed: `true` or `false`, without quotes: whether there is a server
            <yaml>:4: `grpc.address` is 127.0.0.1
              allowed: an IP address and a port, such as `127.0.0.1:9090` or `[::1]:9090`: where the server listens; beyond loopback a token is required, and port 0 takes a free port
            <yaml>:5: `grpc.tls` is not a key
              allowed: `token`, `token_file`, `tls_certificate`, `tls_key`, `enabled`, `address`, `max_clients`, `max_filter_entries`, `max_message_size`, `keepalive`, `drain`
            <yaml>:6: `grpc.max_clients` is 100001
              allowed: a whole number from 1 to 100000, without quotes: how many clients may be subscribed at once
            <yaml>:7: `grpc.max_filter_entries` is -1
              allowed: a whole number from 1 to 10000, without quotes: how many families, events and keys one filter may name
            <yaml>:8: `grpc.max_message_size` is 65MiB
              allowed: a size from 4KiB to 64MiB: a whole number with `B`, `KiB`, `MiB` or `GiB`: how large a message with an event may be; the payload of a larger one is omitted
            <yaml>:9: `grpc.keepalive` is 20, without a unit
              allowed: a time from 50ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how often the server pings a silent connection
            <yaml>:10: `grpc.drain` is 2h
              allowed: a time from 0ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long clients may take to receive pending events when the server stops
            environment variable `AEGIS_EVENTS_GRPC_MAX_MESSAGE_SIZE`: `grpc.max_message_size` is 4095B
              allowed: a size from 4KiB to 64MiB: a whole number with `B`, `KiB`, `MiB` or `GiB`: how large a message with an event may be; the payload of a larger one is omitted"#]],
    );
}

#[test]
fn a_certificate_needs_its_key_and_a_key_its_certificate() {
    check(
        "grpc:\n  tls_certificate: server.pem\n",
        &[],
        expect![[r#"
            <yaml>:2: `grpc.tls_certificate` is given without `tls_key`; give both
              allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a PEM file of the server's certificate chain: then clients must speak TLS"#]],
    );
    check(
        "",
        &[("AEGIS_EVENTS_GRPC_TLS_KEY", "server.key")],
        expect![[r#"
            environment variable `AEGIS_EVENTS_GRPC_TLS_KEY`: `grpc.tls_key` is given without `tls_certificate`; give both
              allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a PEM file of the certificate's key"#]],
    );
    // An invalid key is not reported as missing.
    check(
        "grpc:\n  tls_certificate: server.pem\n  tls_key: ''\n",
        &[],
        expect![[r#"
            <yaml>:3: `grpc.tls_key` is empty
              allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a PEM file of the certificate's key"#]],
    );
    let config = grpc("grpc: {tls_certificate: server.pem}\n", &[("AEGIS_EVENTS_GRPC_TLS_KEY", "server.key")]);
    assert!(config.uses_tls());
}

#[test]
fn the_token_comes_from_a_file_or_the_environment() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("token");
    fs::write(&file, "hunter2-hunter2-hunter2\n").unwrap();
    let from_file = grpc(&format!("grpc:\n  token_file: {}\n", file.display()), &[]);
    assert!(from_file.wants_token());
    let token = [("AEGIS_EVENTS_GRPC_TOKEN", "hunter2-hunter2-hunter2")];
    let from_environment = grpc("grpc:\n  token_file: /of/none\n", &token);
    assert!(from_environment.wants_token());
    assert!(!format!("{from_file:?}{from_environment:?}").contains("hunter2"));
}

#[test]
fn invalid_tokens_are_errors_that_do_not_show_them() {
    let folder = TempDir::new().unwrap();
    let problem = |yaml: &str, variables: &[(&str, &str)]| problem(folder.path(), &format!("grpc:\n{yaml}"), variables);
    fs::write(folder.path().join("short"), "hunter2\n").unwrap();
    fs::write(folder.path().join("space"), "hunter2-hunter2-hunter2 \n").unwrap();
    let texts = [
        problem("  token: hunter2\n", &[]),
        problem("  token: hunter2 hunter2 hunter2\n", &[]),
        problem("  token: ''\n", &[]),
        problem("  token_file: FOLDER/short\n", &[]),
        problem("  token_file: FOLDER/space\n", &[]),
        problem("  token_file: FOLDER/none\n", &[]),
        problem("", &[("AEGIS_EVENTS_GRPC_TOKEN", "hunter2")]),
    ];
    expect![[r#"
        <yaml>:2: `grpc.token` is 7 bytes long
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        <yaml>:2: `grpc.token` contains spaces or characters beyond ASCII
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        <yaml>:2: `grpc.token` is empty
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        <yaml>:2: `grpc.token_file` names `FOLDER/short`, whose text is 7 bytes long
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `token`, instead of `token`
        <yaml>:2: `grpc.token_file` names `FOLDER/space`, whose text contains spaces or characters beyond ASCII
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `token`, instead of `token`
        <yaml>:2: `grpc.token_file` names `FOLDER/none`, which cannot be read: there is no such file
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `token`, instead of `token`
        environment variable `AEGIS_EVENTS_GRPC_TOKEN`: `grpc.token` is 7 bytes long
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send"#]].assert_eq(&texts.join("\n"));
    // The whole section may be the token.
    check(
        "grpc: hunter2-hunter2-hunter2\n",
        &[],
        expect![[r#"
            <yaml>:1: `grpc` is a text
              allowed: a section with `token`, `token_file`, `tls_certificate`, `tls_key`, `enabled`, `address`, `max_clients`, `max_filter_entries`, `max_message_size`, `keepalive`, `drain`"#]],
    );
}

/// The host may add a token to the configuration, so only binding can check it.
#[tokio::test]
async fn beyond_loopback_without_a_token_the_server_does_not_start() {
    let open = grpc("grpc: {address: '0.0.0.0:0'}\n", &[]);
    expect!["cannot start the gRPC server without a token: other machines can reach 0.0.0.0:0"]
        .assert_eq(&bind_error(open.clone()).await);
    let (bus, _publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let with_token = open.with_token("hunter2-hunter2-hunter2").unwrap();
    assert!(EventStreamService::<subscribers::GrpcStream>::new(&bus, with_token).bind().await.is_ok());
}

#[tokio::test]
async fn missing_certificate_files_are_named_with_their_keys() {
    let config = grpc("grpc: {address: '127.0.0.1:0', tls_certificate: of-none.pem, tls_key: of-none.key}\n", &[]);
    expect!["the gRPC server cannot read `of-none.pem`"].assert_eq(&bind_error(config).await);
}
