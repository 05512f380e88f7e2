//! Constants that describe the catalog at run time: `EventInfo` and `CatalogInfo`.

use aegis_events_catalog::model::{EventDef, FieldType};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::fields;
use super::names::Names;
use super::tokens::{ident, literal};

/// The `EventInfo` of one event, for the family's module.
pub(super) fn event(names: &Names<'_>, kind: usize, event: &EventDef) -> TokenStream {
    let runtime = &names.runtime;
    let name = ident(&event.name.text);
    let (family, event_type, view) = (&names.catalog.family(event.family).name.text, &event.name.text, &event.view);
    let kind = literal(kind);
    let owners = event.published_by.iter().map(|index| literal(index.index()));
    let details = details(event);
    quote! {
        #runtime::catalog::EventInfo::new(
            #runtime::catalog::Kind::new(#kind),
            #family,
            #event_type,
            #view,
            &[#(#runtime::catalog::PublisherId::new(#owners)),*],
            <#name as #runtime::support::Record>::FIELDS,
        ) #details
    }
}

/// The properties that only some events have.
fn details(event: &EventDef) -> TokenStream {
    let version = (event.version != 1).then(|| {
        let version = literal(event.version as usize);
        quote!(.with_version(#version))
    });
    let time = event.time.and_then(|place| event.fields.get(place)).map(|field| {
        let name = &field.name.text;
        quote!(.with_time(#name))
    });
    let keys = event.keys.iter().map(|source| {
        let (key, path) = (literal(source.key.index()), source.dotted_path());
        quote!((#key, #path))
    });
    let keys = (!event.keys.is_empty()).then(|| quote!(.with_keys(&[#(#keys),*])));
    let retention = event.retention.map(|retention| {
        let secs = Literal::u64_unsuffixed(retention.as_secs());
        quote!(.with_retention_secs(#secs))
    });
    let was = event.was.iter().map(|name| &name.text);
    let was = (!event.was.is_empty()).then(|| quote!(.with_former_names(&[#(#was),*])));
    let deprecated = event.deprecated.as_ref().map(|reason| quote!(.with_deprecation(#reason)));
    let floats = event.holds_floats.then(|| quote!(.with_floats()));
    quote!(#version #time #keys #retention #was #deprecated #floats)
}

/// The `CatalogInfo`, for the module of the domain enum.
pub(super) fn catalog(names: &Names<'_>) -> TokenStream {
    let Names { catalog, runtime, .. } = names;
    let name = catalog.name();
    let publishers = catalog.publishers().iter().map(|publisher| &publisher.name.text);
    let keys = catalog.keys().iter().map(|key| {
        let name = &key.name.text;
        let sql = fields::sql_type(catalog, &FieldType::Named(key.ty));
        quote!(#runtime::catalog::KeyInfo::new(#name, #runtime::catalog::SqlType::#sql))
    });
    let families = catalog.families().iter().map(|family| {
        let name = &family.name.text;
        let (first, count) = (literal(family.events.start), literal(family.events.len()));
        quote!(#runtime::catalog::FamilyInfo::new(#name, #first, #count))
    });
    let events = catalog.events().iter().map(|event| {
        let path = names.event_path(event);
        quote!(<#path as #runtime::event::Payload>::INFO)
    });
    quote! {
        #runtime::catalog::CatalogInfo::new(
            #name,
            &[#(#publishers),*],
            &[#(#keys),*],
            &[#(#families),*],
            &[#(#events),*],
        )
    }
}
