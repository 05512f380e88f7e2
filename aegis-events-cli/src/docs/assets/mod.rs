//! Styles and scripts, and the catalog as data for the scripts.

mod index;

pub(super) use index::catalog;

/// The assets of every site.
pub(super) const FILES: [(&str, &str); 8] = [
    ("assets/site.css", include_str!("site.css")),
    ("assets/theme.js", include_str!("theme.js")),
    ("assets/search.js", include_str!("search.js")),
    ("assets/quick.js", include_str!("quick.js")),
    ("assets/page.js", include_str!("page.js")),
    ("assets/home.js", include_str!("home.js")),
    ("assets/graph-layout.js", include_str!("graph-layout.js")),
    ("assets/graph.js", include_str!("graph.js")),
];
