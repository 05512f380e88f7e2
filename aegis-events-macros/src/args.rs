//! The arguments of the two attributes.

use aegis_events_suggest::closest;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

const CATALOG: &str = "catalog";
const CRATE: &str = "crate";
const CATALOG_FORM: &str = "expected the path of a catalog in quotes, as in `catalog = \"../catalog.toml\"`";
const CRATE_FORM: &str = "expected the name of the runtime crate without quotes, as in `crate = bus`";
const EVENT_FORM: &str = "expected the family and the event as a path without quotes: `Volume::VolumeCreated`";

/// The runtime crate, as the generated code names it.
#[derive(Clone)]
pub(crate) struct Runtime(TokenStream);

impl Default for Runtime {
    fn default() -> Self {
        Self(quote!(::aegis_events))
    }
}

impl Runtime {
    /// A path as the user wrote it. A bare crate name becomes absolute, so that no module can shadow it.
    fn new(path: &Path) -> Self {
        let first = path.segments.first().map(|segment| segment.ident.to_string());
        let relative = matches!(first.as_deref(), Some("crate" | "self" | "super"));
        if relative || path.leading_colon.is_some() { Self(quote!(#path)) } else { Self(quote!(::#path)) }
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// `#[domain_events(catalog = "..", crate = ..)]`
pub(crate) struct DomainEventsArgs {
    pub(crate) catalog: Option<LitStr>,
    pub(crate) runtime: Runtime,
}

impl Parse for DomainEventsArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Named { catalog, runtime } = Named::parse(input, "domain_events")?;
        Ok(Self { catalog, runtime })
    }
}

/// `#[domain_event(Family::Event, catalog = "..", crate = ..)]`
pub(crate) struct DomainEventArgs {
    /// `Family::Event`
    pub(crate) event: Option<Path>,
    pub(crate) catalog: Option<LitStr>,
    pub(crate) runtime: Runtime,
}

impl Parse for DomainEventArgs {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut event = None;
        if input.peek(Ident) && !input.peek2(Token![=]) {
            event = Some(input.call(Path::parse_mod_style)?);
            if !input.is_empty() {
                input.parse::<Token![,]>().map_err(|error| explained(&error, EVENT_FORM))?;
            }
        } else if input.peek(LitStr) {
            return Err(input.error(EVENT_FORM));
        }
        let Named { catalog, runtime } = Named::parse(input, "domain_event")?;
        Ok(Self { event, catalog, runtime })
    }
}

/// The arguments with names, which both attributes take.
struct Named {
    catalog: Option<LitStr>,
    runtime: Runtime,
}

impl Named {
    fn parse(input: ParseStream<'_>, attribute: &str) -> syn::Result<Self> {
        let mut named = Self { catalog: None, runtime: Runtime::default() };
        let mut seen: Vec<String> = Vec::new();
        while !input.is_empty() {
            let name = input.call(Ident::parse_any).map_err(|error| {
                syn::Error::new(
                    error.span(),
                    format!("`#[{attribute}]` takes arguments by name: `catalog = \"../catalog.toml\"`, `crate = bus`"),
                )
            })?;
            let text = name.to_string();
            if seen.contains(&text) {
                return Err(syn::Error::new(name.span(), format!("`{text}` is given twice: keep one")));
            }
            match text.as_str() {
                CATALOG => {
                    named.catalog = Some(value(&name, input, |input| input.parse(), CATALOG_FORM)?);
                }
                CRATE => {
                    named.runtime = Runtime::new(&value(&name, input, Path::parse_mod_style, CRATE_FORM)?);
                }
                _ => {
                    let hint = match closest(&text, [CATALOG, CRATE]) {
                        Some(suggestion) => suggestion.to_string(),
                        None => format!("known are `{CATALOG}`, `{CRATE}`"),
                    };
                    return Err(syn::Error::new(
                        name.span(),
                        format!("`#[{attribute}]` has no argument `{text}`: {hint}"),
                    ));
                }
            }
            seen.push(text);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(named)
    }
}

/// `= value`; an error at the argument's name where nothing follows it.
fn value<T>(
    name: &Ident,
    input: ParseStream<'_>,
    parse: fn(ParseStream<'_>) -> syn::Result<T>,
    form: &str,
) -> syn::Result<T> {
    if input.is_empty() {
        return Err(syn::Error::new(name.span(), form));
    }
    let value = input.parse::<Token![=]>().and_then(|_| parse(input));
    value.map_err(|error| explained(&error, form))
}

/// The place of a parser's error, and what was expected there in our words.
fn explained(error: &syn::Error, form: &str) -> syn::Error {
    syn::Error::new(error.span(), form)
}
