//! A client for plain HTTP on loopback, for the demo and for tests.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::background;

/// How long a call may take when it doesn't say.
const TIMEOUT: Duration = Duration::from_mins(1);

static CLIENT: LazyLock<Client<HttpConnector, Full<Bytes>>> = LazyLock::new(client);

/// A client that sends bodies of type `B`.
pub(crate) fn client<B>() -> Client<HttpConnector, B>
where
    B: hyper::body::Body + Send + 'static,
    B::Data: Send,
{
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        // Shorter than any server's patience, so that a kept connection is never one just closed.
        .pool_idle_timeout(Duration::from_secs(3))
        .build_http()
}

/// A call being put together.
#[derive(Debug, Clone)]
#[must_use]
pub struct Call {
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Bytes,
    timeout: Duration,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// A call with `method` to `url`.
pub fn call(method: Method, url: impl Into<String>) -> Call {
    Call { method, url: url.into(), headers: HeaderMap::new(), body: Bytes::new(), timeout: TIMEOUT }
}

/// A GET of `url`.
pub fn get(url: impl Into<String>) -> Call {
    call(Method::GET, url)
}

/// A POST to `url`.
pub fn post(url: impl Into<String>) -> Call {
    call(Method::POST, url)
}

impl Call {
    /// Adds a header; one whose value can't be a header is left out.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            self.headers.append(name, value);
        }
        self
    }

    /// Sends these bytes.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends `value` as JSON.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Result<Self> {
        let body = serde_json::to_vec(value).context("could not be written as JSON")?;
        Ok(self.header("content-type", "application/json").body(body))
    }

    /// Gives up after `timeout`; 60 seconds otherwise.
    pub fn within(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends it. Any status is an answer; an error means there was none.
    pub async fn send(self) -> Result<Reply> {
        let name = format!("{} {}", self.method, self.url);
        let timeout = self.timeout;
        let exchange = background::run(self.exchange());
        let reply = tokio::time::timeout(timeout, exchange).await;
        reply.with_context(|| format!("{name} gave no answer in {timeout:?}"))?.context(name)
    }

    async fn exchange(self) -> Result<Reply> {
        let mut request = Request::builder().method(self.method).uri(self.url).body(Full::new(self.body))?;
        *request.headers_mut() = self.headers;
        let (parts, body) = CLIENT.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).with_context(|| format!("status {}, no JSON: {}", self.status, self.text()))
    }

    /// The body as JSON if the status is 2xx, otherwise an error that shows the answer.
    pub fn accepted<T: DeserializeOwned>(&self) -> Result<T> {
        anyhow::ensure!((200..300).contains(&self.status), "answered {}: {}", self.status, self.text());
        self.json()
    }
}
