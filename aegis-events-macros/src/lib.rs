//! The procedural macros of `aegis-events`: from `catalog.toml` to typed events.
//!
//! Use them through the crate `aegis-events`, which re-exports them and documents what they generate. Both entry points
//! walk the same corridor: arguments and item → where the catalog is → the checked catalog and its problems → code.

mod args;
mod expand;
mod input;
mod load;
mod locate;
mod problems;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod share;
#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use syn::parse_macro_input;

use args::{DomainEventArgs, DomainEventsArgs};
use input::{DomainEnum, EventStruct};
use load::Loaded;

/// Generates the enum over all events of a catalog, and everything beside it.
#[proc_macro_attribute]
pub fn domain_events(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse_macro_input!(args as DomainEventsArgs);
    let domain = parse_macro_input!(item as DomainEnum);
    match load::load(args.catalog.as_ref()) {
        Ok(Loaded { reading, tracked }) => {
            let problems = problems::compile_errors(&reading);
            if let Some(clash) = problems::name_clash(&reading.catalog, &domain.ident) {
                return join([tracked, problems, clash.into_compile_error()]);
            }
            let names = expand::Names::new(&reading.catalog, args.runtime, &domain);
            let code = expand::domain_events(&names, &domain);
            let mistakes = domain.mistakes.map(syn::Error::into_compile_error).unwrap_or_default();
            join([tracked, problems, mistakes, code])
        }
        Err(error) => error.into_compile_error().into(),
    }
}

/// Makes a hand-written struct the payload of an event, checked against the catalog.
#[proc_macro_attribute]
pub fn domain_event(args: TokenStream, item: TokenStream) -> TokenStream {
    // A mistake in the arguments takes the struct away too: rustc then tells nothing that only follows from the mistake. If the
    // struct were kept without its implementations, it would tell a screenful for each use of the event.
    let args = parse_macro_input!(args as DomainEventArgs);
    let item = TokenStream2::from(item);
    let event = match syn::parse2::<EventStruct>(item.clone()) {
        Ok(event) => event,
        Err(error) => return join([item, error.into_compile_error()]),
    };
    match load::load(args.catalog.as_ref()) {
        Ok(Loaded { reading, tracked }) => {
            let (code, mistakes) = expand::domain_event(&reading, &args, &event);
            join([event.item(), tracked, code, mistakes])
        }
        Err(error) => join([event.item(), error.into_compile_error()]),
    }
}

fn join<const N: usize>(parts: [TokenStream2; N]) -> TokenStream {
    parts.into_iter().collect::<TokenStream2>().into()
}
