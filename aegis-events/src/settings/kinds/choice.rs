//! Choices between words.

use std::marker::PhantomData;

use super::Kind;
use crate::settings::content::{Content, is};

/// One of a few words.
#[derive(Debug, Clone)]
pub(crate) struct Choice<W>(PhantomData<W>);

/// A type whose values are words in a file.
pub(crate) trait Word: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];
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
