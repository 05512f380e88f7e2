//! Processes, timed and weighed.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A program and its arguments.
pub(crate) struct Run<'a> {
    pub(crate) program: &'a Path,
    pub(crate) arguments: Vec<String>,
}

impl Run<'_> {
    fn spawn(&self) -> Child {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// From the start of the process to its end.
    fn time(&self) -> Duration {
        let start = Instant::now();
        self.spawn().wait().expect("the program ends");
        start.elapsed()
    }

    /// The most memory that a run had, looked at all the while; what it takes in its last microseconds is missed.
    pub(crate) fn peak_kib(&self) -> u64 {
        let mut child = self.spawn();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0;
        // A process that has ended has no memory left to tell of.
        while let Some(kib) = fs::read_to_string(&status).ok().as_deref().and_then(high_water) {
            peak = peak.max(kib);
        }
        child.wait().expect("the program ends");
        peak
    }
}

/// The medians of two programs that take turns.
pub(crate) fn medians(one: &Run<'_>, other: &Run<'_>, runs: usize) -> (Duration, Duration) {
    let (mut ones, mut others): (Vec<Duration>, Vec<Duration>) = (0..runs).map(|_| (one.time(), other.time())).unzip();
    ones.sort();
    others.sort();
    (ones[runs / 2], others[runs / 2])
}

/// `VmHWM` of `/proc/<pid>/status`, in KiB.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
