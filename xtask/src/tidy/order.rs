//! Imports against the order of the [layers](crate::layers).

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::imports::Import;
use super::modules::Modules;
use super::sources::Sources;
use crate::layers::{Exception, ModuleOrder, ROOT, Reserved};

const WHERE: &str = "the order is in xtask/src/layers/";

/// Imports of a higher module, or of one in the same layer.
pub(crate) fn upward(order: &ModuleOrder, imports: &[Import]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for import in imports {
        let (Some(from), Some(to)) = (module(order.folder, &import.from), module(order.folder, &import.to)) else {
            continue;
        };
        // The file on top uses everything; a module without a row is another finding.
        let Some(lower) = layer(order, from) else { continue };
        let allowed = order.exceptions.iter().any(|exception| exception.from == from && exception.to == to);
        if from == to || allowed || !seen.insert((&import.from, &import.to)) {
            continue;
        }
        let name = import.written.as_str();
        let (what, help) = if to == ROOT {
            (
                format!("`{name}` is declared in {}, which is above `{from}`", import.to),
                "move it into a module; the root of a folder only lists what is inside".to_owned(),
            )
        } else {
            match layer(order, to) {
                Some(higher) if higher > lower => (
                    format!("`{name}` is an upward import: `{from}` knows nothing of `{to}`"),
                    format!("move what both need into `{from}` or below, or let `{to}` hand it in; {WHERE}"),
                ),
                Some(higher) if higher == lower => (
                    format!(
                        "`{name}` is an import from the same layer: `{from}` and `{to}` know nothing of each other"
                    ),
                    format!("move what both need to a lower layer; {WHERE}"),
                ),
                _ => continue,
            }
        };
        findings.push(Finding::new(&import.from, import.line, what, help));
    }
    findings
}

/// Modules without a row, and rows without a module.
pub(crate) fn rows(order: &ModuleOrder, modules: &Modules) -> Vec<Finding> {
    let mut first_files = BTreeMap::new();
    for file in modules.all.iter().map(|module| module.file.as_str()) {
        if let Some(module) = module(order.folder, file).filter(|module| *module != ROOT) {
            first_files.entry(module).or_insert(file);
        }
    }
    let mut findings: Vec<Finding> = first_files
        .iter()
        .filter(|(module, _)| layer(order, module).is_none())
        .map(|(module, file)| {
            let what = format!("`{module}` has no row in the order of {}", order.folder);
            Finding::new(file, 1, what, "add it to its layer in xtask/src/layers/")
        })
        .collect();
    let rows = order.layers.iter().copied().flatten().map(|module| module.name);
    let rows = rows.chain(order.exceptions.iter().flat_map(|exception| [exception.from, exception.to]));
    findings.extend(rows.filter(|name| *name != ROOT && !first_files.contains_key(name)).map(|name| {
        let what = format!("the order has a row for `{name}`, which does not exist");
        Finding::new(order.folder, 1, what, "remove the row from xtask/src/layers/")
    }));
    findings
}

/// Rows that name no file or folder.
pub(crate) fn stale<'row>(rows: impl IntoIterator<Item = &'row str>, sources: &Sources) -> Vec<Finding> {
    let missing = rows.into_iter().filter(|row| !sources.rust().any(|(file, _)| is_in(file, row)));
    missing
        .map(|row| Finding::new(row, 1, "a row of xtask/src/layers/ names it, but it does not exist", "remove the row"))
        .collect()
}

/// Uses of a module by places that may not use it.
pub(crate) fn reserved(reserved: &Reserved, imports: &[Import]) -> Vec<Finding> {
    let uses = imports.iter().filter(|import| {
        is_in(&import.to, reserved.module)
            && !is_in(&import.from, reserved.module)
            && !is_root(&import.from)
            && !reserved.users.iter().any(|user| is_in(&import.from, user))
    });
    once_per_file(uses, |import| {
        let what = format!("`{}` uses {}, which few places may use", import.written, reserved.module);
        (what, format!("only these may: {}", reserved.users.join(", ")))
    })
}

/// Uses of one subscriber by another.
pub(crate) fn between_subscribers(subscribers: &[&str], exceptions: &[Exception], imports: &[Import]) -> Vec<Finding> {
    let owner = |file: &str| subscribers.iter().find(|folder| is_in(file, folder));
    let is_allowed = |from: &str, to: &str| exceptions.iter().any(|pair| pair.from == from && pair.to == to);
    let uses = imports.iter().filter(|import| match (owner(&import.from), owner(&import.to)) {
        (Some(from), Some(to)) => from != to && !is_allowed(from, to),
        _ => false,
    });
    once_per_file(uses, |import| {
        let what = format!("`{}` uses another subscriber: {}", import.written, import.to);
        (what, "subscribers do not import each other; let the application pass the value".to_owned())
    })
}

fn once_per_file<'imports>(
    imports: impl Iterator<Item = &'imports Import>,
    describe: impl Fn(&Import) -> (String, String),
) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for import in imports.filter(|import| seen.insert((&import.from, &import.to))) {
        let (what, help) = describe(import);
        findings.push(Finding::new(&import.from, import.line, what, help));
    }
    findings
}

/// The module of an order that holds a file: empty for the folder's own root, none outside.
fn module<'file>(folder: &str, file: &'file str) -> Option<&'file str> {
    let inside = file.strip_prefix(folder)?.strip_prefix('/')?;
    let first = inside.split('/').next()?;
    if first == inside && is_root(file) { Some(ROOT) } else { Some(first.trim_end_matches(".rs")) }
}

fn is_root(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    matches!(name, "lib.rs" | "main.rs" | "mod.rs")
}

fn layer(order: &ModuleOrder, module: &str) -> Option<usize> {
    order.layers.iter().position(|layer| layer.iter().any(|one| one.name == module))
}

/// Whether a file is a module's file or inside its folder.
fn is_in(file: &str, module: &str) -> bool {
    file == module || file.strip_prefix(module).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}
