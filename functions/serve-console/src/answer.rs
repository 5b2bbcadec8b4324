//! How pages leave: what they may load, and packed where the browser takes that.

use std::time::Duration;

use askama::Template;
use http::{ApiReply, Face, Failure};
use lambda_http::http::HeaderValue;
use lambda_http::{Body, Response};

use crate::assets::{Asset, gzip};

/// What a page of the console may do: load what is ours, show pictures of products, and send its forms to us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What else a page of the console is not to be.
const HEADERS: [(&str, &str); 3] = [
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Browsers keep an asset for so many seconds: its name changes with what is in it.
const KEPT: &str = "public, max-age=31536000, immutable";

/// A text shorter than this is sent as it is.
const SHORT: usize = 1_000;

/// A page of the console.
pub(crate) fn page(status: u16, page: &impl Template) -> Result<ApiReply, Failure> {
    let html = page.render().map_err(Failure::of)?;
    let reply = ApiReply::page_by(status, html, POLICY.to_owned());
    Ok(HEADERS.into_iter().fold(reply, |reply, (name, value)| reply.header(name, value)))
}

/// An answer as it leaves; packed where `packs` says that the browser takes that.
pub(crate) fn response(reply: ApiReply, took: Duration, packs: bool) -> Response<Body> {
    let mut response = reply.response(Face::Own, took);
    if !packs || response.body().len() < SHORT {
        return response.map(Body::from);
    }
    response.headers_mut().insert("content-encoding", HeaderValue::from_static("gzip"));
    response.map(|text| Body::from(gzip(text.as_bytes())))
}

/// An asset, which browsers keep for good.
pub(crate) fn asset(asset: &Asset, packs: bool) -> Response<Body> {
    let body = if packs { Body::from(asset.gzip.clone()) } else { Body::from(asset.text) };
    let mut response = Response::new(body);
    let mut set = |name: &'static str, value: &'static str| {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    };
    set("content-type", asset.kind);
    set("cache-control", KEPT);
    set("x-content-type-options", "nosniff");
    set("vary", "accept-encoding");
    if packs {
        set("content-encoding", "gzip");
    }
    response
}
