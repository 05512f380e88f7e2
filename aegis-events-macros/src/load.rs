//! Reads a catalog once, however many attributes ask for it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aegis_events_catalog::{Reading, read_bytes};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::locate::{self, Location};

/// A catalog and what was found in it.
pub(crate) struct Loaded {
    pub(crate) reading: Arc<Reading>,
    /// An item that makes cargo rebuild the crate when the file changes.
    pub(crate) tracked: TokenStream,
}

/// What was read before, by path and content: many attributes in a crate cost one reading, and a language server that
/// keeps the macros loaded sees every change.
static READ: LazyLock<Mutex<HashMap<PathBuf, Known>>> = LazyLock::new(Mutex::default);

/// A file's content and what was read from it.
struct Known {
    bytes: Vec<u8>,
    reading: Arc<Reading>,
}

/// Finds and reads the catalog.
pub(crate) fn load(given: Option<&LitStr>) -> syn::Result<Loaded> {
    let location = locate::locate(given)?;
    let tracked = tracked(&location);
    let bytes = std::fs::read(&location.path).map_err(|error| {
        let span = given.map_or_else(Span::call_site, LitStr::span);
        syn::Error::new(span, format!("the catalog {} cannot be read: {error}", location.path.display()))
    })?;
    Ok(Loaded { reading: cached(location, bytes), tracked })
}

fn cached(location: Location, bytes: Vec<u8>) -> Arc<Reading> {
    // A reading that panicked left nothing half done: the map holds whole readings only.
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = read.get(&location.path)
        && known.bytes == bytes
    {
        return Arc::clone(&known.reading);
    }
    let reading = Arc::new(read_bytes(location.shown, &bytes));
    read.insert(location.path, Known { bytes, reading: Arc::clone(&reading) });
    reading
}

fn tracked(location: &Location) -> TokenStream {
    let path = location.path.to_string_lossy();
    quote! {
        const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);
    }
}
