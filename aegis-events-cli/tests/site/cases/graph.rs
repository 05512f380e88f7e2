//! The graph: focus, families, filters, keys.

use fantoccini::key::Key;

use crate::Site;
use crate::browser::Browser;

/// The names of all visible nodes of a kind, top down.
async fn names(browser: &Browser, kind: &str) -> Vec<String> {
    browser.texts(&format!("#graph .node.{kind} > text:not(.all)")).await
}

pub(crate) async fn focus_shows_the_neighbours(browser: &Browser, site: &Site) {
    browser.open(&site.url("graph.html")).await;
    assert_eq!(names(browser, "publisher").await.len(), 17);
    assert_eq!(names(browser, "family").await.len(), 10);
    assert_eq!(names(browser, "event").await.len(), 0, "families are closed at first");
    assert_eq!(names(browser, "subscriber").await.len(), 5);

    browser.click("#graph .node.subscriber[aria-label^=TtlReaper]").await;
    assert_eq!(browser.value("location.hash").await, "#subscriber/TtlReaper");
    assert_eq!(names(browser, "publisher").await, ["VolumeManager", "TtlReaper"]);
    assert_eq!(names(browser, "event").await, ["VolumeCreated", "VolumeDeleted", "VolumeExpired"]);
    assert_eq!(names(browser, "subscriber").await, ["TtlReaper"]);
    assert_eq!(browser.texts("#graph-panel h2").await, ["TtlReaper"]);

    // Open an event from the panel, then its page, and go back to the whole graph.
    browser.click("#graph-panel a.event[href='#event/Volume.VolumeExpired']").await;
    browser.until("document.querySelector('#graph-panel h2')?.textContent === 'Volume.VolumeExpired'").await;
    assert_eq!(names(browser, "subscriber").await, ["EventRecorder", "TtlReaper"]);
    browser.value("history.back()").await;
    browser.until("document.querySelector('#graph-panel h2')?.textContent === 'TtlReaper'").await;
    browser.click("#graph-panel button").await;
    assert_eq!(names(browser, "family").await.len(), 10);

    // An event's page has a link to the graph.
    browser.open(&site.url("events/Volume.VolumeExpired.html")).await;
    browser.click("#flow .more a").await;
    browser.until("document.querySelector('#graph-panel h2')?.textContent === 'Volume.VolumeExpired'").await;
    browser.click("#graph-panel a.open").await;
    browser.until("document.querySelector('h1.event')?.textContent === 'VolumeExpired'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn families_open_and_close(browser: &Browser, site: &Site) {
    browser.open(&site.url("graph.html")).await;
    browser.click("#graph .node.family[aria-label^=Policy] .toggle").await;
    assert_eq!(names(browser, "event").await, ["PolicyViolationAttempted", "PolicyViolationBlocked"]);
    browser.click("#graph .node.family[aria-label^=Policy] .toggle").await;
    assert_eq!(names(browser, "event").await.len(), 0);
    browser.click("#graph-expand").await;
    assert_eq!(names(browser, "event").await.len(), 70);
    browser.click("#graph-collapse").await;
    assert_eq!(names(browser, "event").await.len(), 0);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn filters_hide_nodes(browser: &Browser, site: &Site) {
    browser.open(&site.url("graph.html")).await;
    browser.choose("#graph-delivery", "durable").await;
    assert_eq!(names(browser, "subscriber").await, ["TtlReaper"]);
    assert_eq!(names(browser, "family").await, ["Volume"]);
    browser.key(Key::Home).await;
    browser.click("#graph-query").await;
    browser.keys("swarmdissolved").await;
    assert_eq!(names(browser, "family").await, ["Swarm"]);
    assert_eq!(browser.value("document.querySelector('#graph').dataset.events").await, "1");
    browser.keys("zzz").await;
    assert_eq!(browser.texts("#graph p").await, ["No event matches the filters."]);
    browser.click("#graph-reset").await;
    assert_eq!(names(browser, "family").await.len(), 10);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn the_keyboard_moves_the_focus(browser: &Browser, site: &Site) {
    browser.open(&site.url("graph.html")).await;
    browser.value("document.querySelector('#graph [tabindex=\"0\"]').focus()").await;
    let at = "document.activeElement.getAttribute('aria-label')";
    assert_eq!(browser.value(at).await, "AgentLifecycle, family, 5 events");
    browser.key(Key::Down).await;
    assert_eq!(browser.value(at).await, "Execution, family, 8 events");
    browser.keys("+").await;
    assert_eq!(names(browser, "event").await.len(), 8);
    browser.key(Key::Down).await;
    assert_eq!(browser.value(at).await, "Execution.ExecutionStarted, event");
    browser.key(Key::Left).await;
    assert_eq!(browser.value(at).await, "ExecutionSupervisor, publisher");
    browser.key(Key::Enter).await;
    assert_eq!(browser.value("location.hash").await, "#publisher/ExecutionSupervisor");
    assert_eq!(browser.value(at).await, "ExecutionSupervisor, publisher", "the focus stays");
    browser.key(Key::Escape).await;
    assert_eq!(names(browser, "family").await.len(), 10);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

pub(crate) async fn a_thousand_events_are_drawn(browser: &Browser, site: &Site) {
    browser.open(&site.url("graph.html")).await;
    assert_eq!(names(browser, "family").await.len(), 50);
    assert_eq!(names(browser, "publisher").await.len(), 100);
    browser.click("#graph-expand").await;
    assert_eq!(names(browser, "event").await.len(), 1000);
    browser.open(&site.url("graph.html#family/Family7")).await;
    assert_eq!(names(browser, "event").await.len(), 20);
    assert_eq!(names(browser, "publisher").await, ["Component14", "Component15"]);
    browser.click("#graph .node.event[aria-label^='Family7.Thing149']").await;
    assert_eq!(names(browser, "event").await, ["Thing149Happened"]);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
