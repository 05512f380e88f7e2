//! Files and folders.

use std::path::PathBuf;

use super::Kind;
use crate::settings::content::Content;

/// A file or a folder.
#[derive(Debug, Clone)]
pub(crate) struct Path;

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
