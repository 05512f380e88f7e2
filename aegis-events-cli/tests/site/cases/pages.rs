//! All pages: links, header search, theme, small screens.

use fantoccini::key::Key;

use crate::Site;
use crate::browser::Browser;

/// A page of each kind.
const KINDS: [&str; 13] = [
    "index.html",
    "graph.html",
    "families.html",
    "publishers.html",
    "subscribers.html",
    "keys.html",
    "types.html",
    "events/Volume.VolumeCreated.html",
    "families/Volume.html",
    "publishers/VolumeManager.html",
    "subscribers/TtlReaper.html",
    "keys/volume_id.html",
    "types/StorageClass.html",
];

/// The number of pixels of the current section outside the screen, in the scrolling list of sections.
const BEYOND_THE_SCREEN: &str =
    "(() => { const it = document.querySelector('.top nav [aria-current]').getBoundingClientRect();
    return Math.ceil(Math.max(0, -it.left, it.right - document.documentElement.clientWidth)); })()";

/// The browser resolves all links; each must be an existing file.
pub(crate) async fn every_page_opens_without_errors(browser: &Browser, site: &Site) {
    for page in KINDS {
        browser.open(&site.url(page)).await;
        let links = browser.value("[...document.querySelectorAll('a[href]')].map((it) => it.href.split('#')[0])").await;
        for link in links.as_array().unwrap() {
            let path = link.as_str().unwrap().strip_prefix("file://").unwrap();
            assert!(std::path::Path::new(path).is_file(), "{page}: {path}");
        }
        let nameless = browser
            .value("[...document.querySelectorAll('a, button, input, select')].filter((it) => !(it.textContent.trim() || it.ariaLabel || it.labels?.length)).length")
            .await;
        assert_eq!(nameless, 0, "{page}: a control without a name");
        assert_eq!(browser.complaints().await, Vec::<String>::new(), "{page}");
    }
    // Landmarks and the skip link, for screen readers.
    browser.open(&site.url(KINDS[7])).await;
    for landmark in ["header", "nav", "main", "footer", "h1"] {
        browser.one(landmark).await;
    }
    browser.key(Key::Tab).await;
    assert_eq!(browser.value("document.activeElement.textContent").await, "Skip to the content");
}

pub(crate) async fn the_header_search_opens_pages(browser: &Browser, site: &Site) {
    browser.open(&site.url("types/VolumeId.html")).await;
    browser.keys("/").await;
    assert_eq!(browser.value("document.activeElement.id").await, "quick");
    browser.keys("storage").await;
    browser.until("document.querySelectorAll('#quick-found [role=option]').length > 1").await;
    let first = browser.texts("#quick-found [aria-selected=true] .name").await;
    assert_eq!(first, ["Storage"]);
    browser.key(Key::Down).await;
    assert_ne!(browser.texts("#quick-found [aria-selected=true] .name").await, first);
    browser.key(Key::Up).await;
    browser.key(Key::Enter).await;
    browser.until("document.querySelector('h1')?.textContent === 'Storage'").await;

    browser.keys("/").await;
    browser.keys("no-such-thing").await;
    browser.until("document.querySelector('#quick-found .none')").await;
    browser.key(Key::Escape).await;
    assert!(browser.texts("#quick-found").await.is_empty());
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn the_theme_is_kept(browser: &Browser, site: &Site) {
    let background = "getComputedStyle(document.body).backgroundColor";
    browser.open(&site.url("index.html")).await;
    let before = browser.value(background).await;
    browser.click("#theme").await;
    let after = browser.value(background).await;
    assert_ne!(before, after);
    assert_eq!(browser.value("document.querySelector('#theme').ariaPressed").await, "true");
    browser.open(&site.url("events/Volume.VolumeCreated.html")).await;
    assert_eq!(browser.value(background).await, after);
    browser.click("#theme").await;
    assert_eq!(browser.value(background).await, before);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn no_page_is_too_wide_on_a_phone(browser: &Browser, site: &Site) {
    browser.size(390, 844).await;
    for page in KINDS {
        browser.open(&site.url(page)).await;
        let wide = browser.value("document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
        assert_eq!(wide, 0, "{page} is wider than the screen");
        let beyond = browser.value(BEYOND_THE_SCREEN).await;
        assert_eq!(beyond, 0, "the section of {page} is out of sight in the list of sections");
    }
    browser.size(1280, 900).await;
}
