//! Webhooks as the vendors send them: their headers, bodies and signatures. The signatures are made here, by nothing that
//! checks them elsewhere.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use ring::hmac;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which webhook is to be sent, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    /// Where to; when blank, to all hooks that were subscribed to for the topic.
    pub url: String,
    /// What it tells of, in the vendor's words: `orders/create`, `order.created`, `store/order/created` …
    pub topic: String,
    /// The order, by the vendor's id.
    pub order_id: String,
    /// What it is signed with; when blank, what the vendor would sign it with: the app's secret or the hook's.
    pub secret: String,
    /// The same webhook so many times, as vendors repeat them: once when left out.
    pub times: Option<u32>,
    /// The body in the place of what the vendor would write, for hooks of another kind.
    pub body: Option<Value>,
    /// What changed, where the vendor says so: Squarespace's `FULFILLED`, `CANCELED` …
    pub update: String,
}

/// A webhook, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNotice {
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// What was answered to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Where it was sent.
    pub url: String,
    /// The status; none where nothing was answered.
    pub status: Option<u16>,
    /// What was answered, or why nothing was.
    pub body: String,
}

impl SignedNotice {
    pub(crate) fn new(body: Vec<u8>) -> Self {
        Self { headers: vec![], body }.with("content-type", &"application/json")
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &dyn ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same with the three headers of Standard Webhooks.
    #[must_use]
    pub(crate) fn standard(self, key: &[u8], id: &str, sent_at: i64) -> Self {
        let message = [format!("{id}.{sent_at}.").as_bytes(), &self.body].concat();
        let signature = format!("v1,{}", base64_of(&mac(key, &message)));
        self.with("webhook-id", &id).with("webhook-timestamp", &sent_at).with("webhook-signature", &signature)
    }
}

/// HMAC-SHA256.
pub(crate) fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

pub(crate) fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Hexadecimal digits in small letters.
pub(crate) fn hex_of(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// Sends a webhook. That nothing is answered is no error.
pub(crate) async fn send(url: &str, notice: &SignedNotice) -> Result<Delivery> {
    let mut request = Request::post(url);
    for (name, value) in &notice.headers {
        request = request.header(name, value);
    }
    let request =
        request.body(Full::new(Bytes::from(notice.body.clone()))).with_context(|| format!("{url} is none"))?;
    let answer = Client::builder(TokioExecutor::new()).build_http().request(request).await;
    let (status, body) = match answer {
        Ok(answer) => {
            let status = answer.status().as_u16();
            let body = answer.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            (Some(status), String::from_utf8_lossy(&body).into_owned())
        }
        Err(error) => (None, error.to_string()),
    };
    Ok(Delivery { url: url.to_owned(), status, body })
}
