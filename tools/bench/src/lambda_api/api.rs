//! The Lambda Runtime API of one function.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::{Request, Response};
use tokio::sync::{Mutex as AsyncMutex, mpsc};

use cloud::web::{self, Server};

/// Far enough in the future that no function thinks its time is up: milliseconds since 1970.
const DEADLINE: &str = "32503680000000";

#[derive(Debug)]
pub(crate) struct Api {
    server: Server,
    events: mpsc::UnboundedSender<Bytes>,
    answers: mpsc::UnboundedReceiver<Answered>,
    asks: mpsc::UnboundedReceiver<Instant>,
}

/// An answer as it came in.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) body: Bytes,
    pub(crate) failed: bool,
    /// When its event was handed out.
    pub(crate) delivered: Option<Instant>,
    pub(crate) at: Instant,
}

/// The function's side of it.
#[derive(Debug)]
struct Desk {
    events: AsyncMutex<mpsc::UnboundedReceiver<Bytes>>,
    answers: mpsc::UnboundedSender<Answered>,
    asks: mpsc::UnboundedSender<Instant>,
    delivered: Mutex<Option<Instant>>,
}

impl Api {
    pub(crate) async fn start() -> Result<Self> {
        let (event_sender, events) = mpsc::unbounded_channel();
        let (answer_sender, answers) = mpsc::unbounded_channel();
        let (ask_sender, asks) = mpsc::unbounded_channel();
        let events = AsyncMutex::new(events);
        let desk = Arc::new(Desk { events, answers: answer_sender, asks: ask_sender, delivered: Mutex::default() });
        let server = web::serve(None, move |request| serve(desk.clone(), request)).await?;
        Ok(Self { server, events: event_sender, answers, asks })
    }

    pub(crate) fn port(&self) -> u16 {
        self.server.port
    }

    /// Puts an event in front of the function.
    pub(crate) fn push(&self, event: &str) {
        // It can't fail: the desk that receives lives as long as the server.
        let _ = self.events.send(Bytes::copy_from_slice(event.as_bytes()));
    }

    /// Waits until the function asks for its next event.
    pub(crate) async fn next_request(&mut self) -> Option<Instant> {
        self.asks.recv().await
    }

    /// Waits for its next answer.
    pub(crate) async fn answer(&mut self) -> Option<Answered> {
        self.answers.recv().await
    }
}

async fn serve(desk: Arc<Desk>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if path.ends_with("/invocation/next") {
        return desk.next().await;
    }
    let failed = path.ends_with("/error");
    let body = web::body_of(request).await;
    let at = Instant::now();
    let delivered = desk.delivered.lock().unwrap_or_else(PoisonError::into_inner).take();
    let _ = desk.answers.send(Answered { body, failed, delivered, at });
    web::json(202, "{}")
}

impl Desk {
    async fn next(&self) -> Response<Full<Bytes>> {
        let _ = self.asks.send(Instant::now());
        let Some(event) = self.events.lock().await.recv().await else { return web::json(410, "") };
        let mut response = web::json(200, event);
        for (name, value) in [
            ("lambda-runtime-aws-request-id", "00000000-0000-4000-8000-000000000000"),
            ("lambda-runtime-deadline-ms", DEADLINE),
            ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:bench"),
            ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000;Sampled=0"),
        ] {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        *self.delivered.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        response
    }
}
