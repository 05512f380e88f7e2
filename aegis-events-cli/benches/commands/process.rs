//! Time and memory of processes.

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

    /// The elapsed time of the process.
    fn time(&self) -> Duration {
        let start = Instant::now();
        self.spawn().wait().expect("the program ends");
        start.elapsed()
    }

    /// The processor time and the peak memory of a run, by polling; the last microseconds are missed.
    fn weigh(&self) -> (Duration, u64) {
        let mut child = self.spawn();
        let folder = format!("/proc/{}", child.id());
        let mut peak = 0;
        // An ended process has no memory figures, but has its time until it is reaped.
        while let Some(kib) = fs::read_to_string(format!("{folder}/status")).ok().as_deref().and_then(high_water) {
            peak = peak.max(kib);
        }
        let times = fs::read_to_string(format!("{folder}/schedstat")).unwrap_or_default();
        let nanoseconds = times.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0);
        child.wait().expect("the program ends");
        (Duration::from_nanos(nanoseconds), peak)
    }

    /// The median processor time of the runs, and their peak memory in KiB.
    pub(crate) fn processor_time_and_peak(&self, runs: usize) -> (Duration, u64) {
        let (mut times, peaks): (Vec<Duration>, Vec<u64>) = (0..runs).map(|_| self.weigh()).unzip();
        times.sort();
        (times[runs / 2], peaks.into_iter().max().unwrap_or(0))
    }
}

/// The medians of two programs that run alternately.
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
