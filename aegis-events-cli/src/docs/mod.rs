//! `aegis-events docs OUT`: write a catalog as a static site, atomically.
//!
//! `catalog → site (relations, addresses) → pages, texts, assets → folder`
//!
//! The pages need no server and no network. They are in catalog order and contain no timestamps, so the same catalog gives the same
//! bytes.

mod address;
mod assets;
mod example;
mod files;
mod folder;
mod history;
mod html;
mod pages;
mod relations;
mod site;
mod snippet;
mod text;
mod visible;

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::input;
use crate::out::{Answer, Out, Verdict, counted};

use folder::Folder;
use history::History;
use site::Site;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events docs site                                  # then open site/index.html
  aegis-events docs site --catalog domain/catalog.toml
  aegis-events docs site --history                        # with the changes of each event from git

OUT is replaced. An existing folder is replaced only if it contains no files other than those of this command.")]
pub(crate) struct Arguments {
    /// The folder to write
    #[arg(value_hint = ValueHint::DirPath)]
    out: PathBuf,
    #[command(flatten)]
    catalog: input::NamedCatalog,
    /// Include the git revisions in which each event changed
    #[arg(long)]
    history: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    let folder = Folder::begin(&arguments.out)?;
    let reading = input::valid(arguments.catalog.path())?;
    let history = if arguments.history { Some(History::of(&reading.catalog)?) } else { None };
    let site = Site::of(&reading.catalog, history);
    let pages = files::write(&site, &folder)?;
    folder.put_in_place()?;
    let home = arguments.out.join("index.html");
    out.line(format_args!(
        "{} of the catalog `{}` in `{}`\n  open `{}` in a browser",
        counted(pages, "page"),
        reading.catalog.name(),
        arguments.out.display(),
        home.display()
    ))?;
    Ok(Verdict::Good)
}
