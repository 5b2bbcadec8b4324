//! The proxy between the functions and the emulator: transparent, until a test plans a fault.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;

use crate::fault::{self, Fault, Plan, Target};
use crate::server::{Body, Server, whole};
use crate::{http, processes, proxy};

/// The planned faults of a cloud, and what its functions have asked AWS for.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    plans: Vec<Plan>,
    counts: BTreeMap<String, usize>,
    struck: usize,
}

impl Faults {
    /// Plans `fault` for the next `times` requests that fit `target`. Earlier plans come first.
    pub fn fail_next(&self, target: Target, times: usize, fault: Fault) {
        self.state().plans.push(Plan { target, left: times, fault });
    }

    /// Drops all plans and sets all counts to zero.
    pub fn clear(&self) {
        *self.state() = State::default();
    }

    /// How many requests a fault has struck.
    pub fn struck(&self) -> usize {
        self.state().struck
    }

    /// How many requests of this operation there were, by the full name or its end, faults included.
    pub fn count(&self, operation: &str) -> usize {
        let target = Target::operation(operation);
        self.state().counts.iter().filter(|(name, _)| target.hits(name, b"", None)).map(|(_, count)| count).sum()
    }

    /// How many requests of each operation there were.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        self.state().counts.clone()
    }

    /// Listens on `port` (0 for any) for the functions of the emulator at `gateway`.
    pub(crate) fn serve(&self, port: u16, gateway: u16) -> Result<Server> {
        let (faults, client) = (self.clone(), http::client());
        Server::start(port, move |request, peer| answer(faults.clone(), client.clone(), gateway, request, peer))
    }

    fn strike(&self, operation: &str, body: &[u8], who: impl FnOnce() -> Option<String>) -> Option<Fault> {
        let asks = self.state().plans.iter().any(|plan| plan.target.asks_who());
        // Outside the lock: finding out who asks walks through /proc.
        let function = if asks { who() } else { None };
        let mut state = self.state();
        *state.counts.entry(operation.to_owned()).or_default() += 1;
        let fault = fault::take(&mut state.plans, operation, body, function.as_deref());
        state.struck += usize::from(fault.is_some());
        fault
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(
    faults: Faults,
    client: Client<HttpConnector, Full<Bytes>>,
    gateway: u16,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let operation = fault::operation(&parts, &body);
    match faults.strike(&operation, &body, || processes::function_at(peer.port(), gateway)) {
        None => forward(&client, gateway, parts, body).await,
        Some(Fault::Drop) => bail!("a planned fault cut the connection"),
        Some(Fault::LoseAnswer) => {
            forward(&client, gateway, parts, body).await?;
            bail!("a planned fault lost the answer")
        }
        Some(Fault::Delay(delay)) => {
            tokio::time::sleep(delay).await;
            forward(&client, gateway, parts, body).await
        }
        Some(Fault::NotTaken) => Ok(Response::new(whole(fault::nothing_taken(&body)))),
        Some(fault @ (Fault::ServerError | Fault::Throttle)) => refuse(fault, &operation),
    }
}

fn refuse(fault: Fault, operation: &str) -> Result<Response<Body>> {
    let (status, text) = fault::refusal(fault, operation);
    Response::builder().status(status).body(whole(text)).context("no such answer")
}

/// Passes a request on with its own `Host`, which the emulator routes by and the function signed.
async fn forward(
    client: &Client<HttpConnector, Full<Bytes>>,
    gateway: u16,
    mut parts: Parts,
    body: Bytes,
) -> Result<Response<Body>> {
    proxy::retarget(&mut parts, gateway, None)?;
    let (mut parts, body) = client.request(Request::from_parts(parts, Full::new(body))).await?.into_parts();
    proxy::strip(&mut parts.headers);
    Ok(Response::from_parts(parts, whole(body.collect().await?.to_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_planned_fault_strikes_and_everything_else_passes() {
        let emulator = Server::start(0, async |request: Request<Incoming>, _| {
            Ok(Response::new(whole(format!("{:?}", request.headers()["host"]))))
        });
        let emulator = emulator.unwrap();
        let faults = Faults::default();
        let server = faults.serve(0, emulator.port()).unwrap();
        let ask = || {
            let call = http::post(format!("http://127.0.0.1:{}/", server.port()));
            call.header("x-amz-target", "DynamoDB_20120810.PutItem").body("{\"a\":1}").send()
        };

        faults.fail_next(Target::operation("PutItem").containing("\"a\":1"), 1, Fault::ServerError);
        faults.fail_next(Target::operation("PutItem"), 1, Fault::LoseAnswer);
        assert_eq!(ask().await.unwrap().status, 500);
        ask().await.unwrap_err();
        let passed = ask().await.unwrap();
        assert_eq!(passed.text(), format!("\"127.0.0.1:{}\"", server.port()));
        assert_eq!((faults.struck(), faults.count("PutItem"), faults.count("GetItem")), (2, 3, 0));
    }
}
