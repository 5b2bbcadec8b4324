//! A small HTTP server on loopback; the proxies and the receiver are its handlers.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::background;

/// The body of an answer, whole or streamed. An error in it cuts the connection.
pub(crate) type Body = UnsyncBoxBody<Bytes, anyhow::Error>;

/// An error of a handler that has these bytes written in place of an answer, as they are, before the connection is cut.
#[derive(Debug)]
pub(crate) struct Raw(pub(crate) Bytes);

/// A running server; dropping it stops it and cuts its connections.
#[derive(Debug)]
pub(crate) struct Server {
    port: u16,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on `port` (0 for any) of loopback. An error from `handle` cuts the connection unanswered.
    pub(crate) fn start<H, F>(port: u16, handle: H) -> Result<Self>
    where
        H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Result<Response<Body>>> + Send + 'static,
    {
        let runtime = background::handle()?;
        let _guard = runtime.enter();
        let first = listen((Ipv4Addr::LOCALHOST, port).into())?;
        let port = first.local_addr()?.port();
        // Some clients try ::1 alone for "localhost"; a machine without IPv6 goes without.
        let second = listen((Ipv6Addr::LOCALHOST, port).into()).ok();
        let task = runtime.spawn(accept(first, second, handle));
        Ok(Self { port, task })
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes in place of an answer", self.0.len())
    }
}

/// The error of a handler, as hyper wants it.
#[derive(Debug)]
struct Failure(anyhow::Error);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Error for Failure {}

/// `bytes` as the whole body of an answer.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listener = std::net::TcpListener::bind(address)
        .with_context(|| format!("port {} is in use: choose another, or stop what listens there", address.port()))?;
    listener.set_nonblocking(true)?;
    Ok(TcpListener::from_std(listener)?)
}

async fn accept<H, F>(first: TcpListener, second: Option<TcpListener>, handle: H)
where
    H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<Body>>> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = first.accept() => accepted,
            accepted = accept_on(second.as_ref()) => accepted,
        };
        if let Ok((stream, peer)) = accepted {
            connections.spawn(serve(stream, peer, handle.clone()));
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn accept_on(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

async fn serve<H, F>(stream: TcpStream, peer: SocketAddr, handle: H)
where
    H: Fn(Request<Incoming>, SocketAddr) -> F + Send + 'static,
    F: Future<Output = Result<Response<Body>>> + Send + 'static,
{
    let handle = Box::new(handle);
    let service = service_fn(move |request| {
        let answer = handle(request, peer);
        Box::pin(async { answer.await.map_err(Failure) })
    });
    let mut connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let served = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    // A cut connection is the other side's choice, or a fault a test asked for.
    let mut stream = connection.into_parts().io.into_inner();
    if let Some(Raw(bytes)) = served.as_ref().err().and_then(raw) {
        let _ = stream.write_all(bytes).await;
    }
    let _ = stream.shutdown().await;
}

/// What is to be written in place of an answer.
fn raw(error: &hyper::Error) -> Option<&Raw> {
    error.source()?.downcast_ref::<Failure>()?.0.downcast_ref()
}
