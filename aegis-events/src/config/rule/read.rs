//! From a text, or a value set in code, to a value that keeps its rule.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use aegis_events_suggest::shortened;

use super::{Bad, Rule, Shape, units};

#[cfg_attr(
    not(all(feature = "audit", feature = "grpc", feature = "metrics")),
    allow(dead_code, reason = "sections that are left out by features use their own part")
)]
impl Rule {
    pub(crate) fn read_boolean(&self, text: &str) -> Result<bool, Bad> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.is(text)),
        }
    }

    pub(crate) fn read_integer(&self, text: &str) -> Result<usize, Bad> {
        // `parse` would take `+5`.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(|| self.is(text)).and_then(|value| self.check_integer(value))
    }

    pub(crate) fn check_integer(&self, value: usize) -> Result<usize, Bad> {
        match self.shape {
            Shape::Integer { min, max } if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.is(&value.to_string())),
        }
    }

    pub(crate) fn read_duration(&self, text: &str) -> Result<Duration, Bad> {
        let read = units::read_duration(text).ok_or_else(|| match text.parse::<f64>() {
            Ok(_) => self.bad(format!("is {}, without a unit", shortened(text))),
            Err(_) => self.is(text),
        });
        read.and_then(|value| self.check_duration(value))
    }

    pub(crate) fn check_duration(&self, value: Duration) -> Result<Duration, Bad> {
        match self.shape {
            Shape::Duration { min, max } if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.is(&units::duration(value))),
        }
    }

    pub(crate) fn read_size(&self, text: &str) -> Result<u64, Bad> {
        let read = units::read_size(text).ok_or_else(|| match text.parse::<f64>() {
            Ok(_) => self.bad(format!("is {}, without a unit", shortened(text))),
            Err(_) => self.is(text),
        });
        read.and_then(|value| self.check_size(value))
    }

    pub(crate) fn check_size(&self, value: u64) -> Result<u64, Bad> {
        match self.shape {
            Shape::Size { min, max } if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.is(&units::size(value))),
        }
    }

    pub(crate) fn read_address(&self, text: &str) -> Result<SocketAddr, Bad> {
        text.parse().map_err(|_| self.is(text))
    }

    pub(crate) fn read_path(&self, text: &str) -> Result<PathBuf, Bad> {
        match text {
            "" => Err(self.bad("is empty".into())),
            text if text.contains('\0') => Err(self.bad("has a NUL character in it".into())),
            text => Ok(text.into()),
        }
    }

    pub(crate) fn read_name(&self, text: &str) -> Result<String, Bad> {
        let (Shape::Name { max_len } | Shape::Names { max_len }) = self.shape else { return Err(self.is(text)) };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() {
            Err(self.bad("is empty".into()))
        } else if text.len() > max_len {
            Err(self.bad(format!("is {} characters long", text.chars().count())))
        } else if let Some(other) = text.chars().find(|&c| !fits(c)) {
            Err(self.bad(format!("is {text:?}, with {other:?} in it")))
        } else {
            Ok(text.into())
        }
    }

    /// The word's place among those that are allowed.
    pub(crate) fn read_choice(&self, text: &str) -> Result<usize, Bad> {
        let Shape::Choice(words) = self.shape else { return Err(self.is(text)) };
        words.iter().position(|word| *word == text).ok_or_else(|| self.is(text))
    }

    /// The text is in no message.
    pub(crate) fn read_secret(&self, text: &str) -> Result<String, Bad> {
        match text {
            "" => Err(self.bad("is empty".into())),
            text if text.chars().any(char::is_control) => Err(self.bad("has a control character in it".into())),
            text => match self.shape {
                Shape::Secret { check } => check(text).map(|()| text.into()).map_err(|problem| self.bad(problem)),
                _ => Err(self.bad("is no secret".into())),
            },
        }
    }

    fn is(&self, text: &str) -> Bad {
        self.bad(if text.is_empty() { "is empty".into() } else { format!("is {}", shortened(text)) })
    }
}
