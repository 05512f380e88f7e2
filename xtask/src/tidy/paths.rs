//! The paths that a module writes: in `use`, in types and expressions, and inside macro calls.
//!
//! Documentation is not code: links in it are no imports. Neither is what a method call reaches without naming it.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprLit, ImplItem, Item, Lit, LitStr, Meta, MetaNameValue, TraitItem, UseTree};

use super::test_code::is_test;

/// A path as the code writes it.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
    pub(crate) from: From,
}

/// What a module writes.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub(crate) written: Vec<Written>,
    /// What hides imports: its line, and what it is.
    pub(crate) hidden: Vec<(usize, String)>,
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
pub(crate) fn collect(items: &[Item], crate_name: &str) -> Code {
    let mut collector = Collector { crate_name, in_attribute: false, code: Code::default() };
    for item in items.iter().filter(|item| !matches!(item, Item::Mod(_))) {
        collector.visit_item(item);
    }
    collector.code
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

/// Attributes whose strings are text for people.
const TEXT: [&str; 5] = ["allow", "deprecated", "doc", "expect", "must_use"];

struct Collector<'name> {
    crate_name: &'name str,
    /// There, strings may be code.
    in_attribute: bool,
    code: Code,
}

impl Collector<'_> {
    /// Paths in the tokens of a macro call or an attribute, which have no syntax tree. Each begins with `before`, the path before a group.
    fn tokens(&mut self, tokens: TokenStream, before: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        tokens.windows(3).for_each(|window| self.hiding(window));
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons, mut renamed) = (0, 0, false);
        for token in tokens {
            match token {
                TokenTree::Ident(_) if std::mem::take(&mut renamed) => {}
                TokenTree::Ident(name) if name == "as" && !before.is_empty() => {
                    self.end(&mut path, line);
                    renamed = true;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path, line);
                        path.extend_from_slice(before);
                        line = name.span().start().line;
                    }
                    if name != "self" || path.is_empty() {
                        path.push(plain(&name));
                    }
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) if colons == 2 && group.delimiter() == Delimiter::Brace => {
                    self.tokens(group.stream(), &std::mem::take(&mut path));
                    colons = 0;
                }
                other => {
                    let start = if path.is_empty() { before } else { &path[..] };
                    let continued = path.is_empty() || colons == 2;
                    if continued && !start.is_empty() && start.iter().all(|name| is_keyword(name)) && is(&other, '$') {
                        let what = format!("`{}::$..`", start.join("::"));
                        self.code.hidden.push((other.span().start().line, what));
                    }
                    self.end(&mut path, line);
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream(), &[]),
                        TokenTree::Literal(literal) if self.in_attribute => self.string(literal.into()),
                        _ => {}
                    }
                }
            }
        }
        self.end(&mut path, line);
    }

    /// A string in an attribute, which may be code.
    fn string(&mut self, literal: TokenTree) {
        if let Ok(tokens) = syn::parse2::<LitStr>(literal.into()).and_then(|text| text.parse()) {
            self.tokens(tokens, &[]);
        }
    }

    /// `mod x;` and `include!(..)` among tokens.
    fn hiding(&mut self, tokens: &[TokenTree]) {
        match tokens {
            [TokenTree::Ident(word), TokenTree::Ident(name), end] if word == "mod" && is(end, ';') => {
                self.module(name);
            }
            [TokenTree::Ident(name), mark, TokenTree::Group(group)] if is(mark, '!') => {
                self.included(name, group.stream());
            }
            _ => {}
        }
    }

    fn module(&mut self, name: &Ident) {
        self.code.hidden.push((name.span().start().line, format!("`mod {name};` in a block or macro")));
    }

    /// Refuses `include!`, but of a file that `cargo xtask codegen` writes.
    fn included(&mut self, name: &Ident, tokens: TokenStream) {
        let generated = |file: LitStr| file.value().strip_prefix("generated/").is_some_and(|file| !file.contains('/'));
        if name == "include" && !syn::parse2(tokens).is_ok_and(generated) {
            self.code.hidden.push((name.span().start().line, "`include!`".to_owned()));
        }
    }

    fn end(&mut self, path: &mut Vec<String>, line: usize) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.code.written.push(Written { line, path, from: From::Code });
        }
    }
}

fn is(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_keyword(name: &str) -> bool {
    matches!(name, "crate" | "self" | "super")
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes: &[Attribute] = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if !is_test(&local.attrs) {
            visit::visit_local(self, local);
        }
    }

    fn visit_stmt_macro(&mut self, call: &'ast syn::StmtMacro) {
        if !is_test(&call.attrs) {
            visit::visit_stmt_macro(self, call);
        }
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        let attributes: &[Attribute] = match expression {
            Expr::Assign(expression) => &expression.attrs,
            Expr::Block(expression) => &expression.attrs,
            Expr::Call(expression) => &expression.attrs,
            Expr::If(expression) => &expression.attrs,
            Expr::Macro(expression) => &expression.attrs,
            Expr::Match(expression) => &expression.attrs,
            Expr::MethodCall(expression) => &expression.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_expr(self, expression);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if !is_test(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        if !is_test(&variant.attrs) {
            visit::visit_variant(self, variant);
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
            self.code.written.push(Written { line: leaf.line, path: leaf.path, from });
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let line = path.span().start().line;
        let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
        self.code.written.push(Written { line, path: segments, from: From::Code });
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        visit::visit_macro(self, call);
        let Some(name) = call.path.segments.last().map(|segment| &segment.ident) else { return };
        self.included(name, call.tokens.clone());
        if !GENERATING.iter().any(|generating| name == generating) {
            self.tokens(call.tokens.clone(), &[]);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        visit::visit_item_mod(self, module);
        if module.content.is_none() {
            self.module(&module.ident);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if let Some((_, name)) =
            item.rename.as_ref().filter(|(_, name)| item.ident == "self" && name != self.crate_name)
        {
            let what = format!("`extern crate self as {name}`");
            self.code.hidden.push((name.span().start().line, what));
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if TEXT.iter().any(|text| attribute.path().is_ident(text)) {
            return;
        }
        let mut path = attribute.path().segments.iter().map(|segment| plain(&segment.ident)).collect();
        self.end(&mut path, attribute.span().start().line);
        self.in_attribute = true;
        match &attribute.meta {
            Meta::List(list) => self.tokens(list.tokens.clone(), &[]),
            Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
                self.string(text.token().into());
            }
            _ => {}
        }
        self.in_attribute = false;
    }

    /// `pub(in path)` is not an import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
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
