//! The kinds of settings: what a value may be, in words and in code.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::content::{Content, is};
use super::units::{self, SIZES, TIMES};

/// A kind of setting.
pub(crate) trait Kind {
    type Value;
    /// Whether messages must not show its values.
    const IS_SECRET: bool = false;

    /// What is allowed, in words.
    fn allowed(&self) -> String;

    /// Reads a value; an error says what is wrong with it: "is 5".
    fn read(&self, content: &Content) -> Result<Self::Value, String>;

    /// A value that was set in code.
    fn check(&self, value: Self::Value) -> Result<Self::Value, String> {
        Ok(value)
    }

    /// A value as a file shows it.
    fn shown(&self, value: &Self::Value) -> String;
}

/// A whole number.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    min: usize,
    max: usize,
}

/// A time, in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Time {
    min: u64,
    max: u64,
}

/// A number of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Bytes {
    min: u64,
    max: u64,
}

/// A name that is safe in paths, subjects and logs.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    min: usize,
    max: usize,
}

/// A list of names of up to so many characters.
#[derive(Debug, Clone)]
pub(crate) struct Names(Name);

/// `true` or `false`.
#[derive(Debug, Clone)]
pub(crate) struct Switch;

/// The address that a server listens at.
#[derive(Debug, Clone)]
pub(crate) struct Address;

/// A file or a folder.
#[derive(Debug, Clone)]
pub(crate) struct Path;

/// A text that is in no message.
#[derive(Debug, Clone)]
pub(crate) struct Secret {
    allowed: &'static str,
    check: fn(&str) -> Result<(), String>,
}

/// One of a few words.
#[derive(Debug, Clone)]
pub(crate) struct Choice<W>(PhantomData<W>);

/// A type whose values are words in a file.
pub(crate) trait Word: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];
}

impl Count {
    pub(crate) const fn of(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    pub(crate) const fn value(value: usize) -> usize {
        value
    }

    pub(crate) fn nearest(&self, value: usize) -> usize {
        value.clamp(self.min, self.max)
    }
}

impl Kind for Count {
    type Value = usize;

    fn allowed(&self) -> String {
        format!("a whole number from {} to {}, without quotes", self.min, self.max)
    }

    fn read(&self, content: &Content) -> Result<usize, String> {
        let text = content.plain()?;
        // `parse` would take `+5`.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(|| is(text)).and_then(|value| self.check(value))
    }

    fn check(&self, value: usize) -> Result<usize, String> {
        in_range(value, (self.min..=self.max).contains(&value), || value.to_string())
    }

    fn shown(&self, value: &usize) -> String {
        value.to_string()
    }
}

impl Time {
    /// From a shortest to a longest time, written as in a file.
    pub(crate) const fn of(min: &str, max: &str) -> Self {
        Self { min: units::known(min, &TIMES), max: units::known(max, &TIMES) }
    }

    pub(crate) const fn value(text: &str) -> Duration {
        Duration::from_millis(units::known(text, &TIMES))
    }

    pub(crate) fn nearest(&self, value: Duration) -> Duration {
        value.clamp(Duration::from_millis(self.min), Duration::from_millis(self.max))
    }
}

impl Kind for Time {
    type Value = Duration;

    fn allowed(&self) -> String {
        let [from, to] = [self.min, self.max].map(|time| units::shown(time, &TIMES));
        format!("a time from {from} to {to}, such as `500ms`, `90s`, `15m`, `2h` or `7d`")
    }

    fn read(&self, content: &Content) -> Result<Duration, String> {
        let text = content.text()?;
        let time = units::read(text, &TIMES).ok_or_else(|| without_unit(text))?;
        self.check(Duration::from_millis(time))
    }

    fn check(&self, value: Duration) -> Result<Duration, String> {
        let range = Duration::from_millis(self.min)..=Duration::from_millis(self.max);
        in_range(value, range.contains(&value), || self.shown(&value))
    }

    fn shown(&self, value: &Duration) -> String {
        match u64::try_from(value.as_millis()) {
            Ok(ms) if Duration::from_millis(ms) == *value => units::shown(ms, &TIMES),
            _ => format!("{value:?}"),
        }
    }
}

impl Bytes {
    /// From a smallest to a largest size, written as in a file.
    pub(crate) const fn of(min: &str, max: &str) -> Self {
        Self { min: units::known(min, &SIZES), max: units::known(max, &SIZES) }
    }

    pub(crate) const fn value(text: &str) -> u64 {
        units::known(text, &SIZES)
    }
}

impl Kind for Bytes {
    type Value = u64;

    fn allowed(&self) -> String {
        let [from, to] = [self.min, self.max].map(|size| units::shown(size, &SIZES));
        format!("a size from {from} to {to}, such as `512KiB`, `64MiB` or `2GiB`")
    }

    fn read(&self, content: &Content) -> Result<u64, String> {
        let text = content.text()?;
        units::read(text, &SIZES).ok_or_else(|| without_unit(text)).and_then(|value| self.check(value))
    }

    fn check(&self, value: u64) -> Result<u64, String> {
        in_range(value, (self.min..=self.max).contains(&value), || self.shown(&value))
    }

    fn shown(&self, value: &u64) -> String {
        units::shown(*value, &SIZES)
    }
}

impl Name {
    pub(crate) const fn of(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    pub(crate) const fn value(value: &str) -> &str {
        value
    }

    fn check(&self, text: &str) -> Result<(), String> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() {
            Err(is(text))
        } else if !(self.min..=self.max).contains(&text.len()) {
            Err(format!("is {} characters long", text.chars().count()))
        } else if let Some(other) = text.chars().find(|&c| !fits(c)) {
            Err(format!("is {text:?}, with {other:?} in it"))
        } else {
            Ok(())
        }
    }
}

impl Kind for Name {
    type Value = String;

    fn allowed(&self) -> String {
        format!("{} to {} characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`", self.min, self.max)
    }

    fn read(&self, content: &Content) -> Result<String, String> {
        Kind::check(self, content.text()?.to_owned())
    }

    fn check(&self, value: String) -> Result<String, String> {
        self.check(&value).map(|()| value)
    }

    fn shown(&self, value: &String) -> String {
        value.clone()
    }
}

impl Names {
    pub(crate) const fn of(min_len: usize, max_len: usize) -> Self {
        Self(Name::of(min_len, max_len))
    }

    /// No names, the one default there is.
    pub(crate) const fn value(_: [&str; 0]) -> Vec<String> {
        Vec::new()
    }
}

impl Kind for Names {
    type Value = Vec<String>;

    fn allowed(&self) -> String {
        format!("a list such as `[AuditLogger, EventRecorder]`, of names of {}", self.0.allowed())
    }

    fn read(&self, content: &Content) -> Result<Vec<String>, String> {
        match content {
            Content::Sequence(items) => items.iter().map(|item| self.0.read(&item.content)).collect(),
            Content::Variable(text) if text.is_empty() => Ok(Vec::new()),
            Content::Variable(text) => {
                text.split(',').map(|name| Kind::check(&self.0, name.trim().to_owned())).collect()
            }
            other => Err(other.is()),
        }
    }

    fn shown(&self, value: &Vec<String>) -> String {
        format!("[{}]", value.join(", "))
    }
}

impl Switch {
    pub(crate) const fn of() -> Self {
        Self
    }

    pub(crate) const fn value(value: bool) -> bool {
        value
    }
}

impl Kind for Switch {
    type Value = bool;

    fn allowed(&self) -> String {
        "`true` or `false`, without quotes".into()
    }

    fn read(&self, content: &Content) -> Result<bool, String> {
        let text = content.plain()?;
        text.parse().map_err(|_| is(text))
    }

    fn shown(&self, value: &bool) -> String {
        value.to_string()
    }
}

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

impl Path {
    pub(crate) const fn of() -> Self {
        Self
    }
}

impl Kind for Path {
    type Value = PathBuf;

    fn allowed(&self) -> String {
        "a path, absolute or relative to the working directory, such as `/var/lib/aegis`".into()
    }

    fn read(&self, content: &Content) -> Result<PathBuf, String> {
        match content.text()? {
            "" => Err("is empty".into()),
            text if text.contains('\0') => Err("contains a NUL character".into()),
            text => Ok(text.into()),
        }
    }

    fn shown(&self, value: &PathBuf) -> String {
        value.display().to_string()
    }
}

impl Secret {
    /// A secret of a form. The check's errors are shown: they must not contain the secret.
    pub(crate) const fn of(allowed: &'static str, check: fn(&str) -> Result<(), String>) -> Self {
        Self { allowed, check }
    }
}

impl Kind for Secret {
    type Value = String;
    const IS_SECRET: bool = true;

    fn allowed(&self) -> String {
        self.allowed.into()
    }

    fn read(&self, content: &Content) -> Result<String, String> {
        self.check(content.text()?.to_owned())
    }

    fn check(&self, value: String) -> Result<String, String> {
        match &*value {
            "" => Err("is empty".into()),
            text if text.chars().any(char::is_control) => Err("contains a control character".into()),
            text => (self.check)(text).map(|()| value),
        }
    }

    fn shown(&self, _: &String) -> String {
        "[redacted]".into()
    }
}

impl<W: Word> Choice<W> {
    pub(crate) const fn of() -> Self {
        Self(PhantomData)
    }

    pub(crate) const fn value(value: W) -> W {
        value
    }
}

impl<W: Word> Kind for Choice<W> {
    type Value = W;

    fn allowed(&self) -> String {
        let quoted: Vec<_> = W::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect();
        quoted.join(" or ")
    }

    fn read(&self, content: &Content) -> Result<W, String> {
        let text = content.text()?;
        W::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| is(text))
    }

    fn shown(&self, value: &W) -> String {
        W::WORDS.iter().filter(|(_, known)| known == value).map(|(word, _)| *word).collect()
    }
}

fn in_range<T>(value: T, fits: bool, shown: impl FnOnce() -> String) -> Result<T, String> {
    if fits { Ok(value) } else { Err(format!("is {}", shown())) }
}

/// A text that has no unit, or is no number at all.
fn without_unit(text: &str) -> String {
    let missing = if text.parse::<f64>().is_ok() { ", without a unit" } else { "" };
    format!("{}{missing}", is(text))
}
