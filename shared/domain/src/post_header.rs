//! A header that a rule adds to its posts.

use serde::{Deserialize, Serialize};

use crate::{Problem, read_private_key};

/// How many headers a rule may add to a post.
pub const MAX_POST_HEADERS: usize = 10;

/// How many characters a header's name may have.
pub const MAX_HEADER_NAME_LENGTH: usize = 100;

/// How many characters a header's own text may have, beside its secret.
pub const MAX_HEADER_VALUE_LENGTH: usize = 1_000;

/// How many characters the name of a store's secret may have.
pub const MAX_SECRET_NAME_LENGTH: usize = 50;

/// How many letters a store's secret may have.
pub const MAX_SECRET_LENGTH: usize = 2_000;

/// How many letters a private key has at most that a store keeps as a secret: RSA of 8,192 bits has fewer.
pub const MAX_PRIVATE_KEY_LENGTH: usize = 8_000;

/// Headers that are the connection's, or say how the body is to be read.
const OURS: [&str; 14] = [
    "accept",
    "connection",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

/// What the names of headers begin with that say what a post is, and that it is ours.
const OUR_PREFIXES: [&str; 3] = ["content-", "x-order-desk-", "webhook-"];

/// A header that a rule adds to its posts: a text, or a text with a secret of the store behind it, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PostHeader {
    /// Its name.
    pub name: String,
    /// What it says; with a secret, what stands before that, such as `Bearer ` with its blank.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// The name of the store's secret that follows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub secret: String,
}

impl PostHeader {
    /// What is wrong with it.
    pub fn check(&self) -> Option<Problem> {
        let name = self.name.to_ascii_lowercase();
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || name.len() > MAX_HEADER_NAME_LENGTH || !name.bytes().all(is_token) {
            let message = format!("is no name of a header, of at most {MAX_HEADER_NAME_LENGTH} characters");
            return Some(Problem::new("name", message));
        }
        if OURS.contains(&name.as_str()) || OUR_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
            return Some(Problem::new("name", "is a header that posts have by themselves"));
        }
        if !is_header_text(&self.value) || self.value.len() > MAX_HEADER_VALUE_LENGTH {
            let message = format!("may have visible ASCII letters and blanks, at most {MAX_HEADER_VALUE_LENGTH}");
            return Some(Problem::new("value", message));
        }
        if self.secret.is_empty() && self.value.trim().is_empty() {
            return Some(Problem::new("value", "a header needs a value or a secret"));
        }
        (!self.secret.is_empty() && !is_secret_name(&self.secret)).then(|| Problem::new("secret", NO_SECRET_NAME))
    }
}

/// What is told of a text that can be no name of a secret.
const NO_SECRET_NAME: &str = "must be letters, digits, `-` and `_`, at most 50";

/// Whether a text can be the name of a store's secret.
pub fn is_secret_name(text: &str) -> bool {
    let is_fitting = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=MAX_SECRET_NAME_LENGTH).contains(&text.len()) && text.bytes().all(is_fitting)
}

/// Whether a text may stand in a header: no line ends, nothing unseen but blanks, ASCII alone; and no private key, which
/// is never shown to the other side.
pub fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && read_private_key(text).is_none()
}

/// What is wrong with the headers of a post: the first of each, and names that are there twice.
pub fn check_post_headers(headers: &[PostHeader]) -> Option<Problem> {
    if headers.len() > MAX_POST_HEADERS {
        let message = format!("there are {}; at most {MAX_POST_HEADERS} are allowed", headers.len());
        return Some(Problem::new("headers", message));
    }
    let mut names: Vec<String> = vec![];
    for (index, header) in headers.iter().enumerate() {
        let name = header.name.to_ascii_lowercase();
        let twice = || names.contains(&name).then(|| Problem::new("name", "is there twice"));
        if let Some(problem) = header.check().or_else(twice) {
            return Some(problem.within("headers", index));
        }
        names.push(name);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, value: &str, secret: &str) -> PostHeader {
        PostHeader { name: name.into(), value: value.into(), secret: secret.into() }
    }

    #[test]
    fn a_header_is_a_text_or_a_text_with_a_secret_behind_it() {
        for good in [
            header("X-Shop", "harbor", ""),
            header("authorization", "Bearer ", "printer"),
            header("X-Token", "", "printer_2"),
        ] {
            assert_eq!(good.check(), None, "{good:?}");
        }
    }

    #[test]
    fn headers_of_the_connection_and_ours_and_what_would_end_the_line_are_refused_by_name() {
        for (bad, field) in [
            (header("Host", "a", ""), "name"),
            (header("Content-Length", "1", ""), "name"),
            (header("CONTENT-TYPE", "a", ""), "name"),
            (header("transfer-encoding", "chunked", ""), "name"),
            (header("X-ORDER-DESK-HASH", "a", ""), "name"),
            (header("webhook-signature", "a", ""), "name"),
            (header("Proxy-Authorization", "a", ""), "name"),
            (header("", "a", ""), "name"),
            (header("X Y", "a", ""), "name"),
            (header("X-Y:", "a", ""), "name"),
            (header("X-\u{e9}", "a", ""), "name"),
            (header(&"x".repeat(101), "a", ""), "name"),
            (header("X-Y", "a\r\nHost: b", ""), "value"),
            (header("X-Y", "a\nb", ""), "value"),
            (header("X-Y", "a\0", ""), "value"),
            (header("X-Y", "\u{e9}", ""), "value"),
            (header("X-Y", " ", ""), "value"),
            (header("X-Y", &"a".repeat(1_001), ""), "value"),
            (header("X-Y", "", "a b"), "secret"),
            (header("X-Y", "", &"a".repeat(51)), "secret"),
        ] {
            assert_eq!(bad.check().unwrap().field, field, "{bad:?}");
        }
    }

    #[test]
    fn a_header_is_there_once_and_there_are_ten_at_most() {
        let twice = [header("X-A", "1", ""), header("x-a", "2", "")];
        assert_eq!(check_post_headers(&twice).unwrap().to_string(), "headers[1].name: is there twice");
        let many: Vec<_> = (0..11).map(|n| header(&format!("X-{n}"), "1", "")).collect();
        assert_eq!(check_post_headers(&many[..10]), None);
        assert_eq!(check_post_headers(&many).unwrap().field, "headers");
    }
}
