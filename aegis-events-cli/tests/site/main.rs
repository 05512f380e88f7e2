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
    cases::home::filters_narrow_and_stand_in_the_address(&browser, &aegis).await;
    cases::home::the_keyboard_is_enough(&browser, &aegis).await;
    cases::home::a_thousand_events_are_searched(&browser, &large).await;
    cases::pages::every_page_opens_without_a_complaint(&browser, &aegis).await;
    cases::pages::the_search_in_the_head_leads_to_pages(&browser, &aegis).await;
    cases::pages::the_choice_of_colours_is_kept(&browser, &aegis).await;
    cases::pages::a_phone_shows_no_page_that_is_too_wide(&browser, &aegis).await;
    cases::graph::focus_shows_what_belongs_to_it(&browser, &aegis).await;
    cases::graph::families_open_and_close(&browser, &aegis).await;
    cases::graph::filters_take_away(&browser, &aegis).await;
    cases::graph::the_keyboard_walks_through_it(&browser, &aegis).await;
    cases::graph::a_thousand_events_are_drawn_and_walked(&browser, &large).await;
    browser.end().await;
}
