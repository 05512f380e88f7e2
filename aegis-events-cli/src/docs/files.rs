//! The files of a site: pages, Markdown, assets and the catalog as JSON.

use super::address::{Item, List, length};
use super::folder::Folder;
use super::site::Site;
use super::visible::visible;
use super::{assets, pages, text};
use crate::out::Failure;

/// Writes all files of the site. Returns the number of pages.
pub(super) fn write(site: &Site<'_>, folder: &Folder) -> Result<usize, Failure> {
    let mut pages = 0;
    let mut page = |path: &str, html: String| {
        pages += 1;
        folder.write(path, visible(&html).as_bytes())
    };
    page("index.html", pages::home(site))?;
    page("graph.html", pages::graph(site))?;
    for event in 0..site.catalog.events().len() {
        page(&site.addresses.page(Item::Event(event)), pages::event(site, event))?;
        folder.write(&site.addresses.markdown(event), visible(&text::event(site, event)).as_bytes())?;
    }
    for list in List::ALL {
        page(&site.addresses.list(list), pages::list(site, list))?;
        for at in 0..length(site.catalog, list) {
            page(&site.addresses.page(Item::Of(list, at)), pages::of(site, list, at))?;
        }
    }
    for (path, content) in assets::FILES {
        folder.write(path, content.as_bytes())?;
    }
    folder.write("assets/catalog.js", assets::catalog(site)?.as_bytes())?;
    folder.write("catalog.json", text::catalog(site)?.as_bytes())?;
    folder.write("llms.txt", visible(&text::llms(site)).as_bytes())?;
    Ok(pages)
}
