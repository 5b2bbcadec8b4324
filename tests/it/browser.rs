//! Chromium without a window, over WebDriver, for what people see: without scripts, as no page of ours needs one, and with
//! them.

mod faults;
mod keys;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use waybill::{ChromeDriver, Cloud, http};

pub(crate) use self::keys::{DOWN, ENTER, ESCAPE, HOLD_CONTROL, TAB};
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

/// A picture that the README shows is no larger: it is loaded by whoever looks at the project.
const MAX_POSTCARD_BYTES: usize = 200 * 1024;

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

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scripts {
    Blocked,
    Run,
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
    /// Opens one that runs no scripts for the test of this name. Nothing where the machine has none, and the test is skipped;
    /// on the machine that decides (`CI`) that is a failure.
    pub(crate) async fn open(cloud: &Cloud, test: &str) -> Option<Self> {
        Self::start(cloud, test, Scripts::Blocked).await
    }

    /// Opens one that runs scripts, and notes what goes wrong in its pages ([`Browser::faults`]).
    pub(crate) async fn open_with_scripts(cloud: &Cloud, test: &str) -> Option<Self> {
        let browser = Self::start(cloud, test, Scripts::Run).await?;
        browser.watch().await;
        Some(browser)
    }

    async fn start(cloud: &Cloud, test: &str, scripts: Scripts) -> Option<Self> {
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
        let mut options = json!({"args": arguments});
        if scripts == Scripts::Blocked {
            options["prefs"] = json!({"profile.managed_default_content_settings.javascript": BLOCKED});
        }
        let wanted = json!({"browserName": "chrome", "goog:chromeOptions": options,
                            "goog:loggingPrefs": {"browser": "ALL"}});
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

    /// Makes it one of somebody who likes pages in these colours, and without motion: what fades over is neither one colour
    /// nor the other.
    pub(crate) async fn prefer(&self, scheme: Scheme) {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let wanted = json!({"features": [{"name": "prefers-color-scheme", "value": value},
                                         {"name": "prefers-reduced-motion", "value": "reduce"}]});
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

    /// Where it is.
    pub(crate) async fn address(&self) -> String {
        self.command("GET", "url", None).await.as_str().unwrap().to_owned()
    }

    /// What the page says, as somebody reads it: what is hidden is not there.
    pub(crate) async fn text(&self) -> String {
        let body = self.element("//body").await;
        self.command("GET", &format!("element/{body}/text"), None).await.as_str().unwrap().to_owned()
    }

    /// Waits until the page says this, or the one that is on its way; what it says.
    pub(crate) async fn shows(&self, part: &str) -> String {
        eventually(&format!("a page that says {part}"), async || {
            let path = json!({"using": "xpath", "value": "//body"});
            let body = tried("POST", &format!("{}/element", self.session), Some(&path)).await?;
            let address = format!("{}/element/{}/text", self.session, body[ELEMENT].as_str()?);
            let text = tried("GET", &address, None).await?.as_str()?.to_owned();
            text.contains(part).then_some(text)
        })
        .await
    }

    /// What the session's cookie says to the server, for a call beside the browser.
    pub(crate) async fn cookie(&self) -> String {
        let all = self.command("GET", "cookie", None).await;
        let pair =
            |cookie: &Value| format!("{}={}", cookie["name"].as_str().unwrap(), cookie["value"].as_str().unwrap());
        all.as_array().unwrap().iter().map(pair).collect::<Vec<_>>().join("; ")
    }

    /// Where the links of the page lead that have this in their addresses.
    pub(crate) async fn links(&self, part: &str) -> Vec<String> {
        let path = json!({"using": "xpath", "value": format!("//a[contains(@href, '{part}')]")});
        let mut found = vec![];
        for link in self.command("POST", "elements", Some(&path)).await.as_array().unwrap() {
            let address = format!("element/{}/attribute/href", link[ELEMENT].as_str().unwrap());
            found.push(self.command("GET", &address, None).await.as_str().unwrap().to_owned());
        }
        found
    }

    /// Types into the field with this label, in place of what is there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        self.fill_at(&labelled("", "*[self::input or self::textarea]", label), text).await;
    }

    /// The same in the section of this heading, or the row of this link.
    pub(crate) async fn fill_in(&self, place: &str, label: &str, text: &str) {
        self.fill_at(&labelled(&of_place(place), "*[self::input or self::textarea]", label), text).await;
    }

    async fn fill_at(&self, path: &str, text: &str) {
        let field = self.element(path).await;
        self.command("POST", &format!("element/{field}/clear"), Some(&json!({}))).await;
        self.command("POST", &format!("element/{field}/value"), Some(&json!({"text": text}))).await;
    }

    /// Chooses in the list with this label.
    pub(crate) async fn choose(&self, label: &str, choice: &str) {
        let list = self.element(&labelled("", "select", label)).await;
        let path = json!({"using": "xpath", "value": format!(".//option[normalize-space()='{choice}']")});
        let found = self.command("POST", &format!("element/{list}/element"), Some(&path)).await;
        self.click(found[ELEMENT].as_str().unwrap()).await;
    }

    /// Ticks the box whose label begins so, or takes the tick away.
    pub(crate) async fn tick(&self, label: &str) {
        let boxes =
            format!("//input[@aria-label='{label}'] | //label[starts-with(normalize-space(), '{label}')]//input");
        let found = self.element(&boxes).await;
        self.click(&found).await;
    }

    /// Opens what is folded under these words.
    pub(crate) async fn unfold(&self, words: &str) {
        let summary = self.element(&format!("//summary[normalize-space()='{words}']")).await;
        self.click(&summary).await;
    }

    /// Presses the button that says this, and waits for the page that comes.
    pub(crate) async fn press(&self, button: &str) {
        self.leave_by(&format!("//button[normalize-space()='{button}']")).await;
    }

    /// The same in the section of this heading, or the row of this link.
    pub(crate) async fn press_in(&self, place: &str, button: &str) {
        self.leave_by(&format!("{}//button[normalize-space()='{button}']", of_place(place))).await;
    }

    /// The same in the section of this heading, or the row of this link.
    pub(crate) async fn follow_in(&self, place: &str, link: &str) {
        self.leave_by(&format!("{}//a[normalize-space()='{link}']", of_place(place))).await;
    }

    async fn leave_by(&self, path: &str) {
        let before = self.element("/html").await;
        let element = self.element(path).await;
        self.click(&element).await;
        // A form that is on its way is not waited for: the page is there until the next one comes.
        let is_there = format!("{}/element/{before}/name", self.session);
        eventually("the next page", async || {
            (http::get(is_there.as_str()).send().await.unwrap().status != 200).then_some(())
        })
        .await;
    }

    async fn click(&self, element: &str) {
        self.command("POST", &format!("element/{element}/click"), Some(&json!({}))).await;
    }

    /// Takes a picture of the whole page, for whoever wants to look at it later, and sees that nothing of it lies beside the
    /// screen.
    pub(crate) async fn picture(&self, name: &str) {
        assert_eq!(self.pictured(name).await, None);
    }

    /// The same; what is wrong where something of it lies beside the screen.
    pub(crate) async fn pictured(&self, name: &str) -> Option<String> {
        let layout = self.developer("Page.getLayoutMetrics", json!({})).await;
        let size = &layout["cssContentSize"];
        let taken = json!({"format": "png", "captureBeyondViewport": true,
                           "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}});
        let file = self.pictures.join(format!("{name}-{}.png", self.width));
        fs::write(&file, self.captured(taken).await).unwrap();
        let width = size["width"].as_f64().unwrap();
        (width > f64::from(self.width)).then(|| format!("{width} pixels wide, see {}", file.display()))
    }

    /// Waits until a page is there whole whose address has this in it.
    pub(crate) async fn arrives(&self, part: &str) {
        let script = json!({"script": "return [location.href, document.readyState]", "args": []});
        eventually(&format!("a page at {part}"), async || {
            let at = tried("POST", &format!("{}/execute/sync", self.session), Some(&script)).await?;
            (at[1] == "complete" && at[0].as_str()?.contains(part)).then_some(())
        })
        .await;
    }

    /// Takes a picture of what is on the screen, for the README.
    pub(crate) async fn postcard(&self, name: &str) {
        let bytes = self.captured(json!({"format": "png"})).await;
        assert!(bytes.len() <= MAX_POSTCARD_BYTES, "{name}: {} bytes", bytes.len());
        let folder = self.pictures.join("readme");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    async fn captured(&self, wanted: Value) -> Vec<u8> {
        let taken = self.developer("Page.captureScreenshot", wanted).await;
        STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
    }

    /// What a script says that is run in the page.
    pub(crate) async fn evaluate(&self, script: &str) -> Value {
        self.command("POST", "execute/sync", Some(&json!({"script": script, "args": []}))).await
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
    let reply = sent(method, address, body).await;
    assert_eq!(reply.status, 200, "{method} {address}: {}", reply.text());
    reply.json::<Value>().unwrap()["value"].take()
}

/// The same where the page may be another by now.
async fn tried(method: &str, address: &str, body: Option<&Value>) -> Option<Value> {
    let reply = sent(method, address, body).await;
    (reply.status == 200).then(|| reply.json::<Value>().unwrap()["value"].take())
}

async fn sent(method: &str, address: &str, body: Option<&Value>) -> http::Reply {
    let mut call = http::call(method.parse().unwrap(), address);
    if let Some(body) = body {
        call = call.json(body).unwrap();
    }
    call.send().await.unwrap()
}

/// The path of a section by its heading, or of a row by the link in it.
fn of_place(words: &str) -> String {
    format!("//*[self::section[.//h2[normalize-space()='{words}']] or self::tr[.//a[normalize-space()='{words}']]]")
}

/// The path of an element by its label, below another path.
fn labelled(below: &str, element: &str, label: &str) -> String {
    let by_name = format!("{below}//{element}[@aria-label='{label}']");
    format!("{by_name} | {below}//{element}[@id=//label[normalize-space()='{label}']/@for]")
}

/// Whether this machine decides about changes: nothing may be skipped there.
#[expect(clippy::disallowed_methods, reason = "a test runner has no caller to say so")]
fn decides() -> bool {
    std::env::var_os("CI").is_some()
}
