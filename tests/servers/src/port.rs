//! A free port on loopback.
//!
//! Ports are below the range that systems use for outgoing connections: a stopped server keeps its port, and no connection may take it.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};

/// The first port.
const FIRST: u16 = 12_000;

/// The number of ports. Linux opens connections from 32768 on, other systems from 49152.
const COUNT: u16 = 20_000;

/// A port that is free now. Another process may take it before the server does; then the caller asks again.
pub(crate) fn free() -> u16 {
    // The standard library seeds this hasher at random, so two processes rarely begin at the same port.
    let begin = RandomState::new().hash_one(0) % u64::from(COUNT);
    (0..u64::from(COUNT))
        .filter_map(|step| u16::try_from((begin + step) % u64::from(COUNT)).ok())
        .map(|offset| FIRST + offset)
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .expect("a free port on 127.0.0.1")
}
