//! One HTTP post to a receiver, within limits.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, Response, redirect, retry};
use rustls::{ClientConfig, RootCertStore};

use crate::reply::{Exchange, Outcome, ReceiverReply, harmless};
use crate::resolve::{NotFound, Resolver};
use guard::{Guard, Refused, Schemes};

/// The limits of one post.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One deadline over all of it: look-up, connection, handshake, the answer's head and its body. An answer that
    /// says 200 and then drips past the deadline is a time-out.
    pub deadline: Duration,
    /// How many bytes of an answer's body are read; then the connection is dropped, and the status counts.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The address it goes to.
    pub url: String,
    /// Which schemes the address may have.
    pub schemes: Schemes,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct PosterError(#[source] Box<dyn Error + Send + Sync>);

/// Posts, within limits, to whom the guard lets it.
#[derive(Debug, Clone)]
pub struct Poster {
    client: Client,
    guard: Guard,
    limits: Limits,
}

impl Poster {
    /// A poster. It follows no redirect, uses no proxy, and repeats nothing by itself. It trusts whom Mozilla trusts:
    /// the roots are in the binary, and what is trusted does not depend on what the machine has.
    pub fn new(guard: Guard, limits: Limits) -> Result<Self, PosterError> {
        Self::with_roots(guard, limits, RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// Every post makes its own connection. A connection kept over the time a Lambda is frozen may be dead without
    /// knowing it, and would cost an attempt; and so the guard looks at every address each time.
    fn with_roots(guard: Guard, limits: Limits, roots: RootCertStore) -> Result<Self, PosterError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls(roots).map_err(|error| PosterError(error.into()))?)
            .dns_resolver(Arc::new(Resolver { guard: guard.clone() }))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            .pool_max_idle_per_host(0)
            .build();
        Ok(Self { client: client.map_err(|error| PosterError(error.into()))?, guard, limits })
    }

    /// Makes one post. Whatever goes wrong is a value: there is no error.
    pub async fn post(&self, post: &Post) -> Exchange {
        let started = Instant::now();
        let attempt = tokio::time::timeout(self.limits.deadline, self.attempt(post)).await;
        Exchange { outcome: attempt.unwrap_or(Outcome::TimedOut), took: started.elapsed() }
    }

    async fn attempt(&self, post: &Post) -> Outcome {
        let url = match self.guard.check_url(&post.url, post.schemes) {
            Ok(url) => url,
            Err(error) => return Outcome::Refused(error.to_string()),
        };
        let mut request = self.client.post(url).body(post.body.clone());
        for (name, value) in &post.headers {
            request = request.header(*name, value);
        }
        match request.send().await {
            Ok(response) => self.read(response).await,
            Err(error) => outcome_of(&error),
        }
    }

    async fn read(&self, mut response: Response) -> Outcome {
        let status = response.status().as_u16();
        let retry_after =
            response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut read = vec![];
        while read.len() < self.limits.max_bytes {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = self.limits.max_bytes - read.len();
                    read.extend(chunk.iter().take(room));
                }
                Ok(None) => break,
                Err(error) => return outcome_of(&error),
            }
        }
        Outcome::Replied(ReceiverReply { status, retry_after, text: harmless(&read, self.limits.kept_characters) })
    }
}

/// TLS on *ring*.
fn tls(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What an error of the client means, by the innermost cause that tells.
fn outcome_of(error: &reqwest::Error) -> Outcome {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut innermost = String::new();
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return Outcome::Refused(refused.to_string());
        }
        if inner.is::<NotFound>() {
            return Outcome::NotFound;
        }
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return Outcome::NotTrusted(error.to_string());
        }
        innermost = inner.to_string();
        cause = below(inner);
    }
    if error.is_connect() { Outcome::NotConnected(innermost) } else { Outcome::Broken(innermost) }
}

/// The error below `error`. What an error of input and output holds is not its source, so it is asked for by itself;
/// the connector has TLS errors two such errors deep.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests;
