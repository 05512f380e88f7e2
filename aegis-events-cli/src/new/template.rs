//! The files of a new project.

use std::path::Path;

/// The version of `aegis-events` of this command.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// Lines between these markers are only for projects with a history.
const HISTORY: (&str, &str) = ("//{history", "//}history");

/// The parameters of a project.
pub(super) struct Template<'a> {
    pub(super) name: &'a str,
    /// The folder of the crate; without it, the published version.
    pub(super) dependency: Option<&'a Path>,
    pub(super) history: bool,
    /// Whether cargo would treat the project as a member of another workspace.
    pub(super) inside_workspace: bool,
}

/// A file with its path in the project.
pub(super) struct File {
    pub(super) path: &'static str,
    pub(super) content: String,
}

impl Template<'_> {
    pub(super) fn files(&self) -> Vec<File> {
        let mut manifest = include_str!("template/Cargo.toml.in").to_owned();
        if self.inside_workspace {
            manifest.push_str("\n# Remove this if the project is a member of the workspace around it.\n[workspace]\n");
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

    /// The lines of this project.
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

/// A TOML string: literal, because Windows paths contain backslashes, unless it contains a quote.
fn toml_string(text: &str) -> String {
    if text.contains('\'') {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        format!("'{text}'")
    }
}
