//! Circles of imports between files.
//!
//! A circle across folders is always a finding. One inside a folder is a finding unless the head of one of its files gives the reason, in a
//! line that begins with `//! Circle:` and has text after it. A module file that only re-exports what is inside it does not import it.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::imports::Import;
use super::sources::Sources;

/// The line in a file's head that gives the reason.
const REASON: &str = "//! Circle:";

type Graph<'imports> = BTreeMap<&'imports str, BTreeMap<&'imports str, &'imports Import>>;

/// The circles without a good reason.
pub(crate) fn circles(sources: &Sources, imports: &[Import]) -> Vec<Finding> {
    let mut graph = Graph::new();
    for import in imports.iter().filter(|import| !import.offered) {
        graph.entry(&import.from).or_default().entry(&import.to).or_insert(import);
    }
    let reach: BTreeMap<&str, BTreeSet<&str>> = graph.keys().map(|file| (*file, reachable(&graph, file))).collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut findings = Vec::new();
    for file in graph.keys() {
        if !reach[file].contains(file) || done.contains(file) {
            continue;
        }
        let together: BTreeSet<&str> = reach[file]
            .iter()
            .filter(|other| reach.get(**other).is_some_and(|back| back.contains(file)))
            .copied()
            .collect();
        done.extend(&together);
        findings.extend(finding(sources, &graph, &together));
    }
    findings
}

fn finding(sources: &Sources, graph: &Graph<'_>, together: &BTreeSet<&str>) -> Option<Finding> {
    let folders: BTreeSet<&str> = together.iter().map(|file| folder(file)).collect();
    let reasoned = together
        .iter()
        .filter_map(|file| sources.get(file))
        .flat_map(|text| text.lines().take_while(|line| line.starts_with("//!")))
        .any(|line| line.strip_prefix(REASON).is_some_and(|reason| !reason.trim().is_empty()));
    if folders.len() == 1 && reasoned {
        return None;
    }
    let around = shortest(graph, together);
    let first = around.first()?;
    let way: Vec<String> = around
        .iter()
        .map(|import| format!("\n    {}:{} `{}` -> {}", import.from, import.line, import.written, import.to))
        .collect();
    let (kind, help) = if folders.len() > 1 {
        ("across folders", "move what the files share into a file below both")
    } else {
        ("in one folder", "move what the files share into one file, or give the reason in a head: `//! Circle: ..`")
    };
    let what = format!("circle of imports {kind}, {} files, for example{}", together.len(), way.concat());
    Some(Finding::new(&first.from, first.line, what, help))
}

/// The shortest way round, from any file of the circle.
fn shortest<'imports>(graph: &Graph<'imports>, together: &BTreeSet<&str>) -> Vec<&'imports Import> {
    let mut best: Vec<&Import> = Vec::new();
    for start in together {
        let mut ways: BTreeMap<&str, Vec<&Import>> = BTreeMap::from([(*start, Vec::new())]);
        let mut edge = vec![*start];
        while !edge.is_empty() && ways[start].is_empty() {
            let mut next = Vec::new();
            for file in edge {
                for (to, import) in graph.get(file).into_iter().flatten() {
                    let way = [&ways[file][..], &[*import]].concat();
                    if to == start && ways[start].is_empty() {
                        ways.insert(start, way);
                    } else if together.contains(to) && !ways.contains_key(to) {
                        ways.insert(to, way);
                        next.push(*to);
                    }
                }
            }
            edge = next;
        }
        let way = ways.remove(start).unwrap_or_default();
        if best.is_empty() || (!way.is_empty() && way.len() < best.len()) {
            best = way;
        }
    }
    best
}

/// All files that a file reaches by one import or more.
fn reachable<'imports>(graph: &Graph<'imports>, from: &str) -> BTreeSet<&'imports str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for to in graph.get(file).into_iter().flat_map(|imports| imports.keys()) {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
