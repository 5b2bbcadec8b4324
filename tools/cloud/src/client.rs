//! The SDK's HTTP client that answers in this process.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::aws::Aws;
use crate::buckets;
use crate::faults::{Fault, nothing_taken, refusal};
use crate::request::{self, Reply};

/// The configuration of `function`.
pub(crate) fn config(aws: &Arc<Aws>, function: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region()))
        .endpoint_url("http://in-process.invalid")
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .retry_config(RetryConfig::standard())
        .sleep_impl(Turns)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(InProcess { aws: aws.clone(), function: function.into() })
        .build()
}

/// A turn, in which each of those at work makes a request, counts for this much of a wait.
const TURN: Duration = Duration::from_millis(5);

/// No wait lasts for more turns.
const MAX_TURNS: u128 = 200;

/// Waits while others have their turns, and takes no time: of two who wait, the shorter wait ends first.
#[derive(Debug)]
struct Turns;

impl AsyncSleep for Turns {
    fn sleep(&self, wait: Duration) -> Sleep {
        let turns = (wait.as_nanos() / TURN.as_nanos()).min(MAX_TURNS);
        Sleep::new(async move {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        })
    }
}

/// The way of one function to the cloud.
#[derive(Debug, Clone)]
struct InProcess {
    aws: Arc<Aws>,
    function: Arc<str>,
}

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        HttpConnectorFuture::new(async move { this.answer(&request).await })
    }
}

impl InProcess {
    async fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let (aws, function) = (&self.aws, self.function.as_ref());
        let body = request.body().bytes().unwrap_or_default();
        let object = buckets::object(request.method(), request.uri(), |name| request.headers().get(name));
        let operation = match &object {
            Some(object) => object.operation(),
            None => request::operation(request.headers().get("x-amz-target"), body),
        };
        let round_trip = aws.set_out(&operation);
        // Others of the same function get their turn here, as they do while a request is under way.
        tokio::task::yield_now().await;
        aws.arrived(round_trip);
        let answer = || match &object {
            Some(object) => aws.buckets.answer(object, body),
            None => aws.answer(&operation, body),
        };
        if aws.faults.crashes_before(&operation, body, function) {
            std::future::pending::<()>().await;
        }
        let reply = match aws.faults.strike(&operation, body, function) {
            None => answer(),
            Some(Fault::Drop) => return Err(cut("a planned fault cut the connection")),
            Some(Fault::LoseAnswer) => {
                answer();
                return Err(cut("a planned fault lost the answer"));
            }
            Some(Fault::NotTaken) => nothing_taken(body),
            Some(fault @ (Fault::ServerError | Fault::Throttle)) => refusal(fault, &operation),
        };
        if aws.faults.crashes_after(&operation, function) {
            std::future::pending::<()>().await;
        }
        response(reply)
    }
}

fn cut(why: &str) -> ConnectorError {
    ConnectorError::io(std::io::Error::new(std::io::ErrorKind::ConnectionReset, why).into())
}

fn response(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status = reply.status.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    response.headers_mut().insert("content-type", reply.content_type);
    if let Some(etag) = reply.etag {
        response.headers_mut().insert("etag", etag);
    }
    Ok(response)
}
