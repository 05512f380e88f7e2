//! A free port on loopback.
//!
//! Ports come from below the range that systems give to outgoing connections: a server keeps its port while it is stopped, and
//! nobody's connection may take it meanwhile.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};

/// The first port that is given out.
const FIRST: u16 = 12_000;

/// How many ports are given out. Linux opens connections from 32768 on, others from 49152.
const COUNT: u16 = 20_000;

/// A port that nobody listens at, at this moment. Another process may take it before the server does: then the caller asks again.
pub(crate) fn free() -> u16 {
    // A hasher of the standard library is seeded at random; two processes hardly begin at the same port.
    let begin = RandomState::new().hash_one(0) % u64::from(COUNT);
    (0..u64::from(COUNT))
        .filter_map(|step| u16::try_from((begin + step) % u64::from(COUNT)).ok())
        .map(|offset| FIRST + offset)
        .find(|&port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
        .expect("there is no free port on 127.0.0.1")
}
