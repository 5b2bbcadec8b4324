//! Addresses by which somebody without a key of AWS may put or read one object for a while.

use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;

use crate::{Bucket, FilesError};

/// Where and how one file is uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The address, for a PUT.
    pub url: String,
    /// Headers that must be sent with it as they are: they are signed.
    pub headers: Vec<(String, String)>,
}

impl Bucket {
    /// An address to upload one object of exactly `size` bytes to, once: where the object is there, S3 refuses it.
    pub async fn upload(&self, name: &str, size: u64, wait: Duration) -> Result<Upload, FilesError> {
        let not_taken = |source| FilesError::NotTaken { name: name.to_owned(), source };
        let config = PresigningConfig::expires_in(wait).map_err(|error| not_taken(error.into()))?;
        let length = i64::try_from(size).unwrap_or(i64::MAX);
        let put = self.client.put_object().bucket(&self.name).key(name).content_length(length).if_none_match("*");
        let signed = put.presigned(config).await.map_err(|error| not_taken(error.into()))?;
        let headers = signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Upload { url: signed.uri().to_owned(), headers: headers.collect() })
    }

    /// An address to read one object from, whether it is there or not.
    pub async fn download(&self, name: &str, wait: Duration) -> Result<String, FilesError> {
        let not_given = |source| FilesError::NotGiven { name: name.to_owned(), source };
        let config = PresigningConfig::expires_in(wait).map_err(|error| not_given(error.into()))?;
        let get = self.client.get_object().bucket(&self.name).key(name);
        let signed = get.presigned(config).await.map_err(|error| not_given(error.into()))?;
        Ok(signed.uri().to_owned())
    }
}
