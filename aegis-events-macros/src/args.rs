//! The arguments of the two attributes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

use crate::suggest;

const CATALOG: &str = "catalog";
const CRATE: &str = "crate";

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
                input.parse::<Token![,]>()?;
            }
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
                    input.parse::<Token![=]>()?;
                    named.catalog = Some(input.parse().map_err(|error| {
                        syn::Error::new(
                            error.span(),
                            "expected the path of a catalog in quotes, as in `catalog = \"../catalog.toml\"`",
                        )
                    })?);
                }
                CRATE => {
                    input.parse::<Token![=]>()?;
                    let path = input.call(Path::parse_mod_style).map_err(|error| {
                        syn::Error::new(
                            error.span(),
                            "expected the name of the runtime crate without quotes, as in `crate = bus`",
                        )
                    })?;
                    named.runtime = Runtime::new(&path);
                }
                _ => {
                    let hint = suggest::hint(&text, [CATALOG, CRATE]);
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
