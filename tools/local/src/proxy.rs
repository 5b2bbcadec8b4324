//! What both proxies do to a request on its way.

use anyhow::Result;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Uri, Version};

/// Headers that belong to one connection and must not be passed on (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Points `parts` at `port` of loopback. The `Host` header stays, unless `host` is given.
pub(crate) fn retarget(parts: &mut Parts, port: u16, host: Option<&str>) -> Result<()> {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    parts.uri = Uri::try_from(format!("http://127.0.0.1:{port}{path}"))?;
    parts.version = Version::HTTP_11;
    strip(&mut parts.headers);
    if let Some(host) = host {
        parts.headers.insert(header::HOST, HeaderValue::try_from(host)?);
    }
    Ok(())
}

/// Removes what belongs to one connection, the names listed in `Connection` included.
pub(crate) fn strip(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn parts() -> Parts {
        let request = Request::post("/api/v2/orders?a=1")
            .header("host", "localhost:8080")
            .header("connection", "keep-alive, x-hop")
            .header("x-hop", "1")
            .header("transfer-encoding", "chunked")
            .header("orderdesk-store-id", "5");
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn path_and_query_stay_and_host_is_replaced_when_given() {
        let mut parts = parts();
        retarget(&mut parts, 4566, Some("ab.execute-api.localhost:4566")).unwrap();
        assert_eq!(parts.uri, "http://127.0.0.1:4566/api/v2/orders?a=1");
        assert_eq!(parts.headers["host"], "ab.execute-api.localhost:4566");
    }

    #[test]
    fn only_headers_of_the_connection_go() {
        let mut parts = parts();
        retarget(&mut parts, 4566, None).unwrap();
        let mut left: Vec<&str> = parts.headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["host", "orderdesk-store-id"]);
        assert_eq!(parts.headers["host"], "localhost:8080");
    }
}
