//! Derives of traits that the macros implement.

use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token, parse_quote};

use crate::problems::{all_of, error};

const IMPLEMENTED: [&str; 5] = ["Clone", "Debug", "PartialEq", "Serialize", "Deserialize"];

/// Removes the derives of traits that the macro implements, and reports each.
pub(super) fn strip_derives(attrs: &mut [Attribute], attribute: &str) -> syn::Result<Option<syn::Error>> {
    let mut mistakes = Vec::new();
    for attr in attrs.iter_mut().filter(|attr| attr.path().is_ident("derive")) {
        let paths = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)?;
        let (implemented, others): (Vec<Path>, Vec<Path>) = paths.into_iter().partition(|path| name_of(path).is_some());
        mistakes.extend(implemented.iter().filter_map(|path| {
            let message = format!("`#[{attribute}]` already implements `{}`", name_of(path)?);
            Some(error(path, message, "remove it from the derives"))
        }));
        *attr = parse_quote!(#[derive(#(#others),*)]);
    }
    Ok(all_of(mistakes))
}

/// The name of a trait that the macro implements.
fn name_of(path: &Path) -> Option<&'static str> {
    let last = &path.segments.last()?.ident;
    IMPLEMENTED.into_iter().find(|name| last == name)
}
