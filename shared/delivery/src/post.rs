//! One HTTP post to a receiver, within limits.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use guard::{Guard, Schemes};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, HOST};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use tokio_util::io::InspectReader;
use url::{Position, Url};

use crate::connect::{Connector, Stream, connect, connector, outcome_of};
use crate::heard::{Heard, Remains};
use crate::reply::{Exchange, Outcome, ReceiverReply};
use crate::text::harmless;

/// How many headers an answer may have; of one that has more the status line counts.
const MAX_HEADERS: usize = 500;

/// How many bytes the head of an answer may have; of one that has more the status line counts.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// The limits of one post.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One deadline over all of it: look-up, connection, handshake, the answer's head and its body. An answer that
    /// says 200 and then drips past the deadline is a time-out.
    pub deadline: Duration,
    /// How many bytes of an answer's body are read; then the connection is dropped, and the status counts. What a
    /// compressed one is unpacked to ends there too.
    pub max_bytes: usize,
    /// How many characters of an answer are kept.
    pub kept_characters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(30), max_bytes: 64 << 10, kept_characters: 2_000 }
    }
}

/// What is posted, and where to.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// The address it goes to.
    pub url: String,
    /// Which schemes the address may have.
    pub schemes: Schemes,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// Those that its rule adds, which may hold secrets.
    pub added_headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct PosterError(#[source] Box<dyn Error + Send + Sync>);

impl PosterError {
    pub(crate) fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

/// Posts, within limits, to whom the guard lets it.
#[derive(Debug, Clone)]
pub struct Poster {
    connector: Connector,
    guard: Guard,
    limits: Limits,
}

impl Poster {
    /// A poster. It follows no redirect, uses no proxy, and repeats nothing by itself. It trusts whom Mozilla trusts:
    /// the roots are in the binary, and what is trusted does not depend on what the machine has.
    pub fn new(guard: Guard, limits: Limits) -> Result<Self, PosterError> {
        Self::with_roots(guard, limits, RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// The same, which trusts this certificate (in DER) and no authority: that of a receiver of one's own.
    pub fn trusting(guard: Guard, limits: Limits, certificate: Vec<u8>) -> Result<Self, PosterError> {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.into()).map_err(PosterError::new)?;
        Self::with_roots(guard, limits, roots)
    }

    /// Every post makes its own connection. A connection kept over the time a Lambda is frozen may be dead without
    /// knowing it, and would cost an attempt; and so the guard looks at every address each time.
    fn with_roots(guard: Guard, limits: Limits, roots: RootCertStore) -> Result<Self, PosterError> {
        let connector = connector(guard.clone(), roots).map_err(PosterError::new)?;
        Ok(Self { connector, guard, limits })
    }

    /// Makes one post. Whatever goes wrong is a value: there is no error.
    pub async fn post(&self, post: &Post) -> Exchange {
        let started = Instant::now();
        let attempt = tokio::time::timeout(self.limits.deadline, self.attempt(post)).await;
        Exchange { outcome: attempt.unwrap_or(Outcome::TimedOut), took: started.elapsed() }
    }

    async fn attempt(&self, post: &Post) -> Outcome {
        match self.guard.check_url(&post.url, post.schemes) {
            Ok(url) => self.send(&url, post).await.unwrap_or_else(|failed| failed),
            Err(error) => Outcome::Refused(error.to_string()),
        }
    }

    /// Posts to an address the guard has looked at. An error is what came of it, too.
    async fn send(&self, url: &Url, post: &Post) -> Result<Outcome, Outcome> {
        let target = target_of(url).map_err(|error| Outcome::Refused(error.to_string()))?;
        let request = request_of(url, post).map_err(|error| Outcome::Broken(error.to_string()))?;
        let stream = connect(self.connector.clone(), target).await?;
        Ok(self.exchange(stream, request).await)
    }

    /// Sends the request and reads the answer. The connection is closed when this returns.
    async fn exchange(&self, stream: Stream, request: Request<Full<Bytes>>) -> Outcome {
        let heard = Heard::default();
        let stream = TokioIo::new(listen_to(stream, heard.clone()));
        let (mut sender, connection) = match client().handshake(stream).await {
            Ok(connected) => connected,
            Err(error) => return outcome_of(&error, Outcome::Broken),
        };
        let answer = async {
            match sender.send_request(request).await {
                Ok(response) => Outcome::Replied(self.read(response).await),
                Err(error) => match heard.remains() {
                    Some(remains) => Outcome::Replied(self.reply_of(&remains)),
                    None => outcome_of(&error, Outcome::Broken),
                },
            }
        };
        tokio::select! {
            outcome = answer => outcome,
            never = drive(connection) => match never {},
        }
    }

    /// Reads the body, up to the limit or to where it breaks off: the status counts either way.
    async fn read(&self, response: Response<Incoming>) -> ReceiverReply {
        let (head, mut body) = response.into_parts();
        let mut read = vec![];
        while read.len() < self.limits.max_bytes {
            let Some(Ok(frame)) = body.frame().await else { break };
            let room = self.limits.max_bytes - read.len();
            read.extend(frame.into_data().unwrap_or_default().iter().take(room));
        }
        ReceiverReply::read(head.status.as_u16(), &head.headers, &read, &self.limits)
    }

    fn reply_of(&self, remains: &Remains) -> ReceiverReply {
        let text = harmless(&String::from_utf8_lossy(&remains.body), self.limits.kept_characters);
        ReceiverReply { status: remains.status, retry_after: None, text }
    }
}

/// HTTP/1 as receivers write it: with folded lines, with lines that are no header, with many headers.
fn client() -> http1::Builder {
    let mut client = http1::Builder::new();
    client
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES);
    client
}

/// The connection, with `heard` listening to what comes.
fn listen_to(stream: Stream, heard: Heard) -> InspectReader<TokioIo<Stream>, impl FnMut(&[u8])> {
    InspectReader::new(TokioIo::new(stream), move |bytes: &[u8]| heard.listen(bytes))
}

/// Keeps the connection going. What goes wrong in it is told to who waits for the answer.
async fn drive(connection: impl Future) -> Infallible {
    connection.await;
    std::future::pending().await
}

/// Scheme, host and port.
fn target_of(url: &Url) -> Result<Uri, hyper::http::Error> {
    Ok(url[..Position::BeforePath].parse()?)
}

fn request_of(url: &Url, post: &Post) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut request = Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(ACCEPT, "*/*");
    for (name, value) in &post.headers {
        request = request.header(*name, value);
    }
    for (name, value) in &post.added_headers {
        let mut value = hyper::header::HeaderValue::from_str(value)?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    request.body(Full::from(post.body.clone()))
}

#[cfg(test)]
mod tests;
