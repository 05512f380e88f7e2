//! `/metrics` over HTTP, with a plain client.

use std::net::SocketAddr;

use aegis_events::EventBus;
use aegis_events::metrics::{Endpoint, MetricsConfig, MetricsError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::exposition::parse;
use crate::page::Page;
use crate::support::*;

fn free() -> MetricsConfig {
    MetricsConfig::default().with_port(0)
}

async fn served(bus: &EventBus<TestEvent>) -> (Page<TestEvent>, Endpoint) {
    let page = Page::of(bus);
    let endpoint = page.prometheus.serve(&page.collector, &free()).await.unwrap().unwrap();
    (page, endpoint)
}

/// The status line and headers of the response, and its body.
async fn ask(address: SocketAddr, line: &str) -> (String, String) {
    let mut connection = TcpStream::connect(address).await.unwrap();
    let request = format!("{line} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

#[tokio::test]
async fn a_scrape_has_the_current_values() {
    let (bus, publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    for n in 1..=2 {
        publishers.fsal.publish(read(n)).unwrap();
        let (head, body) = ask(endpoint.local_addr(), "GET /metrics").await;
        assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
        assert!(head.contains("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
        parse(&body);
        assert!(
            body.contains(&format!("\naegis_event_bus_published_total{{event_type=\"FileRead\"}} {n}\n")),
            "{body}"
        );
    }
}

#[tokio::test]
async fn by_default_the_endpoint_listens_on_loopback_only() {
    let (bus, _publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    assert!(endpoint.local_addr().ip().is_loopback());
    assert_eq!(endpoint.url(), format!("http://127.0.0.1:{}/metrics", endpoint.local_addr().port()));
    assert_eq!(MetricsConfig::default().endpoint(), Some(([127, 0, 0, 1], 9_090).into()));
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_with_help() {
    let (bus, _publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    let (head, body) = ask(endpoint.local_addr(), "GET /").await;
    assert!(head.starts_with("http/1.1 404 not found\r\n"), "{head}");
    assert_eq!(body, "metrics are at /metrics\n");
    let (head, body) = ask(endpoint.local_addr(), "POST /metrics").await;
    assert!(head.starts_with("http/1.1 405 method not allowed\r\n") && head.contains("\r\nallow: get, head"), "{head}");
    assert_eq!(body, "metrics are read with GET\n");
    let (head, body) = ask(endpoint.local_addr(), "HEAD /metrics").await;
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    assert_eq!(body, "");
    let (head, _) = ask(endpoint.local_addr(), "\u{1}\u{2}garbage").await;
    assert!(head.starts_with("http/1.1 400 bad request"), "{head}");
}

#[tokio::test]
async fn a_silent_client_does_not_block_others() {
    let (bus, _publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    let silent = TcpStream::connect(endpoint.local_addr()).await.unwrap();
    let (head, _) = ask(endpoint.local_addr(), "GET /metrics").await;
    assert!(head.starts_with("http/1.1 200 ok\r\n"), "{head}");
    drop(silent);
}

#[tokio::test]
async fn clients_beyond_the_limit_are_disconnected() {
    let (bus, _publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    let mut silent = Vec::new();
    for _ in 0..32 {
        silent.push(TcpStream::connect(endpoint.local_addr()).await.unwrap());
    }
    let mut one_more = TcpStream::connect(endpoint.local_addr()).await.unwrap();
    assert_eq!(one_more.read(&mut [0; 1]).await.unwrap_or_default(), 0, "disconnected");
    drop(silent);
    loop {
        // The places are free once the server has noticed that the clients are gone.
        let mut connection = TcpStream::connect(endpoint.local_addr()).await.unwrap();
        let _ = connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n").await;
        if connection.read(&mut [0; 1]).await.unwrap_or_default() == 1 {
            break;
        }
    }
}

#[tokio::test]
async fn after_the_stop_the_port_is_free() {
    let (bus, _publishers) = bus(8);
    let (_page, endpoint) = served(&bus).await;
    let address = endpoint.local_addr();
    let mut open = TcpStream::connect(address).await.unwrap();
    ask(address, "GET /metrics").await;
    let ended = endpoint.ended();
    endpoint.stop().await;
    ended.await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_eq!(open.read(&mut [0; 1]).await.unwrap_or_default(), 0, "closed");
}

#[tokio::test]
async fn a_port_in_use_is_an_error() {
    let (bus, _publishers) = bus(8);
    let page = Page::of(&bus);
    let theirs = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = theirs.local_addr().unwrap().port();
    let refused = page.prometheus.serve(&page.collector, &MetricsConfig::default().with_port(port)).await;
    let Err(error @ MetricsError::Listen { .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(error.to_string(), format!("cannot serve metrics at 127.0.0.1:{port}"));
}

#[tokio::test]
async fn a_disabled_endpoint_serves_nothing() {
    let (bus, _publishers) = bus(8);
    let page = Page::of(&bus);
    let config = MetricsConfig::default().without_endpoint();
    assert_eq!(config.endpoint(), None);
    assert_eq!(config.clone().with_endpoint().endpoint(), MetricsConfig::default().endpoint());
    assert!(page.prometheus.serve(&page.collector, &config).await.unwrap().is_none());
}
