//! The home page: search, filters, keys.

use fantoccini::key::Key;

use crate::Site;
use crate::browser::Browser;

const FOUND: &str = "#results .name a";

pub(crate) async fn search_finds_names_fields_and_descriptions(browser: &Browser, site: &Site) {
    browser.open(&site.url("index.html")).await;
    assert_eq!(browser.texts("#families h2").await.len(), 10);
    assert_eq!(browser.texts("#families .events li").await.len(), 70);

    // A name.
    browser.click("#query").await;
    browser.keys("volumecreated").await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated"]);
    assert_eq!(browser.texts("#count").await, ["1 event"]);
    assert!(browser.texts("#families").await.is_empty(), "the list of families is hidden");

    // A field, which is named; a word of a description; any order of words.
    browser.open(&site.url("index.html#q=size_limit")).await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated", "VolumeQuotaExceeded"]);
    assert_eq!(browser.texts("#results .in-field").await, ["field size_limit_bytes"; 2]);
    browser.open(&site.url("index.html#q=ttl%20elapsed")).await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeExpired"]);
    browser.open(&site.url("index.html#q=blocked%20policy")).await;
    assert_eq!(browser.texts(FOUND).await.first().map(String::as_str), Some("PolicyViolationBlocked"));

    // Items other than events.
    browser.open(&site.url("index.html#q=volumeid")).await;
    assert_eq!(browser.texts("#others a").await, ["VolumeId"]);
    assert!(
        browser
            .value("document.querySelector('#others a').href")
            .await
            .as_str()
            .unwrap()
            .ends_with("types/VolumeId.html")
    );

    // Nothing.
    browser.open(&site.url("index.html#q=no-such-thing")).await;
    assert_eq!(browser.texts("#count").await, ["0 events"]);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn filters_narrow_and_are_in_the_url(browser: &Browser, site: &Site) {
    browser.open(&site.url("index.html")).await;
    browser.choose("select[name=subscriber]", "TtlReaper").await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated", "VolumeDeleted", "VolumeExpired"]);
    browser.choose("select[name=publisher]", "VolumeManager").await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated", "VolumeDeleted"]);
    browser.choose("select[name=key]", "execution_id").await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated"]);
    let address = browser.value("location.hash").await;
    assert_eq!(address, "#publisher=VolumeManager&subscriber=TtlReaper&key=execution_id");

    // The URL restores the search.
    let kept = format!("index.html{}", address.as_str().unwrap());
    browser.open(&site.url(&kept)).await;
    assert_eq!(browser.texts(FOUND).await, ["VolumeCreated"]);
    browser.click("button[type=reset]").await;
    assert_eq!(browser.texts("#families .events li").await.len(), 70);
    assert_eq!(browser.value("location.hash").await, "");

    browser.choose("select[name=family]", "Policy").await;
    assert_eq!(browser.texts(FOUND).await, ["PolicyViolationAttempted", "PolicyViolationBlocked"]);
    browser.choose("select[name=deprecated]", "Only").await;
    assert_eq!(browser.texts("#count").await, ["0 events"]);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn the_keyboard_selects_results(browser: &Browser, site: &Site) {
    browser.open(&site.url("index.html")).await;
    browser.keys("/").await;
    assert_eq!(browser.value("document.activeElement.id").await, "query");
    browser.keys("swarm").await;
    let found = browser.texts(FOUND).await;
    assert!(found.len() > 5, "{found:?}");
    browser.key(Key::Down).await;
    browser.key(Key::Down).await;
    assert_eq!(browser.value("document.activeElement.textContent").await, found[1].as_str());
    browser.key(Key::Up).await;
    browser.key(Key::Up).await;
    assert_eq!(browser.value("document.activeElement.id").await, "query");
    browser.key(Key::Escape).await;
    assert_eq!(browser.value("document.querySelector('#query').value").await, "");
    browser.keys("lockacquired").await;
    browser.key(Key::Enter).await;
    browser.until("document.querySelector('h1.event')?.textContent === 'LockAcquired'").await;

    // The back button restores the search.
    browser.value("history.back()").await;
    browser.until("document.querySelector('#query')?.value === 'lockacquired'").await;
    assert_eq!(browser.texts(FOUND).await, ["LockAcquired"]);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn a_thousand_events_are_searched(browser: &Browser, site: &Site) {
    browser.open(&site.url("index.html")).await;
    browser.click("#query").await;
    browser.keys("happened").await;
    assert_eq!(browser.texts("#count").await, ["1000 events"]);
    assert_eq!(browser.texts(FOUND).await.len(), 100);
    browser.click("#more").await;
    assert_eq!(browser.texts(FOUND).await.len(), 1000);
    browser.open(&site.url("index.html#q=note_777")).await;
    assert_eq!(browser.texts(FOUND).await, ["Thing777Happened"]);
    browser.open(&site.url("index.html#deprecated=only")).await;
    assert_eq!(browser.texts("#count").await, ["20 events"]);
    browser.click("#results a").await;
    browser.until("document.querySelector('.note.bad')?.textContent.includes('use another one')").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
