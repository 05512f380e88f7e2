//! `aegis-events new PATH`: create a small project that compiles and runs.

mod name;
mod place;
mod template;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::out::{Answer, Failure, Out, Verdict};
use template::Template;

/// The crate in the checkout that this command was built from, if it was built from one.
const BUILT_FROM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../aegis-events");

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events new shop
  aegis-events new services/shop --history
  aegis-events new shop --path-dependency ~/src/aegis-events

The project depends on the published `aegis-events`, or on the checkout that this command was built from.")]
pub(crate) struct Arguments {
    /// The folder of the project, new or empty; its last part names the package and the catalog
    path: PathBuf,
    /// The name of the package [default: the folder's name]
    #[arg(long)]
    name: Option<String>,
    /// Record the events in an SQLite file and read them back
    #[arg(long)]
    history: bool,
    /// Depend on the checkout of `aegis-events` in this folder
    #[arg(long, value_name = "DIR")]
    path_dependency: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let name = match &arguments.name {
        Some(name) => name.clone(),
        None => place::name_of(&arguments.path)?,
    };
    name::check(&name)?;
    let dependency = match &arguments.path_dependency {
        Some(folder) => Some(checkout(folder)?),
        None => checkout(Path::new(BUILT_FROM)).ok(),
    };
    let template = Template {
        name: &name,
        dependency: dependency.as_deref(),
        history: arguments.history,
        inside_workspace: place::is_inside_workspace(&arguments.path),
    };
    let path = place::make(&arguments.path, &template.files())?;
    let shown = path.display();
    let is_here = std::fs::canonicalize(&path).is_ok_and(|path| std::env::current_dir().is_ok_and(|here| here == path));
    let (place, enter, readme) = if is_here {
        ("the current folder".to_owned(), String::new(), PathBuf::from("README.md"))
    } else {
        (shown.to_string(), format!("  cd {shown}\n"), path.join("README.md"))
    };
    out.line(format_args!(
        "{place}: new project `{name}`\n\n{enter}  cargo run\n\nThen read {} and change catalog.toml.",
        readme.display()
    ))?;
    Ok(Verdict::Good)
}

/// The folder of the crate `aegis-events` in a checkout.
fn checkout(folder: &Path) -> Result<PathBuf, Failure> {
    let of_crate = [folder.join("aegis-events"), folder.to_owned()].into_iter().find(|folder| is_the_crate(folder));
    let of_crate = of_crate.ok_or_else(|| {
        Failure::new(format!(
            "no `aegis-events` in `{}`\n  name a checkout: the folder that contains `aegis-events/Cargo.toml`",
            folder.display()
        ))
    })?;
    std::fs::canonicalize(&of_crate)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", of_crate.display())))
}

fn is_the_crate(folder: &Path) -> bool {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.trim() == "name = \"aegis-events\"")
}
