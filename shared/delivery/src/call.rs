//! Calls of other people's APIs, such as a shop's: one request, whose answer is read whole.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use guard::{Guard, Schemes};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Response, Uri};
use rustls::RootCertStore;
use url::{Position, Url};

use crate::connect::{Connector, connect, connector, outcome_of};
use crate::{Outcome, PosterError};

/// How many headers an answer may have.
const MAX_HEADERS: usize = 200;

/// Limits of one call.
#[derive(Debug, Clone, Copy)]
pub struct CallLimits {
    /// One deadline over all of it, from the look-up to the end of the answer.
    pub deadline: Duration,
    /// How many bytes an answer may have; one that has more is none.
    pub max_bytes: usize,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(30), max_bytes: 8 << 20 }
    }
}

/// A request to an API.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiRequest {
    /// How, in capitals.
    pub method: &'static str,
    /// The whole address, over https.
    pub url: String,
    /// The headers, which may hold keys.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if it has one.
    pub body: Option<String>,
}

/// Without headers and body.
impl fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, .. } = self;
        f.debug_struct("ApiRequest").field("method", method).field("url", url).finish_non_exhaustive()
    }
}

/// What an API answered, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiReply {
    /// Its status.
    pub status: u16,
    /// Its headers that are text.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// Why there is no answer, in words that go on from who was called: "the shop did not answer in time".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReply {
    /// Nothing was sent, and nothing will be: the address is none that may be called.
    #[error("can't be called: {0}")]
    Refused(String),
    /// Nothing was sent: there was no connection.
    #[error("{0}")]
    NotSent(String),
    /// It was sent, or may have been, and what became of it is not known.
    #[error("{0}")]
    Lost(String),
}

/// Calls APIs, within limits, where the guard lets it.
#[derive(Debug, Clone)]
pub struct ApiCaller {
    connector: Connector,
    guard: Guard,
    limits: CallLimits,
    /// Where a host is called in place of itself: stand-ins for vendors on the same machine.
    stand_ins: BTreeMap<String, Url>,
}

impl ApiCaller {
    /// A caller that follows no redirect, uses no proxy, and repeats nothing by itself.
    pub fn new(guard: Guard, limits: CallLimits) -> Result<Self, PosterError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let connector = connector(guard.clone(), roots).map_err(PosterError::new)?;
        Ok(Self { connector, guard, limits, stand_ins: BTreeMap::new() })
    }

    /// The same, which calls stand-ins in the place of hosts: `api.example.com=http://127.0.0.1:4000`, by commas; `*.` and a
    /// name stands for every name below it. For a cloud on one machine: nothing but loopback is a stand-in.
    #[must_use]
    pub fn with_stand_ins(mut self, stand_ins: &str) -> Self {
        for (host, address) in stand_ins.split(',').filter_map(|pair| pair.trim().split_once('=')) {
            let is_loopback = |url: &Url| url.host_str().is_some_and(|host| host == "127.0.0.1" || host == "localhost");
            if let Some(url) = Url::parse(address).ok().filter(is_loopback) {
                self.stand_ins.insert(host.to_ascii_lowercase(), url);
            }
        }
        self
    }

    /// Makes one call.
    pub async fn call(&self, request: &ApiRequest) -> Result<ApiReply, NoReply> {
        let url = self.address_of(&request.url)?;
        let called = tokio::time::timeout(self.limits.deadline, self.send(&url, request)).await;
        called.unwrap_or_else(|_| Err(NoReply::Lost(Outcome::TimedOut.to_string())))
    }

    fn address_of(&self, address: &str) -> Result<Url, NoReply> {
        let mut url = Url::parse(address).map_err(|error| NoReply::Refused(error.to_string()))?;
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        if let Some(stand_in) = self.stand_in(&host) {
            let stood = url.set_scheme(stand_in.scheme()).is_ok()
                && url.set_host(stand_in.host_str()).is_ok()
                && url.set_port(stand_in.port()).is_ok();
            if !stood {
                return Err(NoReply::Refused("its stand-in is none".to_owned()));
            }
            return self.checked(url.as_str(), Schemes::HttpToo);
        }
        // A cloud on one machine has no TLS; elsewhere the guard lets nobody call this machine.
        let is_own = matches!(host.as_str(), "127.0.0.1" | "localhost");
        self.checked(address, if is_own { Schemes::HttpToo } else { Schemes::HttpsOnly })
    }

    fn stand_in(&self, host: &str) -> Option<&Url> {
        let below = || host.split_once('.').and_then(|(_, parent)| self.stand_ins.get(&format!("*.{parent}")));
        self.stand_ins.get(host).or_else(below)
    }

    fn checked(&self, address: &str, schemes: Schemes) -> Result<Url, NoReply> {
        self.guard.check_url(address, schemes).map_err(|error| NoReply::Refused(error.to_string()))
    }

    async fn send(&self, url: &Url, request: &ApiRequest) -> Result<ApiReply, NoReply> {
        let target: Uri =
            url[..Position::BeforePath].parse().map_err(|error: hyper::http::uri::InvalidUri| refused(&error))?;
        let request = request_of(url, request).map_err(|error| refused(&error))?;
        let stream = connect(self.connector.clone(), target).await.map_err(|outcome| match outcome {
            Outcome::Closed(why) | Outcome::Refused(why) => NoReply::Refused(why),
            other => NoReply::NotSent(other.to_string()),
        })?;
        let mut client = http1::Builder::new();
        client.max_headers(MAX_HEADERS);
        let (mut sender, connection) = client.handshake(stream).await.map_err(|error| not_sent(&error))?;
        let answer = async {
            let response = sender.send_request(request).await.map_err(|error| lost(&error))?;
            self.read(response).await
        };
        let connection = async {
            let _ = connection.await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = answer => answer,
            () = connection => Err(NoReply::Lost("ended the connection".to_owned())),
        }
    }

    async fn read(&self, response: Response<Incoming>) -> Result<ApiReply, NoReply> {
        let (head, mut body) = response.into_parts();
        let mut read = vec![];
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| lost(&error))?;
            read.extend_from_slice(&frame.into_data().unwrap_or_default());
            if read.len() > self.limits.max_bytes {
                let max = self.limits.max_bytes;
                return Err(NoReply::Lost(format!("answered with more than {max} bytes")));
            }
        }
        let text = |(name, value): (&hyper::header::HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = head.headers.iter().filter_map(text).collect();
        Ok(ApiReply { status: head.status.as_u16(), headers, body: read })
    }
}

fn lost(error: &hyper::Error) -> NoReply {
    NoReply::Lost(outcome_of(error, Outcome::Broken).to_string())
}

fn not_sent(error: &hyper::Error) -> NoReply {
    NoReply::NotSent(outcome_of(error, Outcome::NotConnected).to_string())
}

fn refused(error: &impl fmt::Display) -> NoReply {
    NoReply::Refused(error.to_string())
}

fn request_of(url: &Url, request: &ApiRequest) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut built = Request::builder()
        .method(request.method)
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort]);
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value)?;
        value.set_sensitive(true);
        built = built.header(*name, value);
    }
    built.body(Full::from(request.body.clone().unwrap_or_default()))
}

#[cfg(test)]
mod tests;
