//! Answers that are pages for people.

use super::{ApiReply, Whole};

/// What a page of ours may do: nothing but to send its own form to where it came from, and to be shown by itself.
const PAGE_POLICY: &str = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl ApiReply {
    /// 200 with nothing in it: what was sent is taken, and who sent it wants to know no more.
    pub fn nothing() -> Self {
        Self { whole: Some(Box::new(Whole::Page(String::new()))), ..Self::empty(200, None) }
    }

    /// A page for people, in HTML. What it is about stands in its address, which is told to nobody.
    pub fn page(status: u16, html: String) -> Self {
        Self::page_by(status, html, PAGE_POLICY.to_owned())
    }

    /// What is asked for lies at another address for now.
    pub fn found(address: &str) -> Self {
        Self::page(302, String::new()).header("location", address)
    }

    /// A page that a store wrote: it may look as it likes, and do nothing.
    pub fn foreign_page(html: String) -> Self {
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";
        Self::page_by(200, html, policy.to_owned())
    }

    /// A page that may do what this policy says (`content-security-policy`).
    pub fn page_by(status: u16, html: String, policy: String) -> Self {
        let reply = Self { whole: Some(Box::new(Whole::Page(html))), ..Self::empty(status, None) };
        reply.header("content-security-policy", policy).header("referrer-policy", "no-referrer")
    }

    /// What was sent is done, and `address` shows it: there, to load the page again sends nothing again.
    pub fn see_other(address: &str) -> Self {
        Self::page(303, String::new()).header("location", address)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Face;

    #[test]
    fn a_page_is_kept_nowhere_leads_nowhere_and_is_nobody_s_frame() {
        let response = ApiReply::page(200, "<!doctype html>".to_owned()).response(Face::Own, Duration::ZERO);
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            ("content-security-policy", PAGE_POLICY),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        assert_eq!(response.into_body(), "<!doctype html>");
    }
}
