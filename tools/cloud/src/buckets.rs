//! S3: objects by bucket and name, put and read whole, with the bucket in the path.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::http::Headers;

use crate::request::Reply;

/// All buckets of one cloud; one is there as soon as something is put into it.
#[derive(Debug, Default)]
pub struct Buckets(Mutex<BTreeMap<(String, String), Vec<u8>>>);

/// A request about one object.
#[derive(Debug)]
pub(crate) struct Object {
    method: String,
    bucket: String,
    name: String,
}

/// What a request asks of S3; nothing when it is another service's. S3 signs the digest of what is sent in a header that
/// the others don't have.
pub(crate) fn object(method: &str, uri: &str, headers: &Headers) -> Option<Object> {
    headers.get("x-amz-content-sha256").filter(|_| headers.get("x-amz-target").is_none())?;
    let (_, rest) = uri.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let (bucket, name) = path.split('?').next()?.split_once('/')?;
    Some(Object { method: method.to_owned(), bucket: bucket.to_owned(), name: name.to_owned() })
}

impl Object {
    /// Its name, as faults have it.
    pub(crate) fn operation(&self) -> String {
        let verb = match self.method.as_str() {
            "PUT" => "Put",
            "GET" => "Get",
            other => other,
        };
        format!("AmazonS3.{verb}Object")
    }
}

impl Buckets {
    /// The names of all objects of a bucket, and what is in them as text.
    pub fn texts(&self, bucket: &str) -> BTreeMap<String, String> {
        let of_it = |((in_bucket, name), body): (&(String, String), &Vec<u8>)| {
            (in_bucket == bucket).then(|| (name.clone(), String::from_utf8_lossy(body).into_owned()))
        };
        self.state().iter().filter_map(of_it).collect()
    }

    /// Answers a request.
    pub(crate) fn answer(&self, object: &Object, body: &[u8]) -> Reply {
        let key = (object.bucket.clone(), object.name.clone());
        match object.method.as_str() {
            "PUT" => {
                self.state().insert(key, body.to_vec());
                Reply::xml(200, "")
            }
            "GET" => match self.state().get(&key) {
                Some(body) => Reply { status: 200, content_type: "application/octet-stream", body: body.clone() },
                None => Reply::xml(404, "<Error><Code>NoSuchKey</Code><Message>It is not there.</Message></Error>"),
            },
            other => Reply::xml(405, format!("<Error><Code>MethodNotAllowed</Code><Message>{other}</Message></Error>")),
        }
    }

    fn state(&self) -> MutexGuard<'_, BTreeMap<(String, String), Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
