//! A server on loopback, plain or behind TLS: every service that is offered by a socket is one of these.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// A running server; dropped, it and its connections end.
#[derive(Debug)]
pub struct Server {
    /// Its port of loopback.
    pub port: u16,
    connections: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves on a free port of loopback.
pub async fn serve<H, F>(tls: Option<Arc<ServerConfig>>, handle: H) -> Result<Server>
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port of loopback is free")?;
    let port = listener.local_addr()?.port();
    let connections = Arc::new(AtomicU64::default());
    let task = tokio::spawn(accept(listener, tls.map(TlsAcceptor::from), connections.clone(), handle));
    Ok(Server { port, connections, task })
}

impl Server {
    /// How many connections were ever made.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn accept<H, F>(listener: TcpListener, tls: Option<TlsAcceptor>, seen: Arc<AtomicU64>, handle: H)
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    // Their owner: with this task they end.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        seen.fetch_add(1, Ordering::Relaxed);
        let (tls, handle) = (tls.clone(), handle.clone());
        connections.spawn(async move {
            // Without it the last part of an answer waits for an acknowledgement, forty milliseconds.
            let _ = stream.set_nodelay(true);
            match tls {
                None => converse(stream, handle).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, handle).await;
                    }
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn converse<S, H, F>(stream: S, handle: H)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let answer = service_fn(move |request| {
        let answer = handle(request);
        async move { Ok::<_, std::convert::Infallible>(answer.await) }
    });
    // A function that is killed cuts its connections; that is no fault.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}

/// The whole body; nothing when the other side left.
pub async fn body_of(request: Request<Incoming>) -> Bytes {
    request.into_body().collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default()
}

/// An answer of JSON.
pub fn json(status: u16, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    typed(status, "application/x-amz-json-1.0", body)
}

/// An answer of this content type.
pub fn typed(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = hyper::header::HeaderValue::from_static(content_type);
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, kind);
    response
}
