//! Adapter: S3, the deployment's private bucket.

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{RequestChecksumCalculation, StalledStreamProtectionConfig};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::ByteStream;
use aws_types::SdkConfig;

/// The bucket did not take an object. It may work later.
#[derive(Debug, thiserror::Error)]
#[error("the bucket did not take {name}")]
pub struct FilesError {
    /// The object's name.
    pub name: String,
    /// The SDK's error.
    #[source]
    source: BoxError,
}

/// One bucket.
#[derive(Debug, Clone)]
pub struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    /// The bucket called `name`; nothing is sent yet.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        let config = aws_sdk_s3::config::Builder::from(config)
            // TLS and the signature over the body tell of a damaged one; a checksum more would send it in chunks.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            // A local cloud has no name for each bucket.
            .force_path_style(config.endpoint_url().is_some());
        Self { client: Client::from_conf(config.build()), name: name.into() }
    }

    /// Puts an object, whatever was there under this name.
    pub async fn put(&self, name: &str, content_type: &str, body: Vec<u8>) -> Result<(), FilesError> {
        let put = self.client.put_object().bucket(&self.name).key(name).content_type(content_type);
        let put = put.body(ByteStream::from(body)).send().await;
        put.map(drop).map_err(|error| FilesError { name: name.to_owned(), source: error.into() })
    }
}
