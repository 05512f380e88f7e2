//! Snapshots of generated code, one per feature: `snapshots/<feature>.rs` is generated from `snapshots/<feature>.toml`.
//!
//! A line `# show:` of the catalog lists the parts to keep. `Started` keeps every item and implementation of that name, `impl Started`
//! only inherent ones, `Record for Started` only that implementation, `fn read for Started` only that method. To add a case, add a
//! catalog and run `cargo xtask bless`.

use std::fs;
use std::path::{Path, PathBuf};

use aegis_events_catalog::{Reading, read_bytes};
use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ImplItem, Item, Type, UseTree};

use crate::args::{Args, Runtime};
use crate::expand;
use crate::input::DomainEnum;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

/// Reads a catalog of the folder, and its `# show:` line.
fn read(name: &str) -> (Reading, Vec<String>) {
    let text = fs::read_to_string(folder().join(name)).expect("the catalog is readable");
    let reading = read_bytes(name, text.as_bytes());
    assert!(!reading.has_errors(), "{:?}", reading.problems);
    let show = text.lines().find_map(|line| line.strip_prefix("# show: ")).expect("a line `# show:`");
    (reading, show.split(", ").map(str::to_owned).collect())
}

#[test]
fn generated_code_is_as_the_snapshots_show() {
    let mut catalogs: Vec<String> = fs::read_dir(folder())
        .expect("the folder is readable")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    catalogs.sort_unstable();
    for name in catalogs {
        let (reading, show) = read(&name);
        let item: DomainEnum = syn::parse_quote!(
            pub enum DomainEvent {}
        );
        let code = expand::domain_events(&expand::Names::new(&reading.catalog, Runtime::default(), &item), &item);
        let mut file: syn::File = syn::parse2(code).expect("generated code parses");
        file.items.retain_mut(|item| keep(item, &show));
        assert!(!file.items.is_empty(), "{name} shows nothing");
        expect_file![folder().join(&name).with_extension("rs")].assert_eq(&prettyplease::unparse(&file));
    }
}

#[test]
fn a_hand_written_struct_is_as_its_snapshot_shows() {
    let (reading, _) = read("hand_written.toml");
    let args = Args { event: Some(syn::parse_quote!(Volume::VolumeCreated)), ..Args::default() };
    let item = syn::parse_quote! {
        /// A volume was created.
        #[derive(Eq)]
        pub struct CreatedV2 {
            /// When.
            pub created_at: Timestamp,
            /// Which.
            pub volume_id: VolumeId,
        }
    };
    let (code, mistakes) = expand::domain_event(&reading, &args, &item);
    assert!(mistakes.is_empty(), "{mistakes}");
    let item: TokenStream = item.item();
    let file: syn::File = syn::parse2(quote!(#item #code)).expect("generated code parses");
    expect_file![folder().join("hand_written_struct.rs")].assert_eq(&prettyplease::unparse(&file));
}

/// Whether to show an item. Reduces it to the part to show.
fn keep(item: &mut Item, show: &[String]) -> bool {
    let shown = |name: String| show.contains(&name);
    match item {
        Item::Mod(module) if !shown(module.ident.to_string()) => {
            let Some((_, items)) = &mut module.content else { return false };
            items.retain_mut(|item| keep(item, show));
            !items.is_empty()
        }
        Item::Impl(item) => {
            let Some(of) = self_type(&item.self_ty).map(Ident::to_string) else { return false };
            let is_shown = |part: &ImplItem| match part {
                ImplItem::Fn(method) => shown(format!("fn {} for {of}", method.sig.ident)),
                _ => false,
            };
            if item.items.iter().any(is_shown) {
                item.items.retain(is_shown);
                return true;
            }
            let by_trait = match item.trait_.as_ref().and_then(|(path, _)| path.segments.last()) {
                Some(name) => shown(name.ident.to_string()) || shown(format!("{} for {of}", name.ident)),
                None => shown(format!("impl {of}")),
            };
            by_trait || shown(of)
        }
        Item::Struct(item) => shown(item.ident.to_string()) || shown(format!("struct {}", item.ident)),
        Item::Enum(item) => shown(item.ident.to_string()) || shown(format!("enum {}", item.ident)),
        Item::Trait(item) => shown(item.ident.to_string()),
        Item::Type(item) => shown(item.ident.to_string()),
        Item::Mod(_) => true,
        Item::Use(item) => last_of(&item.tree).is_some_and(|name| shown(format!("use {name}"))),
        _ => false,
    }
}

fn self_type(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// The name that a `use` of a single item introduces.
fn last_of(tree: &UseTree) -> Option<&Ident> {
    match tree {
        UseTree::Path(path) => last_of(&path.tree),
        UseTree::Name(name) => Some(&name.ident),
        UseTree::Rename(rename) => Some(&rename.rename),
        UseTree::Glob(_) | UseTree::Group(_) => None,
    }
}
