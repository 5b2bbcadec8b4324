//! What the functions take for AWS: DynamoDB, SQS and KMS, each behind TLS at a port of its own, because a function
//! makes a handshake with each.

mod certificate;
mod dynamo;
mod kms;
mod queues;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use aws_sdk_dynamodb::config::Credentials;
use aws_types::SdkConfig;
use aws_types::region::Region;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response};

pub(crate) use dynamo::{Item, TABLE, Units, sum_of, text_of};

use crate::web::{self, Server};
use dynamo::Dynamo;
use queues::Queues;

/// Where the functions think they are.
pub(crate) const REGION: &str = "us-east-1";

/// The stand-ins, running.
#[derive(Debug)]
pub(crate) struct Cloud {
    services: Arc<Services>,
    dynamodb: Server,
    sqs: Server,
    kms: Server,
    /// The same without TLS, for what this process itself reads and writes.
    plain: Server,
    roots: PathBuf,
}

#[derive(Debug)]
struct Services {
    dynamo: Dynamo,
    queues: Queues,
}

/// What was asked of AWS.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Of DynamoDB, by operation.
    pub(crate) dynamodb: std::collections::BTreeMap<&'static str, Units>,
    /// Requests to SQS.
    pub(crate) sqs: u64,
    /// Every image put, oldest first: what the stream tells. Counters, which are added to, are nobody's business.
    pub(crate) written: Vec<Item>,
    /// Every message sent, oldest first.
    pub(crate) sent: Vec<String>,
    /// How long DynamoDB took over it.
    pub(crate) dynamodb_took: Duration,
}

impl Cloud {
    /// Starts them, with an empty table. The certificate is left in `folder`.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let services = Arc::new(Services { dynamo: Dynamo::new()?, queues: Queues::default() });
        let (roots, tls) = certificate::make(folder)?;
        let serve = async |tls| {
            let services = services.clone();
            web::serve(tls, move |request| answer(services.clone(), request)).await
        };
        Ok(Self {
            dynamodb: serve(Some(tls.clone())).await?,
            sqs: serve(Some(tls.clone())).await?,
            kms: serve(Some(tls)).await?,
            plain: serve(None).await?,
            services,
            roots,
        })
    }

    /// What a function needs to find all this.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let at = |server: &Server| format!("https://127.0.0.1:{}", server.port);
        vec![
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", "bench".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "bench".to_owned()),
            ("AWS_SESSION_TOKEN", "bench".to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", at(&self.dynamodb)),
            ("AWS_ENDPOINT_URL_SQS", at(&self.sqs)),
            ("AWS_ENDPOINT_URL_KMS", at(&self.kms)),
            ("SSL_CERT_FILE", self.roots.display().to_string()),
        ]
    }

    /// The configuration for clients in this process.
    pub(crate) async fn config(&self) -> SdkConfig {
        aws_config::from_env()
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .credentials_provider(Credentials::new("bench", "bench", None, None, "bench"))
            .region(Region::from_static(REGION))
            .endpoint_url(format!("http://127.0.0.1:{}", self.plain.port))
            .load()
            .await
    }

    /// How many connections, each with a handshake, functions ever made.
    pub(crate) fn connections(&self) -> u64 {
        [&self.dynamodb, &self.sqs, &self.kms].map(Server::connections).iter().sum()
    }

    /// What was asked since this was last called.
    pub(crate) fn take(&self) -> Asked {
        let mut asked = Asked::default();
        self.services.dynamo.take(&mut asked);
        self.services.queues.take(&mut asked);
        asked
    }
}

async fn answer(services: Arc<Services>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let target = request.headers().get("x-amz-target").and_then(|target| target.to_str().ok());
    let target = target.unwrap_or_default().to_owned();
    let body = web::body_of(request).await;
    let (service, operation) = target.split_once('.').unwrap_or_default();
    let answer = match service {
        "DynamoDB_20120810" => services.dynamo.answer(operation, &body),
        "AmazonSQS" => services.queues.answer(operation, &body),
        "TrentService" => kms::answer(operation),
        _ => Err(Fault::unknown(&target)),
    };
    match answer {
        Ok(body) => web::json(200, body),
        Err(fault) => web::json(fault.status, fault.body),
    }
}

/// What a service says no with.
#[derive(Debug)]
pub(crate) struct Fault {
    status: u16,
    body: String,
}

impl Fault {
    fn unknown(operation: &str) -> Self {
        let body = format!(r#"{{"__type":"UnknownOperationException","message":"nothing here knows {operation}"}}"#);
        Self { status: 400, body }
    }

    fn broken(error: &impl std::fmt::Display) -> Self {
        let body = serde_json::json!({ "__type": "SerializationException", "message": error.to_string() });
        Self { status: 400, body: body.to_string() }
    }
}

/// Reads a request of a service.
fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|error| Fault::broken(&error))
}

/// Writes an answer of a service.
fn write(answer: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(answer).map_err(|error| Fault::broken(&error))
}

/// A file in the folder, with a message that names it.
fn save(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
