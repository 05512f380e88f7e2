//! The kinds of settings: what a value may be, in words and in code.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use super::content::{Content, is};

/// A kind of setting.
pub(crate) trait Kind {
    type Value;
    /// Whether messages must not show its values.
    const IS_SECRET: bool = false;

    /// The allowed values, in words.
    fn allowed(&self) -> String;

    /// Reads a value. The error is a phrase that follows the key: "is 5".
    fn read(&self, content: &Content) -> Result<Self::Value, String>;

    /// A value that was set in code.
    fn check(&self, value: Self::Value) -> Result<Self::Value, String> {
        Ok(value)
    }

    /// A value as a file shows it.
    fn shown(&self, value: &Self::Value) -> String;
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
