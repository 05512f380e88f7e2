//! Imports between the files of one crate: every written path, followed through `use` and re-exports to the file that declares the name.

use super::modules::{Module, Modules};
use super::paths::From;

/// How many re-exports are followed at most; more would be a circle of names.
const MOST_STEPS: usize = 16;

/// One file uses what another declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) from: String,
    pub(crate) line: usize,
    /// As the code writes it.
    pub(crate) written: String,
    pub(crate) to: String,
    /// The file only offers the name to others, and the name is from a module inside it.
    pub(crate) offered: bool,
}

/// All imports between files of a crate.
pub(crate) fn imports(modules: &Modules) -> Vec<Import> {
    let mut imports = Vec::new();
    for module in &modules.all {
        for written in &module.written {
            // A bare name is counted at its `use`; if that is a re-export, only here does the file use it itself.
            let bare = written.from == From::Code && written.path.len() == 1;
            if bare && !module.imports.get(&written.path[0]).is_some_and(|(_, offered)| *offered) {
                continue;
            }
            let Some(target) = resolve(modules, module, &written.path, MOST_STEPS) else { continue };
            if target.file != module.file {
                let path = written.path.join("::");
                imports.push(Import {
                    from: module.file.clone(),
                    line: written.line,
                    written: match written.from {
                        From::Use => format!("use {path}"),
                        From::Reexport => format!("pub use {path}"),
                        From::Code => path,
                    },
                    to: target.file.clone(),
                    offered: written.from == From::Reexport && target.path.starts_with(&module.path),
                });
            }
        }
    }
    imports
}

/// The module that declares what a path names, as seen from a module; none for other crates.
fn resolve<'modules>(
    modules: &'modules Modules,
    from: &'modules Module,
    path: &[String],
    steps: usize,
) -> Option<&'modules Module> {
    let (first, mut rest) = path.split_first()?;
    let mut at = match first.as_str() {
        "crate" => modules.find(&[])?,
        "self" => from,
        "super" => modules.find(from.path.split_last()?.1)?,
        name if name == modules.crate_name => modules.find(&[])?,
        name => return named(modules, from, name, rest, steps),
    };
    while let Some(("super", more)) = rest.split_first().map(|(name, more)| (name.as_str(), more)) {
        at = modules.find(at.path.split_last()?.1)?;
        rest = more;
    }
    match rest.split_first() {
        None => Some(at),
        Some((name, more)) => Some(named(modules, at, name, more, steps).unwrap_or(at)),
    }
}

/// What `name` and the names after it are in a module: a module inside it, or something that it imports.
fn named<'modules>(
    modules: &'modules Modules,
    module: &'modules Module,
    name: &str,
    rest: &[String],
    steps: usize,
) -> Option<&'modules Module> {
    let steps = steps.checked_sub(1)?;
    if module.children.contains(name) {
        let inner = modules.find(&[&module.path[..], &[name.to_owned()]].concat())?;
        return match rest.split_first() {
            None => Some(inner),
            Some((name, more)) => Some(named(modules, inner, name, more, steps).unwrap_or(inner)),
        };
    }
    if let Some((path, _)) = module.imports.get(name) {
        return resolve(modules, module, &[path, rest].concat(), steps);
    }
    module.globs.iter().find_map(|glob| {
        let inner = resolve(modules, module, glob, steps)?;
        (inner.path != module.path).then(|| named(modules, inner, name, rest, steps)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::imports;
    use crate::tidy::modules::Modules;
    use crate::tidy::sources::Sources;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources = Sources(files.iter().map(|(file, text)| (format!("c/src/{file}"), (*text).to_owned())).collect());
        let imports = imports(&Modules::of(&sources, "c", "c"));
        imports
            .iter()
            .map(|import| format!("{}:{} {} -> {}", import.from, import.line, import.written, import.to))
            .collect()
    }

    #[test]
    fn every_way_to_write_a_path_is_seen() {
        let seen = found(&[
            ("lib.rs", "mod a;\nmod b;\n"),
            ("b.rs", "pub struct B;\npub struct C;\npub fn f() {}\n"),
            (
                "a.rs",
                "use crate::{b::B, b::{self, C as D}};\nuse super::b as other;\npub(crate) use crate::b::f;\n\
                 fn g() -> crate::b::B {\n    b::f();\n    println!(\"{}\", c::b::f());\n    quote!(crate::b::f());\n    other::f()\n}\n",
            ),
        ]);
        assert_eq!(
            seen,
            [
                "c/src/a.rs:1 use crate::b::B -> c/src/b.rs",
                "c/src/a.rs:1 use crate::b -> c/src/b.rs",
                "c/src/a.rs:1 use crate::b::C -> c/src/b.rs",
                "c/src/a.rs:2 use super::b -> c/src/b.rs",
                "c/src/a.rs:3 pub use crate::b::f -> c/src/b.rs",
                "c/src/a.rs:4 crate::b::B -> c/src/b.rs",
                "c/src/a.rs:5 b::f -> c/src/b.rs",
                "c/src/a.rs:6 c::b::f -> c/src/b.rs",
                "c/src/a.rs:8 other::f -> c/src/b.rs",
            ]
        );
    }

    #[test]
    fn paths_in_macro_bodies_are_seen_with_their_prefix() {
        let body = "use $crate::{b::{self, B as Config, C}, Config as B};\nfn f() -> super::b::{B} {}\n";
        let seen = found(&[
            ("lib.rs", "mod a;\nmod b;\npub use b::Config;\n"),
            ("b.rs", "pub struct Config;\n"),
            ("a.rs", &format!("macro_rules! m {{ () => {{\n{body}}} }}\n")),
        ]);
        assert_eq!(
            seen[1..],
            [
                "c/src/a.rs:2 crate::b -> c/src/b.rs",
                "c/src/a.rs:2 crate::b::B -> c/src/b.rs",
                "c/src/a.rs:2 crate::b::C -> c/src/b.rs",
                "c/src/a.rs:2 crate::Config -> c/src/b.rs",
                "c/src/a.rs:3 super::b::B -> c/src/b.rs",
            ]
        );
    }

    #[test]
    fn paths_in_attributes_are_seen_but_not_in_their_prose() {
        let text = "/// [`B`](crate::b::B)\n#[derive(crate::b::B)]\n#[deprecated = \"use crate::b::B\"]\nstruct A {\n    \
                    #[serde(serialize_with = \"crate::b::f\")]\n    a: u8,\n    #[error(\"it's {}\", n::<crate::b::C>())]\n    \
                    b: u8,\n}\n#[with = \"crate::b::g\"]\nstruct D;\n";
        let seen = found(&[("lib.rs", "mod a;\nmod b;\n"), ("b.rs", ""), ("a.rs", text)]);
        assert_eq!(
            seen,
            [
                "c/src/a.rs:2 crate::b::B -> c/src/b.rs",
                "c/src/a.rs:5 crate::b::f -> c/src/b.rs",
                "c/src/a.rs:7 crate::b::C -> c/src/b.rs",
                "c/src/a.rs:10 crate::b::g -> c/src/b.rs",
            ]
        );
    }

    #[test]
    fn a_name_is_followed_through_re_exports() {
        let seen = found(&[
            ("lib.rs", "mod a;\nmod b;\npub use b::B;\n"),
            ("b/mod.rs", "mod deep;\npub use deep::*;\npub use deep::B;\n"),
            ("b/deep.rs", "pub struct B;\n"),
            ("a.rs", "use crate::B;\nuse c::b::B as Other;\n"),
        ]);
        assert!(seen.contains(&"c/src/a.rs:1 use crate::B -> c/src/b/deep.rs".to_owned()), "{seen:?}");
        assert!(seen.contains(&"c/src/a.rs:2 use c::b::B -> c/src/b/deep.rs".to_owned()), "{seen:?}");
    }

    #[test]
    fn parts_of_items_under_cfg_test_are_exempt() {
        let text = "enum E { #[cfg(test)] V(crate::b::B) }\n\
                    trait T { #[cfg(test)] fn f(b: crate::b::B); #[cfg(test)] type B: crate::b::B; }\n\
                    impl E { #[cfg(test)] fn f(b: crate::b::B) {} }\nimpl T for E { #[cfg(test)] type B = crate::b::B; }\n\
                    fn f() {\n#[cfg(test)] let b = crate::b::B;\n#[cfg(test)] crate::b::f();\n\
                    #[cfg(test)] { crate::b::f() }\n#[cfg(test)] println!(\"{}\", crate::b::f());\n\
                    match 1 { #[cfg(test)] 1 => crate::b::f(), _ => {} }\n}\n";
        assert_eq!(found(&[("lib.rs", "mod a;\nmod b;\n"), ("b.rs", ""), ("a.rs", text)]), [""; 0]);
    }

    #[test]
    fn tests_and_documentation_are_exempt() {
        let seen = found(&[
            ("lib.rs", "mod a;\nmod b;\n#[cfg(all(test, unix))]\nmod tests;\n"),
            ("b.rs", "pub struct B;\n"),
            ("tests.rs", "use crate::b::B;\n"),
            (
                "a.rs",
                "/// See [`B`](crate::b::B).\nfn f() {}\n#[cfg(test)]\nuse crate::b::B;\n\
                 #[cfg(test)]\nmod tests {\n    use crate::b::B;\n}\n",
            ),
        ]);
        assert_eq!(seen, [""; 0]);
    }
}
