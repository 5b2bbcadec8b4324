//! A receiver of posts that answers as a test tells it to, and remembers what it got.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{HeaderMap, Method, Request, Response};

pub use self::answer::Answer;
use crate::ports;
use crate::server::{Body, Server};

mod answer;

/// A server on loopback. A path without a script answers 200 with an empty body.
#[derive(Debug)]
pub struct Receiver {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    next: HashMap<String, VecDeque<Answer>>,
    always: HashMap<String, Answer>,
}

/// A request the receiver got.
#[derive(Debug, Clone)]
pub struct Received {
    /// When its body had been read.
    pub at: Instant,
    /// The method.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The query, if any.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// So many ports are tried.
const MAX_TRIES: u32 = 5;

impl Receiver {
    /// Starts one on a free port, which is none of those where functions are reached: nothing is posted there.
    pub fn start() -> Result<Self> {
        let mut started = Self::start_at(ports::choose(None)?);
        for _ in 0..MAX_TRIES {
            match started {
                // Another process was faster.
                Err(_) => started = Self::start_at(ports::choose(None)?),
                started => return started,
            }
        }
        started
    }

    /// Starts one on this port.
    pub fn start_at(port: u16) -> Result<Self> {
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        let server = Server::start(port, move |request, _| receive(Arc::clone(&shared), request))?;
        Ok(Self { server, state })
    }

    /// The address of `path` here, such as `http://127.0.0.1:4000/orders`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.server.port())
    }

    /// Answers the next requests for `path` with these, one each; further calls append.
    pub fn script(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.state().next.entry(path.to_owned()).or_default().extend(answers);
    }

    /// Answers every request for `path` with this once its script is used up.
    pub fn always(&self, path: &str, answer: Answer) {
        self.state().always.insert(path.to_owned(), answer);
    }

    /// What came for `path` so far, in the order it came.
    pub fn received(&self, path: &str) -> Vec<Received> {
        self.state().received.iter().filter(|received| received.path == path).cloned().collect()
    }

    /// Waits until at least `count` requests for `path` have come.
    pub async fn wait_for(&self, path: &str, count: usize, at_most: Duration) -> Result<Vec<Received>> {
        let end = Instant::now() + at_most;
        loop {
            let received = self.received(path);
            if received.len() >= count {
                return Ok(received);
            }
            if Instant::now() > end {
                bail!("{path} got {} of {count} requests in {at_most:?}", received.len());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Received {
    /// A header as text, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

async fn receive(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let received = Received {
        body: body.collect().await?.to_bytes(),
        at: Instant::now(),
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
    };
    let answer = note(&mut lock(&state), received.clone());
    answer.give(received).await
}

fn note(state: &mut State, received: Received) -> Answer {
    let scripted = state.next.get_mut(&received.path).and_then(VecDeque::pop_front);
    let answer = scripted.or_else(|| state.always.get(&received.path).cloned()).unwrap_or_else(|| Answer::status(200));
    state.received.push(received);
    answer
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
