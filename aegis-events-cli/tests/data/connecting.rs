//! `tail` without a usable server: refused, TLS on one side only, an unknown certificate, a missing service, invalid addresses.

use std::net::{SocketAddr, TcpListener};

use expect_test::{Expect, expect};
use tokio::sync::oneshot;

use crate::command::call;

fn check(arguments: &[&str], port: u16, expected: Expect) {
    let called = call(&[&["tail"], arguments].concat());
    assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
    expected.assert_eq(&called.err.replace(&format!(":{port}"), ":PORT"));
}

#[test]
fn a_refused_connection_is_an_error() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    check(
        &[&format!("127.0.0.1:{port}")],
        port,
        expect![[r#"
            error: 127.0.0.1:PORT: cannot connect: tcp connect error: Connection refused (os error 111)
              check host and port; write https://127.0.0.1:PORT if the server uses TLS
        "#]],
    );
}

#[test]
fn invalid_server_addresses_are_refused() {
    let ask = |address: &str, expected: Expect| check(&[address], 0, expected);
    ask(
        "localhost",
        expect![[r#"
            error: `localhost` has no port
              write localhost:50051 for the default port
        "#]],
    );
    ask(
        "localhost/",
        expect![[r#"
            error: `localhost/` has no port
              write localhost:50051 for the default port
        "#]],
    );
    ask(
        "localhost:",
        expect![[r#"
            error: the port of `localhost:` is not a number from 1 to 65535
        "#]],
    );
    ask(
        "localhost:99999",
        expect![[r#"
            error: the port of `localhost:99999` is not a number from 1 to 65535
        "#]],
    );
    ask(
        "http://localhost:50051/events",
        expect![[r#"
            error: `http://localhost:50051/events` has a path
              write http://localhost:50051
        "#]],
    );
    ask(
        "::1:50051",
        expect![[r#"
            error: `::1:50051` is not the address of a server
              write HOST:PORT, http://HOST:PORT or https://HOST:PORT
        "#]],
    );
    for address in ["http://user:geheim@localhost:50051", "http://user:ge heim@localhost", "user:ge/heim@localhost:1"] {
        ask(
            address,
            expect![[r#"
                error: the address of a server cannot contain a user or a password
                  --token-file names a file with the token
            "#]],
        );
    }
}

/// A gRPC server without the service of events, over TLS if there is an identity.
async fn another_service(identity: Option<tonic::transport::Identity>) -> (SocketAddr, oneshot::Sender<()>) {
    use tonic::transport::Server;
    use tonic::transport::ServerTlsConfig;
    use tonic::transport::server::TcpIncoming;

    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = incoming.local_addr().unwrap();
    let mut server = Server::builder();
    if let Some(identity) = identity {
        server = server.tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
    }
    let routes = tonic::service::Routes::default();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = server.add_routes(routes).serve_with_incoming_shutdown(incoming, async { drop(stopped.await) });
    tokio::spawn(async { serving.await.unwrap() });
    (address, stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_service_and_a_server_without_tls_are_errors() {
    let (address, stop) = another_service(None).await;
    tokio::task::block_in_place(|| {
        check(
            &[&address.to_string()],
            address.port(),
            expect![[r#"
                error: 127.0.0.1:PORT: the server does not have the service `aegis.events.v1.EventStream`
                  check host and port; the default port is 50051
            "#]],
        );
        check(
            &[&format!("https://localhost:{}", address.port())],
            address.port(),
            expect![[r#"
                error: https://localhost:PORT: cannot connect: received corrupt message of type InvalidContentType
                  check host and port; write http://localhost:PORT if the server does not use TLS
            "#]],
        );
    });
    stop.send(()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_without_https_and_an_unknown_certificate_are_errors() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let identity = tonic::transport::Identity::from_pem(certified.cert.pem(), certified.signing_key.serialize_pem());
    let (address, stop) = another_service(Some(identity)).await;
    let (folder, port) = (tempfile::tempdir().unwrap(), address.port());
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, certified.cert.pem()).unwrap();
    let with_ca = |address: &str, expected: Expect| check(&[address, "--ca", ca.to_str().unwrap()], port, expected);
    tokio::task::block_in_place(|| {
        check(
            &[&format!("localhost:{port}")],
            port,
            expect![[r#"
                error: localhost:PORT: cannot connect: transport error
                  check host and port; write https://localhost:PORT if the server uses TLS
            "#]],
        );
        check(
            &[&format!("https://localhost:{port}")],
            port,
            expect![[r#"
                error: https://localhost:PORT: cannot connect: invalid peer certificate: UnknownIssuer
                  --ca names a PEM file with the authority that signed it; write the host as the certificate names it
            "#]],
        );
        with_ca(
            &format!("localhost:{port}"),
            expect![[r#"
                error: localhost:PORT: the server does not have the service `aegis.events.v1.EventStream`
                  check host and port; the default port is 50051
            "#]],
        );
        with_ca(
            &format!("127.0.0.1:{port}"),
            expect![[r#"
                error: 127.0.0.1:PORT: cannot connect: invalid peer certificate: certificate not valid for name "127.0.0.1"; certificate is only valid for DnsName("localhost")
                  --ca names a PEM file with the authority that signed it; write the host as the certificate names it
            "#]],
        );
    });
    stop.send(()).unwrap();
}
