//! The paths that a module writes: in `use`, in types and expressions, and inside macro calls.
//!
//! Documentation is not code: links in it are no imports. Neither is what a method call reaches without naming it.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, UseTree};

use super::test_code::is_test;

/// A path as the code writes it.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
    pub(crate) from: From,
}

/// Where a path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// `use`.
    Use,
    /// `pub use`, also with a restriction.
    Reexport,
    Code,
}

/// One name that a `use` line brings in.
pub(crate) struct Leaf {
    pub(crate) path: Vec<String>,
    /// The name in this module; without it, everything of `path`.
    pub(crate) name: Option<String>,
    line: usize,
}

/// All paths of a module, but those of the modules inside it.
pub(crate) fn collect(items: &[Item]) -> Vec<Written> {
    let mut collector = Collector::default();
    for item in items.iter().filter(|item| !matches!(item, Item::Mod(_))) {
        collector.visit_item(item);
    }
    collector.written
}

/// The names of a `use` tree.
pub(crate) fn leaves(tree: &UseTree) -> Vec<Leaf> {
    fn walk(tree: &UseTree, before: &[String], leaves: &mut Vec<Leaf>) {
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => walk(&path.tree, &[before, &[plain(&path.ident)]].concat(), leaves),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, before, leaves)),
            UseTree::Glob(_) => leaves.push(Leaf { path: before.to_vec(), name: None, line }),
            UseTree::Name(name) if name.ident == "self" => {
                leaves.push(Leaf { path: before.to_vec(), name: before.last().cloned(), line });
            }
            UseTree::Name(name) => {
                let name = plain(&name.ident);
                leaves.push(Leaf { path: [before, std::slice::from_ref(&name)].concat(), name: Some(name), line });
            }
            UseTree::Rename(rename) => {
                let mut path = before.to_vec();
                if rename.ident != "self" {
                    path.push(plain(&rename.ident));
                }
                leaves.push(Leaf { path, name: Some(plain(&rename.rename)), line });
            }
        }
    }
    let mut found = Vec::new();
    walk(tree, &[], &mut found);
    found
}

/// A name without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    name.unraw().to_string()
}

/// Macros whose tokens are code for another crate.
const GENERATING: [&str; 4] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

#[derive(Default)]
struct Collector {
    written: Vec<Written>,
}

impl Collector {
    /// Paths in the tokens of a macro call, which have no syntax tree.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path, line);
                        line = name.span().start().line;
                    }
                    path.push(plain(&name));
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.end(&mut path, line);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.end(&mut path, line);
    }

    fn end(&mut self, path: &mut Vec<String>, line: usize) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.written.push(Written { line, path, from: From::Code });
        }
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let skip = match item {
            ImplItem::Fn(function) => is_test(&function.attrs),
            ImplItem::Const(constant) => is_test(&constant.attrs),
            _ => false,
        };
        if !skip {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if !is_test(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_item_use(&mut self, line: &'ast syn::ItemUse) {
        let from = if matches!(line.vis, syn::Visibility::Inherited) { From::Use } else { From::Reexport };
        for leaf in leaves(&line.tree) {
            self.written.push(Written { line: leaf.line, path: leaf.path, from });
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let line = path.span().start().line;
        let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
        self.written.push(Written { line, path: segments, from: From::Code });
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        let name = call.path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
        if !GENERATING.contains(&name.as_str()) {
            self.tokens(call.tokens.clone());
        }
    }

    /// Neither documentation nor `pub(in path)` is an import.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
