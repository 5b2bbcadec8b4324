//! A call to the API: its method, address, headers and body.

use std::borrow::Cow;

use http_types::{HeaderMap, Method, Request};
use percent_encoding::percent_decode_str;

use crate::operations::{Found, Operation};
use crate::reply::{ApiReply, Failure};

/// A body is at most this large.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// A call to the API.
#[derive(Debug)]
pub struct Call<'a> {
    /// The method; `X-HTTP-Method-Override: PUT` makes a POST a PUT (orderdesk-api 1.2).
    pub method: Method,
    /// The headers.
    pub headers: &'a HeaderMap,
    path: &'a str,
    raw_query: Option<&'a str>,
    query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    values: Vec<(&'static str, &'a str)>,
    body: &'a [u8],
}

impl<'a> Call<'a> {
    /// Reads a request; one that is too large is refused.
    pub fn read<B: AsRef<[u8]>>(request: &'a Request<B>) -> Result<Self, Failure> {
        let body = request.body().as_ref();
        if body.len() > MAX_BODY_BYTES {
            let message = format!("The body has {} bytes, and at most {MAX_BODY_BYTES} are taken", body.len());
            return Err(ApiReply::refusal(413, message).into());
        }
        let overrides = request.headers().get("x-http-method-override");
        let overrides = overrides.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"PUT"));
        let method = if overrides && request.method() == Method::POST { Method::PUT } else { request.method().clone() };
        let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).collect();
        let (path, raw_query) = (request.uri().path(), request.uri().query());
        Ok(Self { method, headers: request.headers(), path, raw_query, query, values: vec![], body })
    }

    /// The path's parts: `/api/v2/orders/7` is `["api", "v2", "orders", "7"]`, and so are `/api/v2/orders/7/` and
    /// `//api/v2/orders/7`, as clients join an address of parts.
    pub fn path(&self) -> Vec<&'a str> {
        path_parts(self.path)
    }

    /// Whether the address has no slash too many.
    pub(crate) fn is_spelled_exactly(&self) -> bool {
        self.path == self.exact_path()
    }

    /// The address without the slashes that are too many.
    pub(crate) fn exact_address(&self) -> String {
        let query = self.raw_query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.exact_path())
    }

    fn exact_path(&self) -> String {
        format!("/{}", self.path().join("/"))
    }

    /// Finds the operation that method and address name, and keeps the values in the address for [`Call::value`].
    pub fn operation(&mut self) -> Found<'a> {
        let found = Operation::find(self.method.as_str(), &self.path());
        if let Found::Operation(_, values) = &found {
            self.values.clone_from(values);
        }
        found
    }

    /// A value in the address, such as `order_id`; empty where the address has none of this name.
    pub fn value(&self, name: &str) -> &'a str {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value).unwrap_or_default()
    }

    /// A value in the address that may hold more than letters and digits, such as `host`, without its escapes.
    pub fn text_value(&self, name: &str) -> Cow<'a, str> {
        percent_decode_str(self.value(name)).decode_utf8_lossy()
    }

    /// The parameters of the query, as they were sent.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// A parameter of the query; an empty one is none.
    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        found.filter(|value| !value.is_empty())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }

    /// The body, byte by byte as it came.
    pub fn bytes(&self) -> &'a [u8] {
        self.body
    }

    /// The body as text.
    pub fn body(&self) -> Result<&'a str, Failure> {
        std::str::from_utf8(self.body).map_err(|_| ApiReply::refusal(400, "The body is not valid UTF-8").into())
    }

    /// `limit` and `offset` of a list: 50 and 0 when absent or unreadable, at most 500 (orderdesk-api 1.6).
    pub fn page(&self) -> (usize, usize) {
        let number = |name: &str, default| self.query(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        (number("limit", 50_usize).min(500), number("offset", 0))
    }
}

/// The parts of a path, of which an empty one is none.
pub fn path_parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}
