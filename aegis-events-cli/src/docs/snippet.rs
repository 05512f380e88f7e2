//! Example Rust for the pages: publish an event, subscribe to it.
//!
//! Paths are those of a crate that has the catalog in its module `domain`. A value that the catalog cannot describe is a parameter.

mod value;

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{Delivery, EventDef, Interest, PublisherDef, SubscriberDef};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use value::{Values, ident};

/// Publishes the event through its first owner.
pub(super) fn publish(catalog: &CheckedCatalog, event: &EventDef) -> String {
    let Some(&owner) = event.published_by.first() else { return String::new() };
    let owner = catalog.publisher(owner);
    let mut values = Values::of(catalog);
    let fields = values.fields(&event.fields);
    let Struct { import, path } = Struct::of(catalog, event, |name| values.imports.contains(name));
    let imports: Vec<_> = values.imports.iter().map(|name| ident(name)).collect();
    let uses = match &imports[..] {
        [] => quote!(
            use crate::domain::publishers;
        ),
        _ => quote!(use crate::domain::{#(#imports,)* publishers};),
    };
    let role = ident(&owner.name.text);
    let parameters = values.parameters.iter().map(|(name, ty)| {
        let name = ident(name);
        quote!(#name: &#ty)
    });
    let uses = quote! {
        #import
        #uses
    };
    let function = quote! {
        fn publish(
            event_bus: &aegis_events::Publisher<publishers::#role>,
            #(#parameters),*
        ) -> Result<(), aegis_events::PublishError> {
            event_bus.publish(#path #fields)?;
            Ok(())
        }
    };
    let comment = format!("// `event_bus` is `Publishers::{}`, given out at the composition root.", owner.field);
    format!("{}\n{comment}\n{}", pretty(uses), pretty(function))
}

/// Subscribes to the event, and to the event with one value of a key.
pub(super) fn subscribe(catalog: &CheckedCatalog, event: &EventDef) -> String {
    let always = event.keys.iter().find(|source| !source.optional());
    let key = always.or(event.keys.first()).map(|source| catalog.key(source.key));
    let key = key.map(|key| (ident(&key.name.text), catalog.type_def(key.ty).name.text.as_str()));
    let key_type = key.as_ref().map(|(_, ty)| *ty);
    let Struct { import, path } = Struct::of(catalog, event, |name| name == "DomainEvent" || Some(name) == key_type);
    let type_import = key_type.map(ident);
    let body = |subscribe: TokenStream| {
        quote! {
            let mut events = event_bus.#subscribe;
            while let Some(event) = events.next().await {
                println!("{event:?}");
            }
        }
    };
    let uses = match type_import {
        Some(ty) => quote! { #import use crate::domain::{DomainEvent, #ty}; },
        None => quote! { #import use crate::domain::DomainEvent; },
    };
    let every = body(quote!(subscribe_to::<#path>()));
    let mut parts = vec![uses, quote! { async fn every(event_bus: &aegis_events::EventBus<DomainEvent>) { #every } }];
    if let Some((key, ty)) = key {
        let (ty, one) = (ident(ty), body(quote!(subscription::<#path>().only(#key).subscribe())));
        parts.push(quote! {
            async fn of_one(event_bus: &aegis_events::EventBus<DomainEvent>, #key: #ty) { #one }
        });
    }
    parts.into_iter().map(pretty).collect::<Vec<_>>().join("\n")
}

/// Takes a publisher's handle from the bus.
pub(super) fn handle(publisher: &PublisherDef) -> String {
    let (role, field) = (ident(&publisher.name.text), ident(&publisher.field));
    let uses = quote! {
        use aegis_events::{BusConfig, EventBus, Publisher};
        use crate::domain::{DomainEvent, publishers};
    };
    let function = quote! {
        fn handle() -> Publisher<publishers::#role> {
            let (_event_bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
            publishers.#field
        }
    };
    format!("{}\n{}", pretty(uses), pretty(function))
}

/// Runs a declared subscriber.
pub(super) fn subscriber(catalog: &CheckedCatalog, subscriber: &SubscriberDef) -> String {
    let name = ident(&subscriber.name.text);
    let everything = matches!(subscriber.interests[..], [Interest::Everything]);
    let view = (!everything).then(|| ident(&format!("{name}Event")));
    let names = view.as_ref().map_or_else(|| quote!(#name), |view| quote!({#name, #view}));
    let uses = quote! {
        use crate::domain::DomainEvent;
        use crate::domain::subscribers::#names;
    };
    let handler = match &view {
        None => quote! { println!("{} {}", event.id(), event.view().event_type()); },
        Some(view) => {
            let arms = subscriber.interests.iter().map(|interest| arm(view, catalog, interest));
            quote! { match event.view() { #(#arms)* } }
        }
    };
    let function = if subscriber.delivery == Delivery::Durable {
        let cursor = subscriber.name.text.to_snake_case();
        quote! {
            fn run(history: &aegis_events::history::History<DomainEvent>) {
                let handle = history.durable::<#name>(#cursor).run(|event| async move {
                    #handler
                    Ok::<(), std::io::Error>(())
                });
                drop(handle);
            }
        }
    } else {
        quote! {
            fn run(event_bus: &aegis_events::EventBus<DomainEvent>) {
                let handle = event_bus.subscribe_to::<#name>().run(|event| async move { #handler });
                drop(handle);
            }
        }
    };
    let comment = "// The handler goes on after `drop`. Keep the handle to wait for its end.";
    format!("{}\n{comment}\n{}", pretty(uses), pretty(function))
}

/// Handles one variant of a subscriber's view.
fn arm(view: &impl ToTokens, catalog: &CheckedCatalog, interest: &Interest) -> TokenStream {
    match interest {
        Interest::Everything => TokenStream::new(),
        Interest::Family { family, variant } => {
            let (variant, name) = (ident(variant), ident(&catalog.family(*family).module));
            quote! { #view::#variant(#name) => println!("{} {}", event.id(), #name.event_type()), }
        }
        Interest::Event { variant, .. } => {
            let variant = ident(variant);
            quote! { #view::#variant(it) => println!("{} {it:?}", event.id()), }
        }
    }
}

/// The name of an event's struct in a snippet.
struct Struct {
    import: Option<TokenStream>,
    path: TokenStream,
}

impl Struct {
    /// Imported, unless another import has that name.
    fn of(catalog: &CheckedCatalog, event: &EventDef, is_taken: impl Fn(&str) -> bool) -> Self {
        let (module, name) = (ident(&catalog.family(event.family).module), ident(&event.name.text));
        let full = quote!(crate::domain::#module::#name);
        if is_taken(&event.name.text) {
            Self { import: None, path: full }
        } else {
            Self { import: Some(quote!(use #full;)), path: quote!(#name) }
        }
    }
}

/// Formatted source text, or the plain tokens if they are not Rust items.
fn pretty(items: TokenStream) -> String {
    match syn::parse2(items.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => items.to_string(),
    }
}
