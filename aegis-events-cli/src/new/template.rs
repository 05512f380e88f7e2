//! The files of a new project.

use std::path::Path;

/// The version of `aegis-events` that goes with this command.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// Lines between these stand only in a project that keeps a history.
const HISTORY: (&str, &str) = ("//{history", "//}history");

/// What a project is made from.
pub(super) struct Template<'a> {
    pub(super) name: &'a str,
    /// The folder of the crate; without it, the published one.
    pub(super) dependency: Option<&'a Path>,
    pub(super) history: bool,
    /// Whether cargo would take the project for a member of another workspace.
    pub(super) inside_workspace: bool,
}

/// A file, by its path in the project.
pub(super) struct File {
    pub(super) path: &'static str,
    pub(super) content: String,
}

impl Template<'_> {
    pub(super) fn files(&self) -> Vec<File> {
        let mut manifest = include_str!("template/Cargo.toml.in").to_owned();
        if self.inside_workspace {
            manifest
                .push_str("\n# Remove this where the project is a member of the workspace around it.\n[workspace]\n");
        }
        let files = [
            ("Cargo.toml", manifest.as_str()),
            ("catalog.toml", include_str!("template/catalog.toml")),
            ("src/main.rs", include_str!("template/main.rs")),
            (".gitignore", include_str!("template/gitignore")),
            ("README.md", include_str!("template/README.md")),
        ];
        files.into_iter().map(|(path, text)| File { path, content: self.filled(text) }).collect()
    }

    fn filled(&self, text: &str) -> String {
        let dependency = match self.dependency {
            Some(folder) => format!("path = {}", toml_string(&folder.display().to_string())),
            None => format!("version = \"{VERSION}\""),
        };
        let features = if self.history { ", features = [\"sqlite\"]" } else { "" };
        self.lines(text)
            .replace("{{name}}", self.name)
            .replace("{{dependency}}", &dependency)
            .replace("{{features}}", features)
    }

    /// The lines that this project has.
    fn lines(&self, text: &str) -> String {
        let mut taken = String::new();
        let mut of_history = false;
        for line in text.lines() {
            match line {
                line if line.trim() == HISTORY.0 => of_history = true,
                line if line.trim() == HISTORY.1 => of_history = false,
                _ if of_history && !self.history => {}
                line => {
                    taken.push_str(line);
                    taken.push('\n');
                }
            }
        }
        taken
    }
}

/// A string of TOML: literal, as paths of Windows are full of backslashes, unless there is a quote in it.
fn toml_string(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{text}'")
    }
}
