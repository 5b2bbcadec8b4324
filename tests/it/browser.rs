//! Chromium without a window, over WebDriver, for what people see. It runs no script: a page of ours needs none.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use waybill::{ChromeDriver, Cloud, http};

use crate::shop::eventually;

/// What it is started with: it calls nobody by itself, and runs as any user.
const ARGUMENTS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// What content settings call "blocked".
const BLOCKED: u8 = 2;

/// How high its screen is.
const HEIGHT: u32 = 900;

/// By what name WebDriver hands elements over.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Which colours somebody likes their pages in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A browser with one page.
pub(crate) struct Browser {
    _driver: ChromeDriver,
    /// Where its session is called.
    session: String,
    /// Where its pictures go.
    pictures: PathBuf,
    width: u32,
}

impl Browser {
    /// Opens one for the test of this name. Nothing where the machine has none, and the test is skipped; on the machine that
    /// decides (`CI`) that is a failure.
    pub(crate) async fn open(cloud: &Cloud, test: &str) -> Option<Self> {
        let Some(driver) = ChromeDriver::start(cloud, test).await.unwrap() else {
            let why = "this machine has no chromedriver (Debian: apt-get install chromium chromium-driver)";
            assert!(!decides(), "{test}: {why}");
            // Past what the test runner keeps for itself.
            writeln!(std::io::stderr(), "skipped: {test}, as {why}").unwrap();
            return None;
        };
        let pictures = cloud.folder().join(test);
        let own = format!("--user-data-dir={}", pictures.join("profile").display());
        let arguments: Vec<&str> = ARGUMENTS.into_iter().chain([own.as_str()]).collect();
        let settings = json!({"profile.managed_default_content_settings.javascript": BLOCKED});
        let options = json!({"args": arguments, "prefs": settings});
        let wanted = json!({"browserName": "chrome", "goog:chromeOptions": options});
        let body = json!({"capabilities": {"alwaysMatch": wanted}});
        let address = format!("{}/session", driver.address());
        let made = ask("POST", &address, Some(&body)).await;
        let session = format!("{address}/{}", made["sessionId"].as_str().unwrap());
        Some(Self { _driver: driver, session, pictures, width: 0 })
    }

    /// Makes its screen so many pixels wide, that of a phone or of a desk.
    pub(crate) async fn resize(&mut self, width: u32) {
        self.width = width;
        let screen = json!({"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": true});
        self.developer("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Makes it one of somebody who likes pages in these colours.
    pub(crate) async fn prefer(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let wanted = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.developer("Emulation.setEmulatedMedia", wanted).await;
    }

    /// Opens an address.
    pub(crate) async fn visit(&self, address: &str) {
        self.command("POST", "url", Some(&json!({"url": address}))).await;
    }

    /// The title of the page.
    pub(crate) async fn title(&self) -> String {
        self.command("GET", "title", None).await.as_str().unwrap().to_owned()
    }

    /// What the page says, as somebody reads it: what is hidden is not there.
    pub(crate) async fn text(&self) -> String {
        let body = self.element("//body").await;
        self.command("GET", &format!("element/{body}/text"), None).await.as_str().unwrap().to_owned()
    }

    /// Types into the field with this label, in place of what is there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let labelled =
            format!("//input[@aria-label='{label}'] | //input[@id=//label[normalize-space()='{label}']/@for]");
        let field = self.element(&labelled).await;
        self.command("POST", &format!("element/{field}/clear"), Some(&json!({}))).await;
        self.command("POST", &format!("element/{field}/value"), Some(&json!({"text": text}))).await;
    }

    /// Presses the button that says this, and waits for the page that comes.
    pub(crate) async fn press(&self, button: &str) {
        let before = self.element("/html").await;
        let button = self.element(&format!("//button[normalize-space()='{button}']")).await;
        self.command("POST", &format!("element/{button}/click"), Some(&json!({}))).await;
        // A form that is on its way is not waited for: the page is there until the next one comes.
        let is_there = format!("{}/element/{before}/name", self.session);
        eventually("the next page", async || {
            (http::get(is_there.as_str()).send().await.unwrap().status != 200).then_some(())
        })
        .await;
    }

    /// Takes a picture of the whole page, for whoever wants to look at it later, and sees that nothing of it lies beside the
    /// screen.
    pub(crate) async fn picture(&self, name: &str) {
        let layout = self.developer("Page.getLayoutMetrics", json!({})).await;
        let size = &layout["cssContentSize"];
        let taken = json!({"format": "png", "captureBeyondViewport": true,
                           "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}});
        let taken = self.developer("Page.captureScreenshot", taken).await;
        let bytes = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        let file = self.pictures.join(format!("{name}-{}.png", self.width));
        fs::write(&file, bytes).unwrap();
        let width = size["width"].as_f64().unwrap();
        assert!(width <= f64::from(self.width), "{width} pixels wide, see {}", file.display());
    }

    /// The only element at this path.
    async fn element(&self, path: &str) -> String {
        let found = self.command("POST", "elements", Some(&json!({"using": "xpath", "value": path}))).await;
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), 1, "{path}");
        found[0][ELEMENT].as_str().unwrap().to_owned()
    }

    /// What only developers ask of Chromium.
    async fn developer(&self, command: &str, parameters: Value) -> Value {
        self.command("POST", "goog/cdp/execute", Some(&json!({"cmd": command, "params": parameters}))).await
    }

    async fn command(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        ask(method, &format!("{}/{path}", self.session), body).await
    }
}

/// What WebDriver answers.
async fn ask(method: &str, address: &str, body: Option<&Value>) -> Value {
    let mut call = http::call(method.parse().unwrap(), address);
    if let Some(body) = body {
        call = call.json(body).unwrap();
    }
    let reply = call.send().await.unwrap();
    assert_eq!(reply.status, 200, "{method} {address}: {}", reply.text());
    reply.json::<Value>().unwrap()["value"].take()
}

/// Whether this machine decides about changes: nothing may be skipped there.
#[expect(clippy::disallowed_methods, reason = "a test runner has no caller to say so")]
fn decides() -> bool {
    std::env::var_os("CI").is_some()
}
