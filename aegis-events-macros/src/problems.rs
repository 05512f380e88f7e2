//! Compile errors: the problems of a catalog, and the texts of errors that the macros find themselves.

use aegis_events_catalog::model::Name;
use aegis_events_catalog::{CheckedCatalog, Reading, render_for_macro};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// At most this many problems are shown, to keep the output of a badly damaged catalog readable.
const MAX_SHOWN: usize = 100;

/// One `compile_error!` per error of the catalog, in file order. Only the command line shows warnings.
pub(crate) fn compile_errors(reading: &Reading) -> TokenStream {
    let source = reading.catalog.source();
    let errors = || reading.problems.iter().filter(|problem| problem.is_error());
    let shown = errors().take(MAX_SHOWN).map(|problem| render_for_macro(problem, source));
    let hidden = errors().count().saturating_sub(MAX_SHOWN);
    let rest = (hidden > 0).then(|| format!("{} has {hidden} more problems", source.path().display()));
    shown.chain(rest).map(|text| quote!(::core::compile_error! { #text })).collect()
}

/// The error if the domain enum has the name of an item that is generated next to it. The catalog's own checks cannot find
/// this, since only the attribute knows the enum's name.
pub(crate) fn name_clash(catalog: &CheckedCatalog, domain: &Ident) -> Option<syn::Error> {
    let families = catalog.families().iter();
    let enums = families.clone().map(|family| (family.enum_name.as_str(), "enum of the family", &family.name));
    let modules = families.map(|family| (family.module.as_str(), "module of the family", &family.name));
    let types = catalog.types().iter().map(|ty| (ty.name.text.as_str(), "type", &ty.name));
    let (_, what, name) = enums.chain(modules).chain(types).find(|(taken, ..)| domain == taken)?;
    Some(error(
        domain,
        format!("`{domain}` is also the name of the {what} `{name}` ({})", place(catalog, name)),
        "rename this enum, for example to `DomainEvent`",
    ))
}

/// The place of a name in the catalog, as `catalog.toml:118`.
pub(crate) fn place(catalog: &CheckedCatalog, name: &Name) -> String {
    let source = catalog.source();
    format!("{}:{}", source.path().display(), source.line(name.span.start))
}

/// An error at some tokens.
pub(crate) fn error(at: impl ToTokens, message: impl AsRef<str>, help: impl AsRef<str>) -> syn::Error {
    syn::Error::new_spanned(at, with_help(message, help))
}

/// The text of an error: the message, then the help apart from it.
pub(crate) fn with_help(message: impl AsRef<str>, help: impl AsRef<str>) -> String {
    format!("{}\n\nhelp: {}", message.as_ref(), help.as_ref())
}

/// Combines errors into one; `None` if there are none.
pub(crate) fn all_of(errors: impl IntoIterator<Item = syn::Error>) -> Option<syn::Error> {
    errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    })
}
