//! The frame of each page: head, navigation, search, theme switch, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::Page;
use crate::docs::address::List;

/// The section of the site that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::docs) enum Section {
    Events,
    Of(List),
    Graph,
}

/// The content of a page.
pub(in crate::docs) struct Frame<'a> {
    pub(in crate::docs) section: Section,
    /// The title before the catalog's name; `None` on the home page.
    pub(in crate::docs) title: Option<&'a str>,
    /// One sentence of plain text.
    pub(in crate::docs) description: &'a str,
    /// Additional scripts, below `assets/`.
    pub(in crate::docs) scripts: &'a [&'a str],
    /// Whether the page has its own search field.
    pub(in crate::docs) searches: bool,
    pub(in crate::docs) main: Markup,
}

/// The logo: three connected dots for publisher, event and subscriber.
const MARK: PreEscaped<&str> = PreEscaped(
    r#"<svg class="mark" viewBox="0 0 28 20" width="28" height="20" aria-hidden="true"><path d="M6 10h16M14 10 22 4M14 10l8 6" fill="none" stroke="currentColor" stroke-width="1.6"/><circle class="p" cx="5" cy="10" r="4"/><circle class="e" cx="14" cy="10" r="4"/><circle class="s" cx="23" cy="4" r="3.2"/><circle class="s" cx="23" cy="16" r="3.2"/></svg>"#,
);

/// The icon of the theme switch.
const THEME: PreEscaped<&str> = PreEscaped(
    r#"<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg>"#,
);

impl Page<'_> {
    /// The complete page.
    pub(in crate::docs) fn framed(self, frame: &Frame<'_>) -> String {
        let name = self.site.catalog.name();
        let title = match frame.title {
            Some(title) => format!("{title} · {name}"),
            None => format!("{name}: event catalog"),
        };
        html! {
            (DOCTYPE)
            html lang="en" data-root=(self.root) {
                head {
                    meta charset="utf-8";
                    title { (title) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="description" content=(frame.description);
                    meta name="color-scheme" content="light dark";
                    link rel="stylesheet" href={ (self.root) "assets/site.css" };
                    // Runs before the first paint, so that no page flashes in the wrong theme.
                    script src={ (self.root) "assets/theme.js" } {}
                    script src={ (self.root) "assets/search.js" } defer {}
                    @if !frame.searches { script src={ (self.root) "assets/quick.js" } defer {} }
                    script src={ (self.root) "assets/page.js" } defer {}
                    @for script in frame.scripts { script src={ (self.root) "assets/" (script) } defer {} }
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    (self.head(frame))
                    main #main tabindex="-1" { (frame.main) }
                    (self.foot())
                }
            }
        }
        .into_string()
    }

    fn head(self, frame: &Frame<'_>) -> Markup {
        let current = |section| (frame.section == section).then_some("page");
        html! {
            header.top {
                a.brand href={ (self.root) "index.html" } { (MARK) span { (self.site.catalog.name()) } }
                nav aria-label="Catalog" {
                    ul {
                        li { a href={ (self.root) "index.html" } aria-current=[current(Section::Events)] { "Events" } }
                        @for list in List::ALL {
                            li {
                                a href={ (self.root) (self.site.addresses.list(list)) } aria-current=[current(Section::Of(list))] { (list.title()) }
                            }
                        }
                        li { a href={ (self.root) "graph.html" } aria-current=[current(Section::Graph)] { "Graph" } }
                    }
                }
                div.tools {
                    @if !frame.searches { (quick_search()) }
                    button #theme type="button" hidden aria-label="Dark colours" aria-pressed="false" title="Light or dark" { (THEME) }
                }
            }
        }
    }

    fn foot(self) -> Markup {
        html! {
            footer {
                p {
                    "Made from "
                    code { (self.site.catalog.source().path().file_name().unwrap_or_default().to_string_lossy()) }
                    " by aegis-events. Machine-readable: "
                    a href={ (self.root) "catalog.json" } { "catalog.json" } ", "
                    a href={ (self.root) "llms.txt" } { "llms.txt" } "."
                }
            }
        }
    }
}

fn quick_search() -> Markup {
    html! {
        form.quick role="search" hidden {
            label.unseen for="quick" { "Search the catalog" }
            input #quick type="search" placeholder="Search" autocomplete="off" spellcheck="false" role="combobox"
                aria-expanded="false" aria-controls="quick-found" aria-autocomplete="list";
            kbd aria-hidden="true" { "/" }
            ul #quick-found role="listbox" aria-label="Found" hidden {}
        }
    }
}
