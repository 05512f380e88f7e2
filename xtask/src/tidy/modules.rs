//! The modules of one crate: which file holds each, what it declares, and which paths it writes.
//!
//! Modules and items under `#[cfg(test)]` are left out: tests may use anything.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, ItemMod};

use super::finding::Finding;
use super::paths::{Written, collect, leaves, plain};
use super::sources::{SKIPPED, Sources};
use super::test_code::is_test;

/// A path of module names from the crate's root.
pub(crate) type ModulePath = Vec<String>;

/// One module of a crate.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) path: ModulePath,
    /// The file that holds it; an inline module shares that of its parent.
    pub(crate) file: String,
    pub(crate) children: BTreeSet<String>,
    /// Names that `use` brings in, and whether it also offers them to others.
    pub(crate) imports: BTreeMap<String, (Vec<String>, bool)>,
    /// Modules of which `use` brings in everything.
    pub(crate) globs: Vec<Vec<String>>,
    /// The paths that its code writes.
    pub(crate) written: Vec<Written>,
}

/// All modules of a crate, the root first.
#[derive(Debug)]
pub(crate) struct Modules {
    /// The name by which the crate may call itself.
    pub(crate) crate_name: String,
    pub(crate) all: Vec<Module>,
    by_path: BTreeMap<ModulePath, usize>,
    /// What keeps imports from being seen: files that do not parse, modules whose file is elsewhere.
    pub(crate) findings: Vec<Finding>,
}

impl Modules {
    /// Follows the `mod` lines from `lib.rs` or `main.rs` in a crate's `src`.
    pub(crate) fn of(sources: &Sources, folder: &str, crate_name: &str) -> Modules {
        let mut modules = Modules {
            crate_name: crate_name.to_owned(),
            all: Vec::new(),
            by_path: BTreeMap::new(),
            findings: Vec::new(),
        };
        let roots = [format!("{folder}/src/lib.rs"), format!("{folder}/src/main.rs")];
        if let Some(root) = roots.iter().find(|root| sources.get(root).is_some()) {
            modules.add_file(sources, root, Vec::new());
        }
        modules
    }

    pub(crate) fn find(&self, path: &[String]) -> Option<&Module> {
        self.by_path.get(path).map(|&at| &self.all[at])
    }

    fn add_file(&mut self, sources: &Sources, file: &str, path: ModulePath) {
        let Some(text) = sources.get(file) else { return };
        match syn::parse_file(text) {
            Ok(parsed) => self.add(sources, file, &folder_inside(file), path, &parsed.items),
            Err(error) => {
                let what = format!("not valid Rust: {error}");
                self.findings.push(Finding::new(file, 1, what, "let rustc show the place"));
            }
        }
    }

    /// Adds a module; `folder` holds the files of the modules inside it.
    fn add(&mut self, sources: &Sources, file: &str, folder: &str, path: ModulePath, items: &[Item]) {
        let code = collect(items, &self.crate_name);
        self.findings.extend(code.hidden.into_iter().map(|(line, what)| {
            Finding::new(file, line, format!("{what} hides imports"), "write the path or the module where tidy sees it")
        }));
        let mut module = Module {
            path: path.clone(),
            file: file.to_owned(),
            children: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            written: code.written,
        };
        let mut below: Vec<&ItemMod> = Vec::new();
        for item in items {
            match item {
                Item::Mod(inner) if !is_test(&inner.attrs) => {
                    module.children.insert(plain(&inner.ident));
                    below.push(inner);
                }
                Item::Use(line) if !is_test(&line.attrs) => {
                    let offered = !matches!(line.vis, syn::Visibility::Inherited);
                    for leaf in leaves(&line.tree) {
                        match leaf.name {
                            Some(name) => drop(module.imports.insert(name, (leaf.path, offered))),
                            None => module.globs.push(leaf.path),
                        }
                    }
                }
                _ => {}
            }
        }
        // Where two `mod` lines take turns by feature, the first counts for names.
        self.by_path.entry(path.clone()).or_insert(self.all.len());
        self.all.push(module);
        for inner in below {
            let name = plain(&inner.ident);
            let line = inner.ident.span().start().line;
            if inner.attrs.iter().any(sets_path) {
                let what = format!("`#[path]` on the module `{name}`");
                self.findings.push(Finding::new(
                    file,
                    line,
                    what,
                    "put its file where its name says; only tests are elsewhere",
                ));
                continue;
            }
            let below = format!("{folder}/{name}");
            let path = [&path[..], std::slice::from_ref(&name)].concat();
            if let Some((_, items)) = &inner.content {
                self.add(sources, file, &below, path, items);
                continue;
            }
            let files = [format!("{below}.rs"), format!("{below}/mod.rs")];
            match files.iter().find(|file| sources.get(file).is_some()) {
                Some(file) => self.add_file(sources, file, path),
                None => {
                    let what = format!("no file of the module `{name}` is read: neither {} nor {}", files[0], files[1]);
                    let help = format!("add it; no folder of modules is called {}", SKIPPED.join(", "));
                    self.findings.push(Finding::new(file, line, what, help));
                }
            }
        }
    }
}

/// The folder of the modules that a file declares.
fn folder_inside(file: &str) -> String {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => format!("{folder}/{}", name.trim_end_matches(".rs")),
    }
}

/// Whether an attribute is `path`, also by `cfg_attr`.
fn sets_path(attribute: &Attribute) -> bool {
    fn names_path(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(name) => name == "path",
            TokenTree::Group(group) => names_path(group.stream()),
            _ => false,
        })
    }
    match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg_attr") && names_path(list.tokens.clone()),
        meta => meta.path().is_ident("path"),
    }
}
