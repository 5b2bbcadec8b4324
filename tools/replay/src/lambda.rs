//! One function: its process, and the Lambda Runtime API in front of it.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::HeaderValue;
use hyper::{Request, Response};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};

use crate::web;

/// Far enough in the future that no function thinks its time is up: milliseconds since 1970.
const DEADLINE: &str = "32503680000000";

/// Longer than any call takes.
const MAX_WAIT: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    // Ends with this value.
    _process: Child,
    events: mpsc::UnboundedSender<Bytes>,
    answers: mpsc::UnboundedReceiver<Answered>,
}

/// What a function answered to an event.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) failed: bool,
    pub(crate) body: Bytes,
}

impl Function {
    /// Starts the binary; its log goes into `folder`.
    pub(crate) async fn start(
        name: &str,
        binary: &Path,
        environment: &[(String, String)],
        folder: &Path,
    ) -> Result<Self> {
        let (events, received) = mpsc::unbounded_channel();
        let (sender, answers) = mpsc::unbounded_channel();
        let received = Arc::new(Mutex::new(received));
        let serve = move |request| next_or_answer(received.clone(), sender.clone(), request);
        let port = web::serve(0, serve).await?;
        let log = File::create(folder.join(format!("{name}.log")))?;
        let mut command = Command::new(binary);
        command.env_clear().envs(environment.iter().cloned());
        command.env("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{port}"));
        for (name, value) in [("VERSION", "$LATEST"), ("MEMORY_SIZE", "128"), ("NAME", name)] {
            command.env(format!("AWS_LAMBDA_FUNCTION_{name}"), value);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let process = command.spawn().with_context(|| format!("{} does not start", binary.display()))?;
        Ok(Self { name: name.to_owned(), _process: process, events, answers })
    }

    /// Hands it an event and waits for its answer.
    pub(crate) async fn invoke(&mut self, event: String) -> Result<Answered> {
        self.events.send(event.into())?;
        match tokio::time::timeout(MAX_WAIT, self.answers.recv()).await {
            Ok(Some(answered)) => Ok(answered),
            _ => bail!("{} does not answer; see its log", self.name),
        }
    }
}

async fn next_or_answer(
    events: Arc<Mutex<mpsc::UnboundedReceiver<Bytes>>>,
    answers: mpsc::UnboundedSender<Answered>,
    request: Request<Bytes>,
) -> Response<Full<Bytes>> {
    if !request.uri().path().ends_with("/invocation/next") {
        let failed = request.uri().path().ends_with("/error");
        let _ = answers.send(Answered { failed, body: request.into_body() });
        return web::answer(202, "application/json", "{}");
    }
    let Some(event) = events.lock().await.recv().await else { return web::answer(410, "text/plain", "") };
    let mut response = web::answer(200, "application/json", event);
    for (name, value) in [
        ("lambda-runtime-aws-request-id", "00000000-0000-4000-8000-000000000000"),
        ("lambda-runtime-deadline-ms", DEADLINE),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:replay"),
        ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000;Sampled=0"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
