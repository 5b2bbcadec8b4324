//! What goes wrong in a page: errors that only its console shows, what its policy kept it from, what keeps somebody out, and
//! what takes too long on a slow line.

use serde_json::json;

use super::Browser;
use crate::shop::text;

/// axe-core 4.14.1, which knows the rules of WCAG that a machine can see broken.
const AXE: &str = include_str!("../../vendor/axe-4.14.1.min.js");

/// Lets a page note what its policy kept it from, and when the largest part of it was there.
const WATCH: &str = "
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) =>
      violations.push(`${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.largestAt = entry.startTime; })
      .observe({type: 'largest-contentful-paint', buffered: true});";

/// All rules but those that are tried out still, and the size of targets, which WCAG 2.2 asks for. Of each that is broken the
/// first places. Style sheets are not loaded once more, as what is read anew would be put into the page, against its policy.
const LOOK: &str = "
    const done = arguments[0];
    const place = ({target, any, all, none}) => `${target.join(' ')} (${[...any, ...all, ...none][0]?.message ?? ''})`;
    const wanted = {resultTypes: ['violations'], preload: false, rules: {'target-size': {enabled: true}}};
    axe.run(document, wanted).then(
      ({violations}) => done(violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(place).join('; ')}`)),
      (error) => done([String(error)]));";

/// How many requests a page took, and their bytes as they were sent.
const WEIGH: &str = "
    const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return [loaded.length, loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0)];";

/// A line of 1.6 Mbit/s, in bytes, whose answers come so many milliseconds later; and how much slower a phone computes.
const SLOW_BYTES_PER_SECOND: u64 = 200_000;
const SLOW_MILLISECONDS: u64 = 150;
const SLOW_COMPUTER: u64 = 4;

/// What it took to load a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
}

impl Browser {
    /// Lets each page note what its policy keeps it from.
    pub(super) async fn watch(&self) {
        self.developer("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await;
    }

    /// What went wrong since it was looked for last: errors that the console shows, and what the policy of the page kept it from.
    /// That the page itself is one that says what is wrong is no fault of it.
    pub(crate) async fn faults(&self) -> Vec<String> {
        let address = self.address().await;
        let own = format!("{} - Failed to load resource", address.split('#').next().unwrap_or_default());
        let log = self.command("POST", "se/log", Some(&json!({"type": "browser"}))).await;
        let errors = log.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE");
        let errors = errors.map(|entry| text(&entry["message"])).filter(|message| !message.starts_with(&own));
        let mut faults: Vec<String> = errors.collect();
        let kept = self.evaluate("return window.violations").await;
        faults.extend(kept.as_array().unwrap().iter().map(text));
        faults
    }

    /// What keeps somebody out of the page as it is shown now: the rules that it breaks, and where.
    pub(crate) async fn barriers(&self) -> Vec<String> {
        if self.evaluate("return typeof axe").await == "undefined" {
            self.evaluate(AXE).await;
        }
        let found = self.command("POST", "execute/async", Some(&json!({"script": LOOK, "args": []}))).await;
        found.as_array().unwrap().iter().map(text).collect()
    }

    /// What it took to load the page.
    pub(crate) async fn weight(&self) -> Weight {
        let weighed = self.evaluate(WEIGH).await;
        let number = |index: usize| weighed[index].as_u64().unwrap();
        Weight { requests: number(0), bytes: number(1) }
    }

    /// Makes it a phone on a slow line, which remembers nothing of before.
    pub(crate) async fn slow_down(&self) {
        self.developer("Network.enable", json!({})).await;
        self.developer("Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        let line = json!({"offline": false, "latency": SLOW_MILLISECONDS,
                          "downloadThroughput": SLOW_BYTES_PER_SECOND, "uploadThroughput": SLOW_BYTES_PER_SECOND});
        self.developer("Network.emulateNetworkConditions", line).await;
        self.developer("Emulation.setCPUThrottlingRate", json!({"rate": SLOW_COMPUTER})).await;
    }

    /// So many milliseconds after the first byte of the page its largest part was there; nothing where that is not known yet.
    pub(crate) async fn largest_after(&self) -> Option<f64> {
        let script = "const [page] = performance.getEntriesByType('navigation');
                      return window.largestAt === undefined ? null : window.largestAt - page.responseStart;";
        self.evaluate(script).await.as_f64()
    }
}
