//! A catalog's problems as compile errors: one each, with the excerpt that the command line shows too.

use aegis_events_catalog::{CheckedCatalog, Reading, render_for_macro};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::expand;

/// How many problems are shown at most: whoever has more, begins with these.
const MOST: usize = 100;

/// One `compile_error!` per problem, in the order of the file. Warnings are the command line's business.
pub(crate) fn compile_errors(reading: &Reading) -> TokenStream {
    let source = reading.catalog.source();
    let errors = || reading.problems.iter().filter(|problem| problem.is_error());
    let shown = errors().take(MOST).map(|problem| render_for_macro(problem, source));
    let beyond = errors().count().saturating_sub(MOST);
    let rest = (beyond > 0).then(|| format!("{} has {beyond} more problems", source.path().display()));
    shown.chain(rest).map(|text| quote!(::core::compile_error! { #text })).collect()
}

/// The domain enum's own name, which only the attribute knows, against everything that would stand beside it.
pub(crate) fn name_clash(catalog: &CheckedCatalog, domain: &Ident) -> Option<syn::Error> {
    let families = catalog.families().iter();
    let enums = families.clone().map(|family| (family.enum_name.as_str(), "the enum of the family", &family.name));
    let modules = families.map(|family| (family.module.as_str(), "the module of the family", &family.name));
    let types = catalog.types().iter().map(|ty| (ty.name.text.as_str(), "the type", &ty.name));
    let (_, what, name) = enums.chain(modules).chain(types).find(|(taken, ..)| domain == taken)?;
    let place = expand::place(catalog, name);
    let text =
        format!("`{domain}` is also {what} `{name}` ({place})\n\nchoose another name for the enum, `DomainEvent` say");
    Some(syn::Error::new(domain.span(), text))
}

/// Several errors as one; none if there are none.
pub(crate) fn all_of(errors: impl IntoIterator<Item = syn::Error>) -> Option<syn::Error> {
    errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    })
}
