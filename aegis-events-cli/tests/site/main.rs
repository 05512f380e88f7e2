//! The site of `aegis-events docs` in a browser: the scripts, with mouse, keyboard and small screens.
//!
//! All cases use one headless Chromium through `chromedriver`; both end with the test. Pages are opened from files, without a server.
//! No test sleeps: conditions are awaited.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod cases;
#[path = "../support/large.rs"]
mod large;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use browser::Browser;
use tempfile::TempDir;

/// A site that was written for the test.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    fn of(catalog: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let status = Command::new(env!("CARGO_BIN_EXE_aegis-events"))
            .arg("docs")
            .arg(folder.path().join("site"))
            .arg("--catalog")
            .arg(catalog)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        Self { folder }
    }

    fn large(events: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let catalog = folder.path().join("catalog.toml");
        fs::write(&catalog, large::large(events)).unwrap();
        Self::of(&catalog)
    }

    /// The address of a page.
    pub(crate) fn url(&self, page: &str) -> String {
        format!("file://{}/{page}", self.folder.path().join("site").display())
    }
}

#[tokio::test]
async fn the_site_works_in_a_browser() {
    let aegis = Site::of(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../catalog.toml"));
    let large = Site::large(1000);
    let browser = Browser::start().await;
    cases::home::search_finds_names_fields_and_descriptions(&browser, &aegis).await;
    cases::home::filters_narrow_and_are_in_the_url(&browser, &aegis).await;
    cases::home::the_keyboard_selects_results(&browser, &aegis).await;
    cases::home::a_thousand_events_are_searched(&browser, &large).await;
    cases::pages::every_page_opens_without_errors(&browser, &aegis).await;
    cases::pages::the_header_search_opens_pages(&browser, &aegis).await;
    cases::pages::the_theme_is_kept(&browser, &aegis).await;
    cases::pages::no_page_is_too_wide_on_a_phone(&browser, &aegis).await;
    cases::graph::focus_shows_the_neighbours(&browser, &aegis).await;
    cases::graph::families_open_and_close(&browser, &aegis).await;
    cases::graph::filters_hide_nodes(&browser, &aegis).await;
    cases::graph::the_keyboard_moves_the_focus(&browser, &aegis).await;
    cases::graph::a_thousand_events_are_drawn(&browser, &large).await;
    browser.end().await;
}
