//! Reading of whole files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::out::Failure;

/// Larger than any catalog. A larger file is the wrong file.
const MOST_BYTES: u64 = 64 << 20;

/// Read a file; `-` is the standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let read = if path.as_os_str() == "-" { up_to_most(io::stdin().lock()) } else { open(path).and_then(up_to_most) };
    let bytes = read.map_err(|error| Failure::new(format!("cannot read `{shown}`: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Failure::new(format!("`{shown}` is larger than 64 MiB\n  name another file")));
    }
    Ok(bytes)
}

/// Read a text file.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?)
        .map_err(|_| Failure::new(format!("`{}` is not UTF-8\n  save the file as UTF-8", path.display())))
}

fn open(path: &Path) -> io::Result<File> {
    // The system's error for reading a folder is less clear.
    if fs::metadata(path)?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder\n  name a file"));
    }
    File::open(path)
}

fn up_to_most(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
