//! A running program: its output, its metrics, and signals to it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::Places;

/// A running program. It is killed if the test ends first.
pub(crate) struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub(crate) fn start(places: &Places, options: &[&str]) -> Self {
        Self::of(places.program(options))
    }

    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// A server on free ports, and its addresses.
    pub(crate) fn serve(places: &Places, options: &[&str]) -> (Self, String, String) {
        let common = ["--grpc-address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0", "--quiet", "--hour", "100"];
        let mut running = Self::start(places, &[&["serve"], options, &common].concat());
        let grpc = running.line_with("gRPC on ");
        let metrics = running.metrics();
        (running, grpc, metrics)
    }

    /// The address of `/metrics`, which is printed first.
    pub(crate) fn metrics(&mut self) -> String {
        self.line_with("metrics on http://").trim_end_matches("/metrics").to_owned()
    }

    /// Reads until a line has a prefix, and returns the rest of that line.
    pub(crate) fn line_with(&mut self, start: &str) -> String {
        let found = self.lines.by_ref().find_map(|line| line.unwrap().strip_prefix(start).map(str::to_owned));
        found.unwrap_or_else(|| panic!("no line starts with `{start}`"))
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for an end without errors and returns the rest of the output.
    pub(crate) fn end(self, code: i32) -> String {
        let (rest, errors) = self.end_with_errors(code);
        assert_eq!(errors, "", "{rest}");
        rest
    }

    /// Waits for the end and returns the rest of the output, and the errors.
    pub(crate) fn end_with_errors(mut self, code: i32) -> (String, String) {
        let rest: Vec<String> = self.lines.by_ref().map(Result::unwrap).collect();
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        let (rest, status) = (rest.join("\n"), self.child.wait().unwrap());
        assert_eq!(status.code(), Some(code), "{rest}\n{errors}");
        (rest, errors)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The program has already ended, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Scrapes `/metrics`.
pub(crate) fn scrape(address: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    write!(connection, "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    answer
}
