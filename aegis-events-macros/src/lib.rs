//! The procedural macros of `aegis-events`: typed events from `catalog.toml`.
//!
//! Use them through the crate `aegis-events`, which re-exports and documents them. Both attributes work in the same steps: parse the
//! arguments and the item, find and read the catalog, report its problems, generate code.
//!
//! Order of the modules, each using only earlier ones: `problems`, `args`, `input`, `locate`, `load`, `expand`.

mod args;
mod expand;
mod input;
mod load;
mod locate;
mod problems;
#[cfg(test)]
#[path = "../tests/expansion/robustness.rs"]
mod robustness;
#[cfg(test)]
#[path = "../tests/expansion/share.rs"]
mod share;
#[cfg(test)]
#[path = "../tests/expansion/snapshots.rs"]
mod snapshots;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use syn::parse_macro_input;

use args::Args;
use input::{DomainEnum, EventStruct};
use load::Loaded;

#[expect(missing_docs, reason = "documented where `aegis-events` re-exports it, so that its example compiles")]
#[proc_macro_attribute]
pub fn domain_events(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = parse_macro_input!(args with Args::domain_events);
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

#[expect(missing_docs, reason = "documented where `aegis-events` re-exports it")]
#[proc_macro_attribute]
pub fn domain_event(args: TokenStream, item: TokenStream) -> TokenStream {
    // A mistake in the arguments removes the struct too. Without its implementations, each use of the event would be another error.
    let args = parse_macro_input!(args with Args::domain_event);
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
