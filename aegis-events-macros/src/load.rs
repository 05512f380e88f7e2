//! Reads a catalog once per compilation, even if many attributes use it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aegis_events_catalog::{Reading, read_bytes};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::locate::{self, Location};

/// A catalog and its problems.
pub(crate) struct Loaded {
    pub(crate) reading: Arc<Reading>,
    /// An item that makes cargo rebuild the crate when the file changes.
    pub(crate) tracked: TokenStream,
}

/// Readings by path. The content is compared too, since a language server keeps the macros loaded while files change.
static CACHE: LazyLock<Mutex<HashMap<PathBuf, Cached>>> = LazyLock::new(Mutex::default);

/// A file's content and the reading of it.
struct Cached {
    bytes: Vec<u8>,
    reading: Arc<Reading>,
}

/// Finds and reads the catalog.
pub(crate) fn load(given: Option<&LitStr>) -> syn::Result<Loaded> {
    let location = locate::locate(given)?;
    let tracked = tracked(&location);
    let bytes = std::fs::read(&location.path).map_err(|error| {
        let span = given.map_or_else(Span::call_site, LitStr::span);
        syn::Error::new(span, format!("cannot read the catalog {}: {error}", location.path.display()))
    })?;
    Ok(Loaded { reading: cached(location, bytes), tracked })
}

fn cached(location: Location, bytes: Vec<u8>) -> Arc<Reading> {
    // A panic while the lock was held cannot have left a partial entry: entries are inserted whole.
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = cache.get(&location.path)
        && known.bytes == bytes
    {
        return Arc::clone(&known.reading);
    }
    let reading = Arc::new(read_bytes(location.shown, &bytes));
    cache.insert(location.path, Cached { bytes, reading: Arc::clone(&reading) });
    reading
}

fn tracked(location: &Location) -> TokenStream {
    let path = location.path.to_string_lossy();
    quote! {
        const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);
    }
}
