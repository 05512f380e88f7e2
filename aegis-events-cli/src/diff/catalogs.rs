//! Which catalogs are compared: files, or a file and its past.

use std::path::PathBuf;

use aegis_events_catalog::Reading;

use super::Arguments;
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
            "there is nothing to compare with\n  name the old catalog and the new one, or a revision: `aegis-events diff --against main`",
        )),
        (_, []) => Err(Failure::new(format!(
            "{} catalogs are more than an old one and a new one\n  compare the last with all before it by `--releases`",
            catalogs.len()
        ))),
        ([] | [_], revisions) => {
            let path = input::located(catalogs.first().map(|path| path.as_path()))?;
            // First of all the file itself: where there is none, its past is not the matter.
            let new = input::sound(Some(&path))?;
            let former = revisions.iter().map(|revision| input::at_revision(&path, revision));
            former.chain([Ok(new)]).collect()
        }
        (_, _) => Err(Failure::new(
            "`--against` compares one catalog with its own past\n  name that one alone, or compare files without `--against`",
        )),
    }
}

/// All but the last may have been meant as revisions.
fn files(catalogs: &[&PathBuf]) -> Result<Vec<Reading>, Failure> {
    let Some((new, former)) = catalogs.split_last() else { return Ok(Vec::new()) };
    let former = former.iter().map(|old| input::older(old, "--against"));
    former.chain([input::sound(Some(new))]).collect()
}
