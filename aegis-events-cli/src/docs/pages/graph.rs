//! The page of the graph, drawn by a script.

use maud::html;

use crate::docs::html::{Frame, Page, Section};
use crate::docs::site::Site;

pub(in crate::docs) fn graph(site: &Site<'_>) -> String {
    let page = Page::top(site);
    page.framed(&Frame {
        section: Section::Graph,
        title: Some("Graph"),
        description: "Publishers, events and subscribers.",
        scripts: &["catalog.js", "graph-layout.js", "graph.js"],
        searches: false,
        main: html! {
            div.graph-page {
                h1 { "Graph" }
                noscript {
                    p.note {
                        "The graph needs JavaScript. Without it, see the lists of "
                        a href="publishers.html" { "publishers" } " and " a href="subscribers.html" { "subscribers" } "."
                    }
                }
                form #graph-tools.finder aria-label="Graph" hidden {
                    div.query {
                        label.unseen for="graph-query" { "Show only names that contain this text" }
                        input #graph-query type="search" placeholder="Filter by name" autocomplete="off" spellcheck="false";
                    }
                    div.filters {
                        label.filter {
                            span { "Delivery" }
                            select #graph-delivery {
                                option value="" { "Any" }
                                option value="live" { "live" }
                                option value="lossless" { "lossless" }
                                option value="durable" { "durable" }
                                option value="-" { "Without subscriber" }
                            }
                        }
                        button.plain #graph-expand type="button" { "Show all events" }
                        button.plain #graph-collapse type="button" { "Families only" }
                        button.plain #graph-reset type="button" { "Start over" }
                    }
                }
                div.graph {
                    div #graph.canvas role="group" aria-label="Publishers, events, subscribers. Arrow keys move, Enter focuses, Escape goes back." {}
                    aside #graph-panel.panel aria-live="polite" aria-label="Selected item" {}
                }
            }
        },
    })
}
