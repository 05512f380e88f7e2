//! A hand-written struct as the payload of an event: checked against the catalog, then given what a generated one has.
//!
//! Types are compared as types: the catalog's type of each field comes from a `CatalogField` that `#[domain_events]`
//! implements beside the domain enum, the struct's own type must equal it, and the error stands at the field.

use std::collections::HashMap;

use aegis_events_catalog::model::{EventDef, FieldDef};
use aegis_events_catalog::{CheckedCatalog, Problem, Reading};
use aegis_events_suggest::{Suggestion, closest};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::event::{self, Access};
use super::fields;
use super::names::{ident, literal_text, place};
use super::record::{self, Table};
use crate::args::DomainEventArgs;
use crate::input::EventStruct;
use crate::problems::all_of;

/// What `#[domain_event]` generates beside the struct, and the mistakes in it as compile errors.
pub(crate) fn domain_event(
    reading: &Reading,
    args: &DomainEventArgs,
    item: &EventStruct,
) -> (TokenStream, TokenStream) {
    let catalog = &reading.catalog;
    let sound = !reading.problems.iter().any(Problem::is_error);
    let (event, misnamed) = match find(catalog, args, item.ident()) {
        Ok(found) => found,
        Err(error) => return (TokenStream::new(), error.into_compile_error()),
    };
    if event.rust.is_none() {
        // Where the catalog has errors, one of them may be in the path of the event, which `#[domain_events]` tells.
        let mistake = sound.then(|| generated(catalog, item.ident(), event).into_compile_error());
        return (TokenStream::new(), mistake.unwrap_or_default());
    }
    let code = implementations(catalog, args, item, event);
    let mistakes =
        misnamed.into_iter().chain(mistakes(catalog, item, event, sound)).map(syn::Error::into_compile_error);
    (code, mistakes.chain(item.mistakes()).collect())
}

/// The event that the struct is for: as the attribute says, or the only hand-written one of the struct's name. Where the
/// attribute's path leads nowhere, the name still does: the mistake is told, and nothing that follows from it.
fn find<'a>(
    catalog: &'a CheckedCatalog,
    args: &DomainEventArgs,
    name: &Ident,
) -> syn::Result<(&'a EventDef, Option<syn::Error>)> {
    match &args.event {
        Some(path) => match by_path(catalog, path) {
            Ok(event) => Ok((event, None)),
            Err(error) => match by_name(catalog, name) {
                Ok(event) if event.rust.is_some() => Ok((event, Some(error))),
                _ => Err(error),
            },
        },
        None => Ok((by_name(catalog, name)?, None)),
    }
}

fn generated(catalog: &CheckedCatalog, name: &Ident, event: &EventDef) -> syn::Error {
    let full = catalog.event_path(event);
    syn::Error::new(
        name.span(),
        format!(
            "the struct of `{full}` is generated from the catalog ({})\n\nto write it by hand, say in the catalog where it is: `rust = \"module::{name}\"`",
            place(catalog, &event.name)
        ),
    )
}

fn by_path<'a>(catalog: &'a CheckedCatalog, path: &syn::Path) -> syn::Result<&'a EventDef> {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let [family, event] = names.as_slice() else {
        return Err(syn::Error::new_spanned(path, "expected the family and the event, as in `Volume::VolumeCreated`"));
    };
    catalog.find_event(family, event).map(|index| catalog.event(index)).ok_or_else(|| {
        let all: Vec<String> =
            catalog.events().iter().map(|event| catalog.event_path(event).replace('.', "::")).collect();
        let hint = closest(&names.join("::"), all.iter().map(String::as_str));
        syn::Error::new_spanned(path, unknown(catalog, &names.join("::"), hint))
    })
}

fn by_name<'a>(catalog: &'a CheckedCatalog, name: &Ident) -> syn::Result<&'a EventDef> {
    let text = name.to_string();
    let named: Vec<&EventDef> = catalog.events().iter().filter(|event| event.name.text == text).collect();
    let hand_written: Vec<&EventDef> = named.iter().copied().filter(|event| event.rust.is_some()).collect();
    let candidates = if hand_written.is_empty() { named } else { hand_written };
    match candidates.as_slice() {
        [event] => Ok(event),
        [] => {
            let hint = closest(&text, catalog.events().iter().map(|event| event.name.text.as_str()));
            Err(syn::Error::new(name.span(), unknown(catalog, &text, hint)))
        }
        several => {
            let all: Vec<String> = several
                .iter()
                .map(|event| format!("`#[domain_event({}::{text})]`", catalog.family(event.family).name))
                .collect();
            Err(syn::Error::new(
                name.span(),
                format!("several families have an event `{text}`\n\nsay which one is meant: {}", all.join(" or ")),
            ))
        }
    }
}

fn unknown(catalog: &CheckedCatalog, name: &str, hint: Option<Suggestion<'_>>) -> String {
    let help = match hint {
        Some(suggestion) => suggestion.to_string(),
        None => format!("add it under [events] in {}", catalog.source().path().display()),
    };
    format!("the catalog `{}` has no event `{name}`\n\n{help}", catalog.name())
}

/// Missing and extra fields. Where the catalog itself has errors, fields may be missing from the model that the file has.
fn mistakes(catalog: &CheckedCatalog, item: &EventStruct, event: &EventDef, sound: bool) -> Option<syn::Error> {
    let full = catalog.event_path(event);
    let written: HashMap<String, Span> = item.fields().map(|(name, field)| (name, field.span())).collect();
    let missing = event.fields.iter().filter(|field| !written.contains_key(&field.name.text)).map(|field| {
        let text = format!(
            "`{}` lacks the field `{}` of `{full}`\n\n{}: `{} = \"{}\"`\nadd `pub {}: {}`, or remove it from the catalog",
            item.ident(),
            field.name,
            place(catalog, &field.name),
            field.name,
            field.ty_text,
            ident(&field.name.text),
            spelling(&field.ty_text),
        );
        syn::Error::new(item.ident().span(), text)
    });
    let extra = item
        .fields()
        .filter(|(name, _)| sound && event.fields.iter().all(|field| field.name.text != *name))
        .map(|(name, field)| {
            let near = closest(&name, event.fields.iter().map(|field| field.name.text.as_str()));
            let help = match near.filter(|near| !written.contains_key(near.word)) {
                Some(suggestion) => suggestion.to_string(),
                None => format!("add it to the event's fields ({}), or remove it here", place(catalog, &event.name)),
            };
            syn::Error::new(
                field.ident.as_ref().map_or_else(|| field.span(), Spanned::span),
                format!("`{full}` has no field `{name}`\n\n{help}"),
            )
        });
    all_of(missing.chain(extra))
}

/// A type of the catalog as it is usually written in Rust.
fn spelling(ty_text: &str) -> String {
    ty_text.replace("Timestamp", "DateTime<Utc>")
}

/// What the struct gets, by the fields that it has: follow-up errors would hide the mistakes.
fn implementations(
    catalog: &CheckedCatalog,
    args: &DomainEventArgs,
    item: &EventStruct,
    event: &EventDef,
) -> TokenStream {
    let runtime = &args.runtime;
    let known: Vec<(usize, &FieldDef, &syn::Field)> = event
        .fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| {
            let (_, written) = item.fields().find(|(name, _)| *name == field.name.text)?;
            Some((at, field, written))
        })
        .collect();
    let unknown = item.fields().filter(|(name, _)| event.fields.iter().all(|field| field.name.text != *name));
    let (unknown_fields, unknown_entries): (Vec<Ident>, Vec<TokenStream>) = unknown
        .map(|(name, _)| {
            let entry = quote!(#runtime::catalog::Field::new(#name, #runtime::catalog::SqlType::Json));
            (ident(&name), entry)
        })
        .unzip();
    let entries = known.iter().map(|(_, field, _)| fields::table_entry(catalog, runtime, field));
    let table = record::expand(&Table {
        runtime,
        ident: item.ident(),
        fields: known.iter().map(|(_, field, _)| ident(&field.name.text)).chain(unknown_fields).collect(),
        entries: entries.chain(unknown_entries).collect(),
    });
    let access = |name: &str| {
        let at = event::literal(event.fields.iter().position(|field| field.name.text == name).unwrap_or_default());
        let field = ident(name);
        quote!(#runtime::support::as_field::<<Self as #runtime::support::CatalogField<#at>>::Type>(&self.#field))
    };
    let event_fields =
        event::event_fields(runtime, item.ident(), &with_known_fields(event, &known), &Access::Checked(&access));
    let types = known.iter().map(|(at, field, written)| type_check(catalog, args, item, *at, field, written));
    quote!(#table #event_fields #(#types)*)
}

/// The event less what the struct lacks.
fn with_known_fields(event: &EventDef, known: &[(usize, &FieldDef, &syn::Field)]) -> EventDef {
    let has = |name: &str| known.iter().any(|(_, field, _)| field.name.text == name);
    let mut event = event.clone();
    event.time = event.time.filter(|&at| known.iter().any(|(known, _, _)| *known == at));
    event.keys.retain(|source| source.path.first().is_some_and(|step| has(&step.field)));
    event
}

/// Compares a field's type with the catalog's, as types.
fn type_check(
    catalog: &CheckedCatalog,
    args: &DomainEventArgs,
    item: &EventStruct,
    at: usize,
    field: &FieldDef,
    written: &syn::Field,
) -> TokenStream {
    let runtime = &args.runtime;
    let (name, wanted) = (&field.name, &field.ty_text);
    let message =
        format!("field `{name}` of `{}` has the type `{{Self}}`, but the catalog says `{wanted}`", item.ident());
    let label = format!("expected `{wanted}`");
    let note = literal_text(&format!("{}: `{name} = \"{wanted}\"`", place(catalog, name)));
    let fix = format!("write `{name}: {}`, or change the catalog", spelling(wanted));
    let (check, of) = (format_ident!("check_{}", name.text), item.ident());
    let ty = &written.ty;
    let at = event::literal(at);
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
