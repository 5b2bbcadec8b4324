//! The front proxy: `http://localhost:<port>/…` becomes the deployed API's address.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context, Result};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;

use crate::server::{Body, Server, whole};
use crate::{http, proxy};

/// A function answers with at most so many bytes: `domain::limits::aws`, which this tool is built without.
const MAX_ANSWER_BYTES: usize = 6_291_556;

/// The proxy in front of the API, which answers 503 until it knows the API's id.
#[derive(Debug)]
pub(crate) struct Front {
    server: Server,
    api_id: Arc<RwLock<Option<String>>>,
}

impl Front {
    /// Listens on `port` (0 for any) and forwards to the emulator at `gateway`.
    pub(crate) fn start(port: u16, gateway: u16) -> Result<Self> {
        let api_id: Arc<RwLock<Option<String>>> = Arc::default();
        let (known, client) = (Arc::clone(&api_id), http::client());
        let server = Server::start(port, move |request, _: SocketAddr| {
            let api_id = known.read().unwrap_or_else(PoisonError::into_inner).clone();
            answer(client.clone(), gateway, api_id, request)
        })?;
        Ok(Self { server, api_id })
    }

    /// Forwards to this API from now on.
    pub(crate) fn point_to(&self, api_id: &str) {
        *self.api_id.write().unwrap_or_else(PoisonError::into_inner) = Some(api_id.to_owned());
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.server.port()
    }
}

async fn answer(
    client: Client<HttpConnector, Incoming>,
    gateway: u16,
    api_id: Option<String>,
    request: Request<Incoming>,
) -> Result<Response<Body>> {
    let Some(api_id) = api_id else {
        return status(StatusCode::SERVICE_UNAVAILABLE, "The stack is not deployed yet.\n");
    };
    match forward(&client, gateway, &api_id, request).await {
        Ok(response) => Ok(response),
        Err(error) => status(StatusCode::BAD_GATEWAY, &format!("The local cloud did not answer: {error:#}\n")),
    }
}

async fn forward(
    client: &Client<HttpConnector, Incoming>,
    gateway: u16,
    api_id: &str,
    request: Request<Incoming>,
) -> Result<Response<Body>> {
    let (mut parts, body) = request.into_parts();
    proxy::retarget(&mut parts, gateway, Some(&format!("{api_id}.execute-api.localhost:{gateway}")))?;
    let mut response = client.request(Request::from_parts(parts, body)).await?;
    proxy::strip(response.headers_mut());
    let (parts, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    // The emulator lets pass what Lambda does not: the answer of a function is a text in another JSON document.
    if serde_json::to_string(&String::from_utf8_lossy(&body))?.len() > MAX_ANSWER_BYTES {
        return status(StatusCode::BAD_GATEWAY, "{\"message\":\"Bad Gateway\"}");
    }
    Ok(Response::from_parts(parts, whole(body)))
}

fn status(status: StatusCode, text: &str) -> Result<Response<Body>> {
    Response::builder().status(status).body(whole(text.to_owned())).context("no such answer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn host_path_headers_and_a_large_body_arrive() {
        let behind = Server::start(0, async |request: Request<Incoming>, _| {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let text = format!("{:?} {} {:?} {}", parts.headers["host"], parts.uri, parts.headers["x-a"], body.len());
            Ok(Response::new(whole(text)))
        });
        let behind = behind.unwrap();
        let front = Front::start(0, behind.port()).unwrap();
        let url = format!("http://127.0.0.1:{}/api/v2/orders?b=2", front.port());
        assert_eq!(http::get(url.clone()).send().await.unwrap().status, 503);

        front.point_to("1a2b3c4d");
        let body = vec![b'x'; 3_000_000];
        let reply = http::post(url).header("x-a", "1").body(body).send().await.unwrap();
        let host = format!("1a2b3c4d.execute-api.localhost:{}", behind.port());
        assert_eq!(reply.text(), format!("{host:?} /api/v2/orders?b=2 \"1\" 3000000"));
    }

    #[tokio::test]
    async fn an_answer_that_lambda_would_not_take_is_502() {
        let behind = Server::start(0, async |request: Request<Incoming>, _| {
            let bytes = request.uri().query().unwrap().parse().unwrap();
            Ok(Response::new(whole("\"".repeat(bytes))))
        });
        let behind = behind.unwrap();
        let front = Front::start(0, behind.port()).unwrap();
        front.point_to("1a2b3c4d");
        for (bytes, status) in [(3_100_000, 200), (3_200_000, 502)] {
            let url = format!("http://127.0.0.1:{}/api/v2/orders?{bytes}", front.port());
            assert_eq!(http::get(url).send().await.unwrap().status, status);
        }
    }
}
