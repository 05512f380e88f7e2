//! Every link has a target, and every page is well-formed, with a thousand events.

use std::collections::{HashMap, HashSet};

use scraper::{Html, Selector};

use crate::command::Site;
use crate::large::large;

#[test]
fn all_links_resolve_at_a_thousand_events() {
    check(&Site::of(&large(1000)));
}

#[test]
fn all_links_resolve_with_every_feature_and_with_nothing() {
    check(&Site::of_file("../aegis-events-catalog/tests/catalogs/full.toml"));
    check(&Site::of_file("../catalog.toml"));
    check(&Site::of("[catalog]\nname = \"empty\"\n"));
}

fn check(site: &Site) {
    let files: HashSet<String> = site.files().into_iter().collect();
    let mut pages = HashMap::new();
    for file in &files {
        if file.ends_with(".html") {
            pages.insert(file.as_str(), page(file, &site.read(file)));
        }
    }
    let mut reached: HashSet<&str> = HashSet::from(["index.html"]);
    for (file, page) in &pages {
        for link in &page.links {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { (*file).to_owned() } else { resolved(file, path) };
            let known = files.get(&target);
            assert!(known.is_some(), "{file}: {link} leads to {target}, which is not there");
            // A script fills it.
            if !fragment.is_empty() && target != "graph.html" {
                assert!(pages[target.as_str()].ids.contains(fragment), "{file}: {link} leads to no element");
            }
            reached.extend(known.map(String::as_str));
        }
    }
    let lost: Vec<&&str> = pages.keys().filter(|page| !reached.contains(**page)).collect();
    assert!(lost.is_empty(), "nothing leads to {lost:?}");
    check_texts(site, &files);
}

/// The links in files for programs.
fn check_texts(site: &Site, files: &HashSet<String>) {
    for line in site.read("llms.txt").lines() {
        if let Some((_, rest)) = line.split_once("](") {
            let (path, _) = rest.split_once(')').unwrap();
            assert!(files.contains(path), "llms.txt: {path}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&site.read("catalog.json")).unwrap();
    for list in ["families", "events", "publishers", "subscribers", "keys", "types"] {
        for it in json[list].as_array().unwrap() {
            for page in ["page", "markdown"].iter().filter_map(|key| it[key].as_str()) {
                assert!(files.contains(page), "catalog.json: {page}");
            }
        }
    }
}

struct Page {
    ids: HashSet<String>,
    /// Links within the site.
    links: HashSet<String>,
}

fn page(file: &str, html: &str) -> Page {
    let html = Html::parse_document(html);
    assert_eq!(html.errors, Vec::<String>::new(), "{file}");
    let all = Selector::parse("[id], [href], [src], [for], [aria-labelledby]").unwrap();
    let mut page = Page { ids: HashSet::new(), links: HashSet::new() };
    let mut named = Vec::new();
    for element in html.select(&all).map(|it| it.value()) {
        if let Some(id) = element.id() {
            assert!(page.ids.insert(id.to_owned()), "{file}: two elements have the id {id}");
        }
        named.extend(element.attr("for").or(element.attr("aria-labelledby")));
        let links = [element.attr("href"), element.attr("src")];
        page.links.extend(links.into_iter().flatten().filter(|link| !link.starts_with("https://")).map(str::to_owned));
    }
    for id in named {
        assert!(page.ids.contains(id), "{file}: nothing has the id {id}");
    }
    page
}

/// The target of a link, relative to the root.
fn resolved(file: &str, link: &str) -> String {
    let mut folders: Vec<&str> = file.split('/').collect();
    folders.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(folders.pop().unwrap()),
            _ => folders.push(part),
        }
    }
    folders.join("/")
}
