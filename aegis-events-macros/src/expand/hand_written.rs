//! A hand-written struct as the payload of an event: compared with the catalog, then given the traits of a generated one.
//!
//! `#[domain_events]` implements `CatalogField` with the type of each field. The code here requires that the struct's own type is equal
//! to it. So an alias is fine, and the error is at the field.

use aegis_events_catalog::model::{EventDef, FieldDef};
use aegis_events_catalog::{CheckedCatalog, Reading};
use aegis_events_suggest::closest;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::event_fields::{self, Access};
use super::record::Table;
use super::tokens::{ident, literal, note_text};
use crate::args::{Args, EventPath, Runtime};
use crate::input::EventStruct;
use crate::problems::{all_of, error, place};

/// The implementations that `#[domain_event]` generates, and the mistakes in the struct as compile errors.
pub(crate) fn domain_event(reading: &Reading, args: &Args, item: &EventStruct) -> (TokenStream, TokenStream) {
    let catalog = &reading.catalog;
    let sound = !reading.has_errors();
    let (event, misnamed) = match find(catalog, args, item.ident()) {
        Ok(found) => found,
        Err(error) => return (TokenStream::new(), error.into_compile_error()),
    };
    if event.rust.is_none() {
        // If the catalog has errors, one of them may be the event's `rust`, which `#[domain_events]` reports.
        let mistake = sound.then(|| generated(catalog, item.ident(), event).into_compile_error());
        return (TokenStream::new(), mistake.unwrap_or_default());
    }
    let code = implementations(catalog, &args.runtime, item, event);
    let mistakes =
        misnamed.into_iter().chain(mistakes(catalog, item, event, sound)).map(syn::Error::into_compile_error);
    (code, mistakes.chain(item.mistakes()).collect())
}

/// The event of the struct: the one that the attribute names, or the only one with the struct's name. If the attribute names no event
/// but the struct's name is that of one, the mistake in the attribute is the only error.
fn find<'a>(catalog: &'a CheckedCatalog, args: &Args, name: &Ident) -> syn::Result<(&'a EventDef, Option<syn::Error>)> {
    let Some(path) = &args.event else {
        return Ok((by_name(catalog, name)?, None));
    };
    by_path(catalog, path).map(|event| (event, None)).or_else(|error| match by_name(catalog, name) {
        Ok(event) if event.rust.is_some() => Ok((event, Some(error))),
        _ => Err(error),
    })
}

fn generated(catalog: &CheckedCatalog, name: &Ident, event: &EventDef) -> syn::Error {
    error(
        name,
        format!(
            "the struct of `{}` is generated from the catalog ({})",
            catalog.event_path(event),
            place(catalog, &event.name)
        ),
        format!("to write it by hand, add its path to the event: `rust = \"module::{name}\"`"),
    )
}

fn by_path<'a>(catalog: &'a CheckedCatalog, written: &EventPath) -> syn::Result<&'a EventDef> {
    let EventPath { path, family, event } = written;
    catalog.find_event(family, event).map(|index| catalog.event(index)).ok_or_else(|| {
        let all: Vec<String> =
            catalog.events().iter().map(|event| catalog.event_path(event).replace('.', "::")).collect();
        unknown(catalog, path, &format!("{family}::{event}"), all.iter().map(String::as_str))
    })
}

fn by_name<'a>(catalog: &'a CheckedCatalog, name: &Ident) -> syn::Result<&'a EventDef> {
    let named: Vec<&EventDef> = catalog.events().iter().filter(|event| name == &event.name.text).collect();
    let hand_written: Vec<&EventDef> = named.iter().copied().filter(|event| event.rust.is_some()).collect();
    let candidates = if hand_written.is_empty() { named } else { hand_written };
    match candidates.as_slice() {
        [event] => Ok(event),
        [] => {
            let all = catalog.events().iter().map(|event| event.name.text.as_str());
            Err(unknown(catalog, name, &name.to_string(), all))
        }
        several => {
            let attributes: Vec<String> = several
                .iter()
                .map(|event| format!("`#[domain_event({}::{name})]`", catalog.family(event.family).name))
                .collect();
            let message = format!("several families have an event `{name}`");
            Err(error(name, message, format!("name the family: {}", attributes.join(" or "))))
        }
    }
}

fn unknown<'a>(
    catalog: &CheckedCatalog,
    at: impl quote::ToTokens,
    name: &str,
    all: impl IntoIterator<Item = &'a str>,
) -> syn::Error {
    let help = match closest(name, all) {
        Some(near) => near.to_string(),
        None => format!("add it under [events] in {}", catalog.source().path().display()),
    };
    error(at, format!("the catalog `{}` has no event `{name}`", catalog.name()), help)
}

/// Missing and unknown fields. If the catalog has errors, its model may lack fields, so unknown ones are not reported.
fn mistakes(catalog: &CheckedCatalog, item: &EventStruct, event: &EventDef, sound: bool) -> Option<syn::Error> {
    let full = catalog.event_path(event);
    let is_written = |name: &str| item.fields().any(|(written, _)| written == name);
    let missing = event.fields.iter().filter(|field| !is_written(&field.name.text)).map(|field| {
        let message = format!("`{}` lacks the field `{}` of `{full}`", item.ident(), field.name);
        let declared = format!("{}: `{} = \"{}\"`", place(catalog, &field.name), field.name, field.ty_text);
        let rust = format!("pub {}: {}", ident(&field.name.text), spelling(&field.ty_text));
        let help = format!("add `{rust}`, or remove the field from the catalog");
        error(item.ident(), format!("{message}\n\n{declared}"), help)
    });
    let unknown = item.fields().filter(|(name, _)| sound && event.fields.iter().all(|field| field.name.text != *name));
    let unknown = unknown.map(|(name, field)| {
        let near = closest(&name, event.fields.iter().map(|field| field.name.text.as_str()));
        let help = match near.filter(|near| !is_written(near.word)) {
            Some(near) => near.to_string(),
            None => format!("add it to the event in the catalog ({}), or remove it here", place(catalog, &event.name)),
        };
        error(&field.ident, format!("`{full}` has no field `{name}`"), help)
    });
    all_of(missing.chain(unknown))
}

/// A type of the catalog as users write it in Rust.
fn spelling(ty_text: &str) -> String {
    ty_text.replace("Timestamp", "DateTime<Utc>")
}

/// The traits, for the fields that the struct has. Each difference from the catalog is one error and causes no others.
fn implementations(catalog: &CheckedCatalog, runtime: &Runtime, item: &EventStruct, event: &EventDef) -> TokenStream {
    let known: Vec<(usize, &FieldDef, &syn::Field)> = event
        .fields
        .iter()
        .enumerate()
        .filter_map(|(place, field)| {
            let (_, written) = item.fields().find(|(name, _)| *name == field.name.text)?;
            Some((place, field, written))
        })
        .collect();
    let has = |name: &str| known.iter().any(|(_, field, _)| field.name.text == name);
    let mut table = Table::new(catalog, runtime, item.ident(), known.iter().map(|(_, field, _)| *field));
    item.fields().filter(|(name, _)| !has(name)).for_each(|(name, _)| table.push_unknown(&name));
    let table = table.expand();
    let mut readable = event.clone();
    readable.time = event.time.filter(|&time| known.iter().any(|(place, ..)| *place == time));
    readable.keys.retain(|source| source.path.first().is_some_and(|step| has(&step.field)));
    let event_fields = event_fields::expand(runtime, item.ident(), &readable, Access::Checked);
    let types = known.iter().map(|(place, field, written)| type_check(catalog, runtime, item, *place, field, written));
    quote!(#table #event_fields #(#types)*)
}

/// Requires that a field has the type of the catalog.
fn type_check(
    catalog: &CheckedCatalog,
    runtime: &Runtime,
    item: &EventStruct,
    at: usize,
    field: &FieldDef,
    written: &syn::Field,
) -> TokenStream {
    let (name, wanted, of) = (&field.name, &field.ty_text, item.ident());
    let message = format!("field `{name}` of `{of}` has the type `{{Self}}`, but the catalog declares `{wanted}`");
    let label = format!("expected `{wanted}`");
    let note = note_text(&format!("{}: `{name} = \"{wanted}\"`", place(catalog, name)));
    let fix = format!("write `{name}: {}`, or change the catalog", spelling(wanted));
    let check = format_ident!("check_{}", name.text);
    let ty = &written.ty;
    let at = literal(at);
    let assertion = quote_spanned!(ty.span()=> #check::<#ty>);
    quote! {
        const _: () = {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note, note = #fix)]
            trait __FieldOf<__Wanted> {}
            impl<__Type> __FieldOf<__Type> for __Type {}
            fn #check<__Found: __FieldOf<<#of as #runtime::support::CatalogField<#at>>::Type>>() {}
            let _ = #assertion;
        };
    }
}
