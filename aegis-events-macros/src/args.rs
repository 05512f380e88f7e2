//! The arguments of the two attributes.

use aegis_events_suggest::closest;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

use crate::problems::{error, with_help};

const CATALOG: &str = "catalog";
const CRATE: &str = "crate";

/// What an argument looks like: the message and the help of the error if it looks otherwise.
type Form = (&'static str, &'static str);

const CATALOG_FORM: Form = ("expected a path in quotes", "write it as `catalog = \"../catalog.toml\"`");
const CRATE_FORM: Form = ("expected the name of the runtime crate", "write it without quotes: `crate = bus`");
const NAMED_FORM: Form =
    ("expected a named argument", "the arguments are `catalog = \"../catalog.toml\"` and `crate = bus`");
const EVENT_FORM: Form =
    ("expected a family and an event", "write them as a path without quotes: `Volume::VolumeCreated`");

/// The path of the runtime crate in generated code.
#[derive(Clone)]
pub(crate) struct Runtime(TokenStream);

impl Default for Runtime {
    fn default() -> Self {
        Self(quote!(::aegis_events))
    }
}

impl Runtime {
    /// A bare crate name becomes absolute, so that no module can shadow it.
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

/// The arguments of an attribute: `#[domain_event(Family::Event, catalog = "..", crate = ..)]`, or the same without the event.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) event: Option<EventPath>,
    pub(crate) catalog: Option<LitStr>,
    pub(crate) runtime: Runtime,
}

impl Args {
    /// Parses the arguments of `#[domain_events]`.
    pub(crate) fn domain_events(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::default().named(input, "domain_events")
    }

    /// Parses the arguments of `#[domain_event]`.
    pub(crate) fn domain_event(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self::default();
        if input.peek(LitStr) || (input.peek(Ident) && !input.peek2(Token![=])) {
            args.event = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>().map_err(|error| expected(&error, EVENT_FORM))?;
            }
        }
        args.named(input, "domain_event")
    }

    fn named(mut self, input: ParseStream<'_>, attribute: &str) -> syn::Result<Self> {
        let mut seen: Vec<String> = Vec::new();
        while !input.is_empty() {
            let name = input.call(Ident::parse_any).map_err(|error| expected(&error, NAMED_FORM))?;
            let text = name.to_string();
            if seen.contains(&text) {
                return Err(error(&name, format!("duplicate argument `{text}`"), "remove one of the two"));
            }
            match text.as_str() {
                CATALOG => self.catalog = Some(value(&name, input, |input| input.parse(), CATALOG_FORM)?),
                CRATE => self.runtime = Runtime::new(&value(&name, input, Path::parse_mod_style, CRATE_FORM)?),
                _ => {
                    let help = match closest(&text, [CATALOG, CRATE]) {
                        Some(near) => near.to_string(),
                        None => NAMED_FORM.1.to_owned(),
                    };
                    return Err(error(&name, format!("`#[{attribute}]` has no argument `{text}`"), help));
                }
            }
            seen.push(text);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(self)
    }
}

/// An event as the attribute names it, `Family::Event`.
pub(crate) struct EventPath {
    pub(crate) path: Path,
    pub(crate) family: String,
    pub(crate) event: String,
}

impl Parse for EventPath {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let path = Path::parse_mod_style(input).map_err(|error| expected(&error, EVENT_FORM))?;
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        match <[String; 2]>::try_from(names) {
            Ok([family, event]) => Ok(Self { path, family, event }),
            Err(_) => Err(error(path, EVENT_FORM.0, EVENT_FORM.1)),
        }
    }
}

/// Parses `= value`. If nothing follows the argument's name, the error is at the name.
fn value<T>(
    name: &Ident,
    input: ParseStream<'_>,
    parse: fn(ParseStream<'_>) -> syn::Result<T>,
    form: Form,
) -> syn::Result<T> {
    if input.is_empty() {
        return Err(error(name, form.0, form.1));
    }
    let value = input.parse::<Token![=]>().and_then(|_| parse(input));
    value.map_err(|error| expected(&error, form))
}

/// A parser's error, with our text.
fn expected(error: &syn::Error, (message, help): Form) -> syn::Error {
    syn::Error::new(error.span(), with_help(message, help))
}
