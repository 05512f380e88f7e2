//! The addresses of servers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::Kind;
use crate::settings::content::{Content, is};

/// The address that a server listens at.
#[derive(Debug, Clone)]
pub(crate) struct Address;

impl Address {
    pub(crate) const fn of() -> Self {
        Self
    }

    /// A port of this machine alone.
    pub(crate) const fn value(port: u16) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
    }
}

impl Kind for Address {
    type Value = SocketAddr;

    fn allowed(&self) -> String {
        "an IP address and a port, such as `127.0.0.1:9090` or `[::1]:9090`".into()
    }

    fn read(&self, content: &Content) -> Result<SocketAddr, String> {
        let text = content.text()?;
        text.parse().map_err(|_| is(text))
    }

    fn shown(&self, value: &SocketAddr) -> String {
        value.to_string()
    }
}
