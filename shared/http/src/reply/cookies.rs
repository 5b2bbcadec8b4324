//! Cookies that an answer hands over.

use http_types::{HeaderMap, HeaderValue, header};

use super::ApiReply;

/// Adds a header in place of one of the same name. Each cookie has a line of its own.
pub(super) fn add(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let Ok(value) = HeaderValue::from_str(value) else { return };
    if name == header::SET_COOKIE.as_str() {
        headers.append(name, value);
    } else {
        headers.insert(name, value);
    }
}

impl ApiReply {
    /// Whether it hands over a cookie of this name, or takes one away.
    pub fn sets_cookie(&self, name: &str) -> bool {
        let is_of_name = |text: &str| text.split_once('=').is_some_and(|(set, _)| set == name);
        self.headers.iter().any(|(header, text)| *header == "set-cookie" && is_of_name(text))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::reply::Face;

    /// Catches a cookie that is lost where another one is handed over with it.
    #[test]
    fn each_cookie_has_a_line_of_its_own() {
        let reply = ApiReply::see_other("/console").header("set-cookie", "a=1; Path=/").header("set-cookie", "b=2");
        assert!(reply.sets_cookie("a") && reply.sets_cookie("b") && !reply.sets_cookie("a=1; Path"));
        let response = reply.response(Face::Own, Duration::ZERO);
        assert_eq!(response.headers().get_all("set-cookie").iter().collect::<Vec<_>>(), ["a=1; Path=/", "b=2"]);
    }
}
