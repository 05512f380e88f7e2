//! The modules of one crate: which file holds each, what it declares, and which paths it writes.
//!
//! Modules and items under `#[cfg(test)]` are left out: tests may use anything.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, ItemMod};

use super::paths::{Written, collect, leaves};
use super::sources::Sources;
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
    /// Files that do not parse, with the reason.
    pub(crate) broken: Vec<(String, String)>,
}

impl Modules {
    /// Follows the `mod` lines from `lib.rs` or `main.rs` in a crate's `src`.
    pub(crate) fn of(sources: &Sources, folder: &str, crate_name: &str) -> Modules {
        let mut modules = Modules {
            crate_name: crate_name.to_owned(),
            all: Vec::new(),
            by_path: BTreeMap::new(),
            broken: Vec::new(),
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
            Ok(parsed) => self.add(sources, file, path, &parsed.items),
            Err(error) => self.broken.push((file.to_owned(), error.to_string())),
        }
    }

    fn add(&mut self, sources: &Sources, file: &str, path: ModulePath, items: &[Item]) {
        let mut module = Module {
            path: path.clone(),
            file: file.to_owned(),
            children: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            written: collect(items),
        };
        let mut below: Vec<&ItemMod> = Vec::new();
        for item in items {
            match item {
                Item::Mod(inner) if !is_test(&inner.attrs) => {
                    module.children.insert(inner.ident.to_string());
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
            let path = [&path[..], &[inner.ident.to_string()]].concat();
            match &inner.content {
                Some((_, items)) => self.add(sources, file, path, items),
                None => {
                    let candidates = files_of(file, inner);
                    if let Some(file) = candidates.into_iter().find(|file| sources.get(file).is_some()) {
                        self.add_file(sources, &file, path);
                    }
                }
            }
        }
    }
}

/// Where the file of a module may be that `file` declares.
fn files_of(file: &str, module: &ItemMod) -> Vec<String> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    if let Some(path) = module.attrs.iter().find_map(path_attribute) {
        return vec![format!("{folder}/{path}")];
    }
    let folder = match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => format!("{folder}/{}", name.trim_end_matches(".rs")),
    };
    let name = module.ident.to_string();
    vec![format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")]
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if pair.path.is_ident("path") => {
            Some(text.value())
        }
        _ => None,
    }
}
