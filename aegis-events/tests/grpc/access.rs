//! Access: addresses, tokens, certificates, and connections without gRPC.

use std::time::Duration;

use aegis_events::grpc::proto::SubscribeRequest;
use aegis_events::grpc::proto::event_stream_client::EventStreamClient;
use aegis_events::grpc::{EventStreamService, GrpcConfig, GrpcError};
use expect_test::expect;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::shop::{self, DEADLINE, Running, Screen, config, placed};

const TOKEN: &str = "a-token-of-the-tests";

/// The error of `bind`, which `check` returns too.
async fn bind_error(config: GrpcConfig) -> String {
    let checked = config.check().err().map(|error| error.to_string());
    let error = bind_only_error(config).await;
    assert_eq!(checked.as_ref(), Some(&error));
    error
}

async fn bind_only_error(config: GrpcConfig) -> String {
    let (bus, _publishers) = shop::bus(100);
    match EventStreamService::<Screen>::new(&bus, config).bind().await {
        Ok(server) => panic!("{server:?}"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn without_a_token_the_server_listens_on_loopback_only() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let config = GrpcConfig::default().with_address(address.parse().unwrap());
        assert_eq!(
            bind_error(config).await,
            format!("cannot start the gRPC server without a token: other machines can reach {address}")
        );
    }
    let (bus, _publishers) = shop::bus(100);
    let config = GrpcConfig::default().with_address("0.0.0.0:0".parse().unwrap()).with_token(TOKEN).unwrap();
    assert!(EventStreamService::<Screen>::new(&bus, config).bind().await.is_ok());
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let (bus, _publishers) = shop::bus(100);
    let first = EventStreamService::<Screen>::new(&bus, config()).bind().await.unwrap();
    let text = bind_only_error(config().with_address(first.local_addr())).await;
    assert_eq!(text, format!("the gRPC server cannot listen on {}", first.local_addr()));
}

#[tokio::test]
async fn only_calls_with_the_token_are_accepted() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::start(EventStreamService::<Screen>::new(&bus, config().with_token(TOKEN).unwrap())).await;
    let mut client = server.client().await;
    let ask = |token: &str| {
        let mut request = Request::new(SubscribeRequest::default());
        request.metadata_mut().insert("authorization", token.parse().unwrap());
        request
    };
    for request in [Request::new(SubscribeRequest::default()), ask("Bearer a-token-of-the-testt"), ask("Bearer ")] {
        let status = client.subscribe(request).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        assert!(!status.message().contains(TOKEN), "{status:?}");
    }
    assert_eq!(bus.lanes().rings, 0);
    let mut items = client.subscribe(ask(&format!("Bearer {TOKEN}"))).await.unwrap().into_inner();
    publishers.till.publish(placed(1)).unwrap();
    assert!(items.message().await.unwrap().is_some() && items.message().await.unwrap().is_some());

    // Health checks need no token.
    let channel = Endpoint::new(server.url.clone()).unwrap().connect().await.unwrap();
    let health = HealthClient::new(channel).check(HealthCheckRequest::default()).await.unwrap();
    assert_eq!(health.into_inner().status, 1);
    drop(items);
    server.stop().await;
}

/// The files of a self-signed certificate for `localhost`.
fn certificate(folder: &TempDir) -> (std::path::PathBuf, std::path::PathBuf) {
    let signed = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("server.pem"), folder.path().join("server.key"));
    std::fs::write(&certificate, signed.cert.pem()).unwrap();
    std::fs::write(&key, signed.signing_key.serialize_pem()).unwrap();
    (certificate, key)
}

#[tokio::test]
async fn with_a_certificate_only_tls_is_accepted() {
    let folder = TempDir::new().unwrap();
    let (certificate, key) = certificate(&folder);
    let (bus, publishers) = shop::bus(100);
    let config = config().with_tls(&certificate, &key).with_token(TOKEN).unwrap();
    let server = Running::start(EventStreamService::<Screen>::new(&bus, config)).await;

    let port = server.url.rsplit(':').next().unwrap();
    let root = Certificate::from_pem(std::fs::read(&certificate).unwrap());
    let channel: Channel = Endpoint::new(format!("https://localhost:{port}"))
        .unwrap()
        .tls_config(ClientTlsConfig::new().ca_certificate(root))
        .unwrap()
        .connect()
        .await
        .unwrap();
    let mut request = Request::new(SubscribeRequest::default());
    request.metadata_mut().insert("authorization", format!("Bearer {TOKEN}").parse().unwrap());
    let mut items = EventStreamClient::new(channel).subscribe(request).await.unwrap().into_inner();
    publishers.till.publish(placed(1)).unwrap();
    assert!(items.message().await.unwrap().is_some() && items.message().await.unwrap().is_some());

    let mut plain = EventStreamClient::new(Endpoint::new(server.url.clone()).unwrap().connect_lazy());
    assert!(plain.subscribe(SubscribeRequest::default()).await.is_err());
    drop(items);
    server.stop().await;
}

#[tokio::test]
async fn files_that_are_not_a_certificate_are_named() {
    let folder = TempDir::new().unwrap();
    let (certificate, key) = certificate(&folder);
    let missing = folder.path().join("missing.pem");
    let text = bind_error(config().with_tls(&missing, &key)).await;
    assert_eq!(text, format!("the gRPC server cannot read `{}`", missing.display()));
    for (certificate, key) in [(&key, &certificate), (&certificate, &certificate)] {
        let text = bind_error(config().with_tls(certificate, key)).await;
        assert!(text.starts_with("the gRPC server cannot use the certificate `"), "{text}");
    }
    let unusable = config().with_tls(&missing, &key).with_token(TOKEN).unwrap();
    assert!(unusable.check().is_err());
    let plain = unusable.without_tls().without_token();
    assert!(plain.check().is_ok() && !plain.wants_token() && !plain.uses_tls());
    assert!(config().with_tls(&certificate, &key).check().is_ok());
}

#[tokio::test]
async fn other_protocols_on_the_port_are_disconnected() {
    let (bus, publishers) = shop::bus(100);
    let server = Running::screen(&bus).await;
    let mut items = server.subscribe(SubscribeRequest::default()).await;
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut noise = Vec::new();
    for seed in 0..20_u8 {
        noise.push((0..2_000_u32).map(|n| (n as u8).wrapping_mul(31).wrapping_add(seed)).collect::<Vec<u8>>());
    }
    noise.push(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec());
    // The preface of HTTP/2, and then no frames.
    noise.push([b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &[0xff; 100]].concat());
    // A silent client is disconnected after the handshake timeout. The test does not wait for that.
    let silent = TcpStream::connect(&address).await.unwrap();
    for bytes in noise {
        let mut connection = TcpStream::connect(&address).await.unwrap();
        // The server may close the connection before everything is written.
        let _ = connection.write_all(&bytes).await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(DEADLINE, connection.read_to_end(&mut answer))
            .await
            .expect("the connection is closed");
    }
    publishers.till.publish(placed(1)).unwrap();
    assert_eq!(items.numbers(1).await, [1]);
    drop((items, silent));
    server.stop().await;
}

#[test]
fn bad_settings_are_refused_with_the_allowed_values() {
    let refused = [
        config().with_token(""),
        config().with_token("short"),
        config().with_token("sixteen characters"),
        config().with_token("sixteen\tcharacters"),
        config().with_max_clients(0),
        config().with_max_filter_entries(10_001),
        config().with_max_message_size(1),
        config().with_keepalive(Duration::ZERO),
        config().with_drain(Duration::from_secs(3_601)),
    ];
    let texts: Vec<_> = refused.map(|config| config.unwrap_err().to_string()).into();
    expect![[r#"
        `grpc.token` is empty
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        `grpc.token` is 5 bytes long
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        `grpc.token` contains spaces or characters beyond ASCII
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        `grpc.token` contains a control character
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        `grpc.max_clients` is 0
          allowed: a whole number from 1 to 100000, without quotes: how many clients may be subscribed at once
        `grpc.max_filter_entries` is 10001
          allowed: a whole number from 1 to 10000, without quotes: how many families, events and keys one filter may name
        `grpc.max_message_size` is 1B
          allowed: a size from 4KiB to 64MiB: a whole number with `B`, `KiB`, `MiB` or `GiB`: how large a message with an event may be; the payload of a larger one is omitted
        `grpc.keepalive` is 0ms
          allowed: a time from 50ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how often the server pings a silent connection
        `grpc.drain` is 3601s
          allowed: a time from 0ms to 1h: a whole number with `ms`, `s`, `m`, `h` or `d`: how long clients may take to receive pending events when the server stops"#]].assert_eq(&texts.join("\n"));
}

#[test]
fn a_token_file_is_read_without_its_last_newline() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{TOKEN}\n")).unwrap();
    assert!(config().with_token_file(&file).unwrap().wants_token());
    let refused = |file: &str| {
        let text = config().with_token_file(folder.path().join(file)).unwrap_err().to_string();
        text.replace(&folder.path().display().to_string(), "FOLDER")
    };
    std::fs::write(&file, "short").unwrap();
    expect![[r#"
        `grpc.token` is 5 bytes long
          allowed: 16 to 1024 visible ASCII characters: the bearer token that clients send
        `grpc.token_file` names `FOLDER/missing`, which cannot be read: there is no such file
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: a file that contains the `token`, instead of `token`"#]].assert_eq(&[refused("token"), refused("missing")].join("\n"));
}

#[test]
fn errors_are_send_and_sync() {
    fn is_an_error<E: std::error::Error + Send + Sync + 'static>() {}
    is_an_error::<GrpcError>();
}
