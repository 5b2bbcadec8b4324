//! What the functions take for Lambda: the Runtime API, one process a function, one event at a time.

mod api;
mod process;
mod share;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use serde::Deserialize;

pub(crate) use process::can_pin;
pub(crate) use share::Share;

use api::Api;
use process::Process;

/// A call takes this long at most: longer than any function's own limit.
const MAX_WAIT: Duration = Duration::from_secs(90);

/// A function's binary, and how it is run.
#[derive(Debug, Clone)]
pub(crate) struct Binary {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) megabytes: u32,
}

/// Where and how a function is started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Settings and the way to the cloud.
    pub(crate) environment: &'a [(&'static str, String)],
    /// Its log goes here.
    pub(crate) folder: &'a Path,
    /// The core it is kept on.
    pub(crate) core: Option<usize>,
    /// The share of a core it gets.
    pub(crate) share: Option<&'a Share>,
}

/// A running function.
#[derive(Debug)]
pub(crate) struct Lambda {
    name: String,
    api: Api,
    process: Process,
}

/// What a function answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// From the event's delivery.
    pub(crate) took: Duration,
    pub(crate) body: Bytes,
    at: Instant,
}

impl Lambda {
    /// Starts a function; with an event that waits for it, if there is one.
    pub(crate) async fn start(binary: &Binary, place: Place<'_>, event: Option<&str>) -> Result<Self> {
        let api = Api::start().await?;
        if let Some(event) = event {
            api.push(event);
        }
        let mut environment = place.environment.to_vec();
        environment.extend([
            ("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{}", api.port())),
            ("AWS_LAMBDA_FUNCTION_NAME", binary.name.clone()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", binary.megabytes.to_string()),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
            ("AWS_LAMBDA_LOG_LEVEL", "INFO".to_owned()),
        ]);
        let log = place.folder.join(format!("{}.log", binary.name));
        let process = Process::start(&binary.path, &environment, &log, place.core, place.share).await;
        let process = process.with_context(|| format!("could not start {}", binary.name))?;
        Ok(Self { name: binary.name.clone(), api, process })
    }

    /// From the start to the answer of the event it was started with, be it a refusal.
    pub(crate) async fn first_answer(&mut self) -> Result<Duration> {
        let answer = self.answer(|_| true).await?;
        Ok(answer.at.duration_since(self.process.started))
    }

    /// Waits until it asks for an event: from the start until then is INIT.
    pub(crate) async fn ready(&mut self) -> Result<Duration> {
        let request = tokio::time::timeout(MAX_WAIT, self.api.next_request()).await;
        let at = request.ok().flatten().with_context(|| self.silent())?;
        Ok(at.duration_since(self.process.started))
    }

    /// Hands it an event.
    pub(crate) async fn invoke(&mut self, event: &str) -> Result<Answer> {
        self.api.push(event);
        self.answer(is_success).await
    }

    /// Hands it a call that it may refuse.
    pub(crate) async fn try_invoke(&mut self, event: &str) -> Result<Answer> {
        self.api.push(event);
        self.answer(|_| true).await
    }

    /// From now on it gets no more than this share.
    pub(crate) fn confine(&self, share: &Share) -> Result<()> {
        share.take_in(self.process.pid)
    }

    /// How much time of a processor it has used.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        self.process.cpu()
    }

    /// The most memory it ever held, in bytes.
    pub(crate) fn peak(&self) -> Result<u64> {
        self.process.peak()
    }

    /// How many bytes it has logged.
    pub(crate) fn logged(&self) -> u64 {
        self.process.logged()
    }

    async fn answer(&mut self, is_right: impl Fn(&[u8]) -> bool) -> Result<Answer> {
        let answered = tokio::time::timeout(MAX_WAIT, self.api.answer()).await;
        let answered = answered.ok().flatten().with_context(|| self.silent())?;
        let Some(delivered) = answered.delivered else { bail!("{} answered without a request", self.name) };
        if answered.failed || !is_right(&answered.body) {
            bail!("{} answered {}{}", self.name, String::from_utf8_lossy(&answered.body), self.process.last_words());
        }
        let took = answered.at.duration_since(delivered);
        Ok(Answer { took, body: answered.body, at: answered.at })
    }

    fn silent(&self) -> String {
        format!("{} does not answer{}", self.name, self.process.last_words())
    }
}

/// What tells success, in the answers of all kinds of functions.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Success {
    #[serde(default)]
    status_code: u16,
    #[serde(default)]
    batch_item_failures: Vec<serde::de::IgnoredAny>,
}

fn is_success(body: &[u8]) -> bool {
    match serde_json::from_slice::<Option<Success>>(body) {
        Ok(Some(answer)) => answer.status_code < 300 && answer.batch_item_failures.is_empty(),
        Ok(None) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_success;

    #[test]
    fn a_refused_call_and_a_kept_message_are_no_success() {
        for good in ["null", "{}", r#"{"statusCode":201,"body":"{}"}"#, r#"{"batchItemFailures":[]}"#] {
            assert!(is_success(good.as_bytes()), "{good}");
        }
        for bad in ["", r#"{"statusCode":401}"#, r#"{"batchItemFailures":[{"itemIdentifier":"1"}]}"#] {
            assert!(!is_success(bad.as_bytes()), "{bad}");
        }
    }
}
