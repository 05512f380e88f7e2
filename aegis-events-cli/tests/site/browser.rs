//! A headless Chromium and its driver, started and stopped by the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than any page needs on a busy machine; only a failing test waits this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Without network access and without stored state.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,900",
    // It ends with its driver.
    "--remote-debugging-pipe",
];

/// The browser, with one window.
pub(crate) struct Browser {
    client: Client,
    // Ends with the test, together with the browser.
    _driver: Driver,
    _profile: TempDir,
}

/// `chromedriver`.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("`chromedriver` cannot be started; on Debian: apt-get install chromium chromium-driver");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let driver = Driver(driver);
        let mut ready = lines.map_while(Result::ok).filter_map(|line| {
            Some(line.split_once("started successfully on port ")?.1.trim_end_matches('.').to_owned())
        });
        let port = ready.next().expect("chromedriver ended before it was ready");
        let profile = TempDir::new().unwrap();
        let mut arguments = ARGUMENTS.map(str::to_owned).to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
        wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let url = format!("http://localhost:{port}");
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&url).await.unwrap();
        Self { client, _driver: driver, _profile: profile }
    }

    pub(crate) async fn end(self) {
        self.client.close().await.unwrap();
    }

    pub(crate) async fn open(&self, url: &str) {
        // The same page with another fragment would not be loaded again.
        self.client.goto("about:blank").await.unwrap();
        self.client.goto(url).await.unwrap();
    }

    pub(crate) async fn size(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
    }

    pub(crate) async fn one(&self, selector: &str) -> Element {
        self.client.find(Locator::Css(selector)).await.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// Clicks on an element. The graph is drawn again when its size changes, so a stale element is looked up again.
    pub(crate) async fn click(&self, selector: &str) {
        while let Err(error) = self.one(selector).await.click().await {
            assert!(error.is_stale_element_reference(), "{selector}: {error}");
        }
    }

    /// Selects an entry of a list by typing its beginning.
    pub(crate) async fn choose(&self, selector: &str, text: &str) {
        self.one(selector).await.send_keys(text).await.unwrap();
    }

    /// Types into the focused element.
    pub(crate) async fn keys(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    pub(crate) async fn key(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// The value of an expression on the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.client.execute(&format!("return {expression}"), Vec::new()).await.unwrap()
    }

    /// The texts of all visible elements of a selector.
    pub(crate) async fn texts(&self, selector: &str) -> Vec<String> {
        let seen = format!(
            "[...document.querySelectorAll({})].filter((it) => it.checkVisibility()).map((it) => it.textContent.trim())",
            json!(selector)
        );
        serde_json::from_value(self.value(&seen).await).unwrap()
    }

    /// Waits until an expression on the page is true.
    pub(crate) async fn until(&self, expression: &str) {
        let whole = async {
            while !self.value(&format!("Boolean({expression})")).await.as_bool().unwrap() {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, whole).await;
        assert!(waited.is_ok(), "this did not become true: {expression}");
    }

    /// The errors in the console since the last call.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Log).await.unwrap();
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }
}

/// Chromium's command for its console.
#[derive(Debug)]
struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
