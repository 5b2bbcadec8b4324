//! Adapter: S3, the deployment's private bucket.

mod presign;
mod read;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{RequestChecksumCalculation, ResponseChecksumValidation, StalledStreamProtectionConfig};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::ByteStream;
use aws_types::SdkConfig;

pub use presign::Upload;

/// What S3 answers where a condition on what is there does not hold.
pub(crate) const PRECONDITION_FAILED: u16 = 412;

/// Why the bucket did not do what it was to.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// It did not take an object. It may work later.
    #[error("the bucket did not take {name}")]
    NotTaken {
        /// The object's name.
        name: String,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
    /// It did not give an object. It may work later.
    #[error("the bucket did not give {name}")]
    NotGiven {
        /// The object's name.
        name: String,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
    /// The object is not there, or has other content than was asked for.
    #[error("{name} is not there any more, or is another file")]
    Gone {
        /// The object's name.
        name: String,
    },
    /// The object is larger than may be read.
    #[error("{name} has more than {max} bytes")]
    TooLarge {
        /// The object's name.
        name: String,
        /// How many bytes may be read.
        max: u64,
    },
}

impl FilesError {
    /// Whether the same may work later, without anybody's doing.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::NotTaken { .. } | Self::NotGiven { .. })
    }
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
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            // A local cloud has no name for each bucket.
            .force_path_style(config.endpoint_url().is_some());
        Self { client: Client::from_conf(config.build()), name: name.into() }
    }

    /// Puts an object, whatever was there under this name.
    pub async fn put(&self, name: &str, content_type: &str, body: Vec<u8>) -> Result<(), FilesError> {
        let put = self.client.put_object().bucket(&self.name).key(name).content_type(content_type);
        let put = put.body(ByteStream::from(body)).send().await;
        put.map(drop).map_err(|error| FilesError::NotTaken { name: name.to_owned(), source: error.into() })
    }

    /// Puts an object where there is none of this name; whether it was put.
    pub async fn put_new(&self, name: &str, content_type: &str, body: Vec<u8>) -> Result<bool, FilesError> {
        let put = self.client.put_object().bucket(&self.name).key(name).content_type(content_type);
        match put.if_none_match("*").body(ByteStream::from(body)).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.raw_response().is_some_and(|it| it.status().as_u16() == PRECONDITION_FAILED) => {
                Ok(false)
            }
            Err(error) => Err(FilesError::NotTaken { name: name.to_owned(), source: error.into() }),
        }
    }
}
