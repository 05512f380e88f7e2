//! Derives on the user's item that would implement a trait twice.

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Path, Token, parse_quote};

use crate::problems::all_of;

/// The traits that the macros implement.
const IMPLEMENTED: [&str; 5] = ["Clone", "Debug", "PartialEq", "Serialize", "Deserialize"];

/// Takes out of the derives what the macro implements, and says so.
pub(super) fn strip_derives(attrs: &mut [Attribute], attribute: &str) -> syn::Result<Option<syn::Error>> {
    let mut mistakes = Vec::new();
    for attr in attrs.iter_mut().filter(|attr| attr.path().is_ident("derive")) {
        let paths = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)?;
        let (implemented, others): (Vec<Path>, Vec<Path>) = paths.into_iter().partition(|path| name_of(path).is_some());
        mistakes.extend(implemented.iter().filter_map(|path| Some((path.span(), name_of(path)?))));
        *attr = parse_quote!(#[derive(#(#others),*)]);
    }
    Ok(all_of(mistakes.into_iter().map(|(span, name)| {
        syn::Error::new(span, format!("`#[{attribute}]` implements `{name}` itself: remove it from the derives"))
    })))
}

/// The name of a trait that the macro implements.
fn name_of(path: &Path) -> Option<&'static str> {
    let last = &path.segments.last()?.ident;
    IMPLEMENTED.into_iter().find(|name| last == name)
}
