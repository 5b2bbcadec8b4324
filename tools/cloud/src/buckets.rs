//! S3: objects by bucket and name, put and read whole, with the bucket in the path; a read may ask for a content.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::request::Reply;

/// All buckets of one cloud; one is there as soon as something is put into it.
#[derive(Debug, Default)]
pub struct Buckets(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    objects: BTreeMap<(String, String), Vec<u8>>,
    /// The bucket and the name of each object that a request put, until somebody takes them to tell of them.
    put: Vec<(String, String)>,
}

/// A request about one object.
#[derive(Debug)]
pub(crate) struct Object {
    method: String,
    bucket: String,
    name: String,
    /// The content that is asked for, where that is said.
    if_match: Option<String>,
    /// Whether nothing may be there yet.
    is_new: bool,
}

/// What a request asks of S3; nothing when it is another service's. S3 signs the digest of what is sent in a header that
/// the others don't have.
pub(crate) fn object<'h>(method: &str, uri: &str, header: impl Fn(&str) -> Option<&'h str>) -> Option<Object> {
    header("x-amz-content-sha256").filter(|_| header("x-amz-target").is_none())?;
    // With a host in front, or without one as a server has it.
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let (_, path) = rest.split_once('/')?;
    let (bucket, name) = path.split('?').next()?.split_once('/')?;
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
    let if_match = header("if-match").map(str::to_owned);
    let is_new = header("if-none-match") == Some("*");
    Some(Object { method: method.to_owned(), bucket: bucket.to_owned(), name, if_match, is_new })
}

impl Object {
    /// Its name, as faults have it.
    pub(crate) fn operation(&self) -> String {
        let verb = match self.method.as_str() {
            "PUT" => "Put",
            "GET" => "Get",
            "HEAD" => "Head",
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
        self.state().objects.iter().filter_map(of_it).collect()
    }

    /// What is in an object; nothing where it is not there.
    pub fn bytes(&self, bucket: &str, name: &str) -> Option<Vec<u8>> {
        self.state().objects.get(&(bucket.to_owned(), name.to_owned())).cloned()
    }

    /// Puts an object; what its content is called.
    pub fn put(&self, bucket: &str, name: &str, body: &[u8]) -> String {
        self.state().objects.insert((bucket.to_owned(), name.to_owned()), body.to_vec());
        etag_of(body)
    }

    /// Removes an object.
    pub fn remove(&self, bucket: &str, name: &str) {
        self.state().objects.remove(&(bucket.to_owned(), name.to_owned()));
    }

    /// The names of the objects that requests put into a bucket since this was called before, in their sequence.
    pub fn take_put(&self, bucket: &str) -> Vec<String> {
        let mut state = self.state();
        let (of_it, others) =
            std::mem::take(&mut state.put).into_iter().partition(|(in_bucket, _)| in_bucket == bucket);
        state.put = others;
        let of_it: Vec<(String, String)> = of_it;
        of_it.into_iter().map(|(_, name)| name).collect()
    }

    /// Answers a request.
    pub(crate) fn answer(&self, object: &Object, body: &[u8]) -> Reply {
        let key = (object.bucket.clone(), object.name.clone());
        match object.method.as_str() {
            "PUT" if object.is_new && self.state().objects.contains_key(&key) => {
                Reply::xml(412, "<Error><Code>PreconditionFailed</Code><Message>It is there.</Message></Error>")
            }
            "PUT" => {
                let etag = self.put(&object.bucket, &object.name, body);
                self.state().put.push(key);
                Reply { etag: Some(format!("\"{etag}\"")), ..Reply::xml(200, "") }
            }
            "HEAD" => Reply::xml(if self.state().objects.contains_key(&key) { 200 } else { 404 }, ""),
            "GET" => match self.state().objects.get(&key) {
                Some(body)
                    if object.if_match.as_ref().is_some_and(|wanted| wanted.trim_matches('"') != etag_of(body)) =>
                {
                    Reply::xml(412, "<Error><Code>PreconditionFailed</Code><Message>It is another.</Message></Error>")
                }
                Some(body) => {
                    let (content_type, etag) = ("application/octet-stream", Some(format!("\"{}\"", etag_of(body))));
                    Reply { status: 200, content_type, body: body.clone(), etag }
                }
                None => Reply::xml(404, "<Error><Code>NoSuchKey</Code><Message>It is not there.</Message></Error>"),
            },
            other => Reply::xml(405, format!("<Error><Code>MethodNotAllowed</Code><Message>{other}</Message></Error>")),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name for a content that another content has not.
fn etag_of(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("{:032x}", hasher.finish())
}
