//! The socket: a request comes in, goes wrong on purpose or is answered, and is remembered.

use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use indexmap::IndexMap;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::call::{Call, Cause, Refusal, Reply};
use crate::contract::Contract;
use crate::control;
use crate::failure::{self, FailureKind};
use crate::shop::{RequestRecord, Shop};

/// What begins so is no vendor's.
pub(crate) const CONTROL: &str = "/_fake/";

/// Headers of the connection, which are no part of what was asked.
const UNKEPT: [&str; 4] = ["host", "content-length", "connection", "accept-encoding"];

/// A shop and what its vendor documents, shared by its connections.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub shop: Arc<Mutex<Shop>>,
    pub contract: Arc<Contract>,
}

/// What becomes of a connection.
enum Outcome {
    Answer(Reply),
    /// It is closed.
    Close,
    /// Nothing ever comes.
    Silence,
}

/// The other side is left without an answer.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}

impl Served {
    /// The shop. Who panicked meanwhile left it as it was.
    pub(crate) fn shop(&self) -> MutexGuard<'_, Shop> {
        self.shop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves on this port of loopback, a free one for 0. Gives the port.
pub(crate) async fn serve(served: Served, port: u16) -> Result<(u16, JoinHandle<()>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.with_context(|| format!("port {port} of loopback is not free"))?;
    let port = listener.local_addr()?.port();
    Ok((port, tokio::spawn(accept(listener, served))))
}

async fn accept(listener: TcpListener, served: Served) {
    // Their owner: with this task they end.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let served = served.clone();
        connections.spawn(async move {
            // Without it the last part of an answer waits for an acknowledgement, forty milliseconds.
            let _ = stream.set_nodelay(true);
            let answer = service_fn(move |request| respond(served.clone(), request));
            // A connection that is closed on purpose is no fault.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn respond(served: Served, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Closed> {
    let call = read(request).await;
    if let Some(path) = call.path.strip_prefix(CONTROL) {
        return Ok(written(control::answer(&served, path, &call).await));
    }
    match decide(&served, call) {
        Outcome::Answer(reply) => Ok(written(reply)),
        Outcome::Close => Err(Closed),
        Outcome::Silence => pending().await,
    }
}

async fn read(request: Request<Incoming>) -> Call {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default();
    let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Call {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts.headers.iter().map(header).collect(),
        body: body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default().to_vec(),
    }
}

fn written(reply: Reply) -> Response<Full<Bytes>> {
    let body = reply.body.as_ref().map(Value::to_string).unwrap_or_default();
    let mut response = Response::builder().status(reply.status);
    if !body.is_empty() {
        response = response.header("content-type", "application/json");
    }
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Full::new(Bytes::from(body))).unwrap_or_default()
}

/// Does what is asked, unless it is to go wrong, and remembers it.
fn decide(served: &Served, mut call: Call) -> Outcome {
    let mut shop = served.shop();
    let api = shop.vendor.api();
    (api.address)(&mut call);
    let failure = failure::take(&mut shop.failures, &call);
    let (reply, refusal) = match failure {
        Some(FailureKind::Hang) => (None, None),
        Some(FailureKind::ServerError) => {
            (Some(Reply::json(500, serde_json::json!({"message": "out of order"}))), None)
        }
        Some(FailureKind::RateLimited) => (Some((api.throttle)(&call)), None),
        Some(FailureKind::Unauthorized) => {
            let refusal = Refusal::new(Cause::Keys, "", "the keys are refused on purpose");
            (Some((api.refuse)(&call, &refusal)), None)
        }
        Some(FailureKind::LostAnswer | FailureKind::LateAnswer) | None => match carry_out(&mut shop, served, &call) {
            Ok(reply) => (Some(reply), None),
            Err(refusal) => (Some((api.refuse)(&call, &refusal)), Some(refusal)),
        },
    };
    shop.requests.push(record(&call, reply.as_ref(), refusal.as_ref(), failure));
    match (failure, reply) {
        (Some(FailureKind::LostAnswer), _) => Outcome::Close,
        (Some(FailureKind::LateAnswer), _) | (_, None) => Outcome::Silence,
        (_, Some(reply)) => Outcome::Answer(reply),
    }
}

/// What is no address of the vendor's comes first, then whose request it is, then whether it fits.
fn carry_out(shop: &mut Shop, served: &Served, call: &Call) -> Result<Reply, Refusal> {
    let api = shop.vendor.api();
    if served.contract.has(call) {
        (api.admit)(shop, call)?;
    }
    let input = served.contract.check(call)?;
    (api.answer)(shop, &input)
}

fn record(
    call: &Call,
    reply: Option<&Reply>,
    refusal: Option<&Refusal>,
    failure: Option<FailureKind>,
) -> RequestRecord {
    let kept = call.headers.iter().filter(|(name, _)| !UNKEPT.contains(&name.as_str()));
    let text = || Value::String(String::from_utf8_lossy(&call.body).into_owned());
    RequestRecord {
        method: call.method.clone(),
        path: call.path.clone(),
        query: call.query.clone(),
        headers: kept.map(|(name, value)| (name.clone(), value.clone())).collect::<IndexMap<_, _>>(),
        body: if call.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&call.body).unwrap_or_else(|_| text())
        },
        status: reply.map(|reply| reply.status),
        refusal: refusal
            .map(|it| if it.field.is_empty() { it.message.clone() } else { format!("{}: {}", it.field, it.message) }),
        failure,
    }
}
