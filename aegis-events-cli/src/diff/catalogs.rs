//! The catalogs to compare: files, or a file and its revisions.

use std::path::PathBuf;

use aegis_events_catalog::Reading;

use super::arguments::Arguments;
use crate::input;
use crate::out::Failure;

/// The catalogs, oldest first: at least two.
pub(super) fn read(arguments: &Arguments) -> Result<Vec<Reading>, Failure> {
    let Arguments { against, releases, .. } = arguments;
    let catalogs: Vec<&PathBuf> = arguments.catalogs.iter().chain(&arguments.named).collect();
    match (catalogs.as_slice(), against.as_slice()) {
        (_, []) if *releases && catalogs.len() >= 2 => files(&catalogs),
        ([_, _], []) => files(&catalogs),
        ([], []) | ([_], []) => Err(Failure::new(
            "no catalog to compare with\n  name the old and the new catalog, or a revision: `aegis-events diff --against main`",
        )),
        (_, []) => Err(Failure::new(format!(
            "expected 2 catalogs, got {}\n  use `--releases` to compare the last with all before it",
            catalogs.len()
        ))),
        ([] | [_], revisions) => {
            let path = input::located(catalogs.first().map(|path| path.as_path()))?;
            // Read the file first: a missing file is the more useful error.
            let new = input::valid(Some(&path))?;
            let former = revisions.iter().map(|revision| input::at_revision(&path, revision));
            former.chain([Ok(new)]).collect()
        }
        (_, _) => {
            Err(Failure::new("`--against` takes one catalog\n  name one catalog, or compare files without `--against`"))
        }
    }
}

/// All but the last may have been meant as revisions.
fn files(catalogs: &[&PathBuf]) -> Result<Vec<Reading>, Failure> {
    let Some((new, former)) = catalogs.split_last() else { return Ok(Vec::new()) };
    let former = former.iter().map(|old| input::older(old, "--against"));
    former.chain([input::valid(Some(new))]).collect()
}
