//! The address of a server: HOST:PORT, http://HOST:PORT or https://HOST:PORT.

use std::net::IpAddr;

use tonic::transport::Uri;

use crate::out::Failure;

/// The address of a server.
#[derive(Debug)]
pub(super) struct Address {
    /// As written.
    pub(super) written: String,
    pub(super) uri: Uri,
    pub(super) is_tls: bool,
    /// Without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Address {
    /// Parse an address. `tls` is the default without a scheme.
    pub(super) fn read(written: &str, tls: bool) -> Result<Self, Failure> {
        if written.contains('@') {
            // The text may contain a password.
            return Err(Failure::new(
                "the address of a server cannot contain a user or a password\n  --token-file names a file with the token",
            ));
        }
        let scheme = if tls { "https" } else { "http" };
        let whole = if written.contains("://") { written.to_owned() } else { format!("{scheme}://{written}") };
        let uri: Uri = whole.parse().map_err(|_| no_address(written))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(no_address(written));
        };
        let is_tls = match scheme {
            "http" => false,
            "https" => true,
            _ => return Err(no_address(written)),
        };
        let host = authority.host();
        if host.is_empty() {
            return Err(no_address(written));
        }
        if uri.path_and_query().is_some_and(|rest| !matches!(rest.as_str(), "" | "/")) {
            return Err(Failure::new(format!("`{written}` has a path\n  write {scheme}://{authority}")));
        }
        let port = match authority.as_str().strip_prefix(host).and_then(|rest| rest.strip_prefix(':')) {
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(|| no_port(written))?,
            None if !written.contains("://") => return Err(lacks_port(written, authority.as_str())),
            // With a scheme, its default port applies.
            None if is_tls => 443,
            None => 80,
        };
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Self { written: written.to_owned(), uri, is_tls, host, port })
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The address with another scheme.
    pub(super) fn with(&self, scheme: &str) -> String {
        if self.host.contains(':') {
            format!("{scheme}://[{}]:{}", self.host, self.port)
        } else {
            format!("{scheme}://{}:{}", self.host, self.port)
        }
    }
}

fn no_address(written: &str) -> Failure {
    Failure::new(format!(
        "`{written}` is not the address of a server\n  write HOST:PORT, http://HOST:PORT or https://HOST:PORT"
    ))
}

fn lacks_port(written: &str, host: &str) -> Failure {
    Failure::new(format!("`{written}` has no port\n  write {host}:50051 for the default port"))
}

fn no_port(written: &str) -> Failure {
    Failure::new(format!("the port of `{written}` is not a number from 1 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_host_a_port_and_a_tls_flag() {
        let cases = [
            ("localhost:50051", false, "localhost", 50_051),
            ("http://10.0.0.1:1/", false, "10.0.0.1", 1),
            ("https://[::1]:65535", true, "::1", 65_535),
            ("https://events.example.com", true, "events.example.com", 443),
            ("http://events.example.com", false, "events.example.com", 80),
            ("HTTPS://events.example.com/", true, "events.example.com", 443),
        ];
        for (written, is_tls, host, port) in cases {
            let address = Address::read(written, false).unwrap();
            assert_eq!((address.is_tls, &*address.host, address.port), (is_tls, host, port), "{written}");
        }
        assert!(Address::read("localhost:1", true).unwrap().is_tls);
        assert_eq!(Address::read("[::1]:7", false).unwrap().with("https"), "https://[::1]:7");
    }
}
