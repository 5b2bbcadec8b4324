//! Reading objects.

use aws_sdk_s3::error::SdkError;
use aws_sdk_s3::operation::get_object::GetObjectError;

use crate::{Bucket, FilesError, PRECONDITION_FAILED};

/// So much of an object is in memory before it is known to be larger.
const USUAL_BYTES: usize = 64 * 1024;

/// What S3 answers of an object that is not there, to who may not list the bucket and to who may.
const NOT_THERE: [u16; 2] = [403, 404];

impl Bucket {
    /// Whether there is an object of this name.
    pub async fn is_there(&self, name: &str) -> Result<bool, FilesError> {
        match self.client.head_object().bucket(&self.name).key(name).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.raw_response().is_some_and(|it| NOT_THERE.contains(&it.status().as_u16())) => Ok(false),
            Err(error) => Err(FilesError::NotGiven { name: name.to_owned(), source: error.into() }),
        }
    }

    /// The whole object, of at most `max` bytes; where `etag` is one, only if S3 still calls its content so. One buffer
    /// holds it, that grows as the bytes come.
    pub async fn read(&self, name: &str, etag: &str, max: u64) -> Result<Vec<u8>, FilesError> {
        let get = self.client.get_object().bucket(&self.name).key(name);
        let get = if etag.is_empty() { get } else { get.if_match(format!("\"{etag}\"")) };
        let got = get.send().await.map_err(|error| not_given(name, error))?;
        let too_large = || FilesError::TooLarge { name: name.to_owned(), max };
        let length = got.content_length().and_then(|length| u64::try_from(length).ok());
        if length.is_some_and(|length| length > max) {
            return Err(too_large());
        }
        let length = length.and_then(|length| usize::try_from(length).ok());
        let mut bytes = Vec::with_capacity(length.unwrap_or(USUAL_BYTES));
        let mut body = got.body;
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| FilesError::NotGiven { name: name.to_owned(), source: error.into() })?;
            bytes.extend_from_slice(&chunk);
            if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max {
                return Err(too_large());
            }
        }
        Ok(bytes)
    }
}

fn not_given(name: &str, error: SdkError<GetObjectError>) -> FilesError {
    let name = name.to_owned();
    let is_missing = error.as_service_error().is_some_and(GetObjectError::is_no_such_key);
    let is_other = error.raw_response().is_some_and(|response| response.status().as_u16() == PRECONDITION_FAILED);
    if is_missing || is_other { FilesError::Gone { name } } else { FilesError::NotGiven { name, source: error.into() } }
}
