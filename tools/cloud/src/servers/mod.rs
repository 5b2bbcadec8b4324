//! The services on loopback, for functions that run as processes of their own: DynamoDB, SQS, S3, KMS and SES, each behind
//! TLS at a port of its own, because a function makes a handshake with each.

mod certificate;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use aws_credential_types::Credentials;
use aws_types::SdkConfig;
use aws_types::region::Region;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{ETAG, HeaderValue};
use hyper::{Request, Response};

use crate::aws::Aws;
use crate::buckets;
use crate::request::operation;
use crate::web::{self, Server};

/// Where the functions think they are.
pub const REGION: &str = "us-east-1";

/// The services, running.
#[derive(Debug)]
pub struct Servers {
    dynamodb: Server,
    sqs: Server,
    s3: Server,
    kms: Server,
    ses: Server,
    /// The same without TLS, for what this process itself reads and writes.
    plain: Server,
    roots: PathBuf,
    /// So many microseconds each answer waits.
    delay: Arc<AtomicU64>,
}

impl Servers {
    /// Starts them. The certificate is left in `folder`. Of planned faults they know nothing.
    pub async fn start(aws: &Arc<Aws>, folder: &Path) -> Result<Self> {
        let (roots, tls) = certificate::make(folder)?;
        let delay: Arc<AtomicU64> = Arc::default();
        let serve = async |tls| {
            let (aws, delay) = (aws.clone(), delay.clone());
            web::serve(tls, move |request| answer(aws.clone(), delay.clone(), request)).await
        };
        Ok(Self {
            dynamodb: serve(Some(tls.clone())).await?,
            sqs: serve(Some(tls.clone())).await?,
            s3: serve(Some(tls.clone())).await?,
            kms: serve(Some(tls.clone())).await?,
            ses: serve(Some(tls)).await?,
            plain: serve(None).await?,
            roots,
            delay,
        })
    }

    /// What a function needs to find all this.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let at = |server: &Server| format!("https://127.0.0.1:{}", server.port);
        vec![
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_ACCESS_KEY_ID", "local".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
            ("AWS_SESSION_TOKEN", "local".to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", at(&self.dynamodb)),
            ("AWS_ENDPOINT_URL_SQS", at(&self.sqs)),
            ("AWS_ENDPOINT_URL_S3", at(&self.s3)),
            ("AWS_ENDPOINT_URL_KMS", at(&self.kms)),
            ("AWS_ENDPOINT_URL_SES", at(&self.ses)),
            ("SSL_CERT_FILE", self.roots.display().to_string()),
        ]
    }

    /// The configuration for clients in this process that go by a socket too.
    pub async fn config(&self) -> SdkConfig {
        config_at(format!("http://127.0.0.1:{}", self.plain.port)).await
    }

    /// Has each answer wait for so long from now on: the way to AWS, of which there is none here.
    pub fn delay(&self, by: Duration) {
        self.delay.store(u64::try_from(by.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How many connections, each with a handshake, functions ever made.
    pub fn connections(&self) -> u64 {
        [&self.dynamodb, &self.sqs, &self.s3, &self.kms, &self.ses].map(Server::connections).iter().sum()
    }
}

/// The configuration for clients of an AWS on this machine that listens at `url`, without TLS: this one, or an emulator,
/// which takes whoever has these keys for the account itself.
pub async fn config_at(url: impl Into<String>) -> SdkConfig {
    aws_config::from_env()
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .region(Region::from_static(REGION))
        .endpoint_url(url)
        .load()
        .await
}

async fn answer(aws: Arc<Aws>, delay: Arc<AtomicU64>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let object = buckets::object(request.method().as_str(), &request.uri().to_string(), header);
    let target = header("x-amz-target").map(str::to_owned);
    let body = web::body_of(request).await;
    let operation = operation(target.as_deref(), &body);
    let round_trip = aws.set_out(&operation);
    let delay = Duration::from_micros(delay.load(Ordering::Relaxed));
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    aws.arrived(round_trip);
    let reply = match object {
        Some(object) => aws.buckets.answer(&object, &body),
        None => aws.answer(&operation, &body),
    };
    let mut response = web::typed(reply.status, reply.content_type, reply.body);
    if let Some(Ok(etag)) = reply.etag.map(HeaderValue::try_from) {
        response.headers_mut().insert(ETAG, etag);
    }
    response
}

/// A file in the folder, with a message that names it.
fn save(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
