//! What came of a post. A receiver's refusal is a value, not an error.

use std::fmt;
use std::time::Duration;

use domain::Verdict;
use hyper::HeaderMap;
use hyper::header::{LOCATION, RETRY_AFTER};
use jiff::Timestamp;

use crate::Limits;
use crate::retry_after::wait_in;
use crate::text::{harmless, text_of};

/// How many characters of a redirect's target are kept.
const MAX_LOCATION_LENGTH: usize = 500;

/// A post that was made: what came of it, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What came of it.
    pub outcome: Outcome,
    /// From the look-up of the name to the end of the answer.
    pub took: Duration,
}

/// What came of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side answered.
    Replied(ReceiverReply),
    /// Nothing was sent, because the address is none, or one the guard refuses as it is written; why.
    Refused(String),
    /// Nothing was sent, because the guard refuses what the host's name was looked up to, which may change; why.
    Closed(String),
    /// No whole answer within the deadline.
    TimedOut,
    /// The host's name was not found.
    NotFound,
    /// No connection.
    NotConnected(String),
    /// The connection is not safe: a certificate nobody trusts, a handshake that failed.
    NotTrusted(String),
    /// The connection ended before a whole status line, or what came was no HTTP.
    Broken(String),
}

/// A receiver's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverReply {
    /// Its status.
    pub status: u16,
    /// Its header `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// Where it points to if it redirects, and its first 2,000 characters, harmless to show.
    pub text: String,
}

impl ReceiverReply {
    /// An answer with this status, these headers and this body, or as much of it as was read.
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8], limits: &Limits) -> Self {
        let retry_after = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let target = headers.get(LOCATION).filter(|_| (300..400).contains(&status));
        let text = target.map_or_else(String::new, |target| {
            let target = String::from_utf8_lossy(target.as_bytes());
            format!("redirects to {}, which is not followed\n", harmless(&target, MAX_LOCATION_LENGTH))
        });
        let text = harmless(&(text + &text_of(headers, body, limits)), limits.kept_characters);
        Self { status, retry_after, text }
    }
}

impl Outcome {
    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Replied(reply) => Some(reply.status),
            _ => None,
        }
    }

    /// What it means for the appointment: any 2xx is accepted, 410 is the end, and so is an address that is none. All
    /// else may be tried again, after what `Retry-After` asks for.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        match self {
            Self::Replied(reply) if (200..300).contains(&reply.status) => Verdict::Accepted,
            Self::Replied(reply) if reply.status == 410 => Verdict::Gone,
            Self::Replied(reply) => {
                let requested = reply.retry_after.as_deref().and_then(|text| wait_in(text, now));
                Verdict::Failed { wait_at_least: requested.unwrap_or_default() }
            }
            Self::Refused(_) => Verdict::NoAddress,
            _ => Verdict::Failed { wait_at_least: Duration::ZERO },
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replied(reply) => write!(f, "answered {}", reply.status),
            Self::Refused(why) | Self::Closed(why) => write!(f, "was not posted to: {why}"),
            Self::TimedOut => f.write_str("did not answer in time"),
            Self::NotFound => f.write_str("has a host name that was not found"),
            Self::NotConnected(why) => write!(f, "took no connection: {why}"),
            Self::NotTrusted(why) => write!(f, "is not to be trusted: {why}"),
            Self::Broken(why) => write!(f, "broke off its answer: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn replied(status: u16, retry_after: Option<&str>) -> Verdict {
        let retry_after = retry_after.map(str::to_owned);
        Outcome::Replied(ReceiverReply { status, retry_after, text: String::new() }).verdict(now())
    }

    #[test]
    fn any_2xx_is_accepted_410_is_the_end_and_all_else_may_be_tried_again() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(replied(status, None), Verdict::Accepted);
        }
        assert_eq!(replied(410, None), Verdict::Gone);
        let failed = Verdict::Failed { wait_at_least: Duration::ZERO };
        for status in [199, 300, 302, 404, 409, 411, 500, 599] {
            assert_eq!(replied(status, None), failed, "{status}");
        }
        for outcome in [Outcome::TimedOut, Outcome::NotFound, Outcome::Broken(String::new())] {
            assert_eq!(outcome.verdict(now()), failed);
        }
    }

    #[test]
    fn a_receiver_may_ask_for_a_wait_and_a_date_that_is_past_is_none() {
        let wait = |retry_after| replied(503, Some(retry_after));
        assert_eq!(wait("500"), Verdict::Failed { wait_at_least: Duration::from_secs(500) });
        assert_eq!(wait("Sun, 22 Nov 2026 09:00:00 GMT"), Verdict::Failed { wait_at_least: Duration::ZERO });
        assert_eq!(wait("soon"), Verdict::Failed { wait_at_least: Duration::ZERO });
    }

    #[test]
    fn an_address_that_is_none_is_final_and_one_that_may_change_is_not() {
        assert_eq!(Outcome::Refused(String::new()).verdict(now()), Verdict::NoAddress);
        let failed = Verdict::Failed { wait_at_least: Duration::ZERO };
        assert_eq!(Outcome::Closed(String::new()).verdict(now()), failed);
    }

    #[test]
    fn where_a_redirect_points_to_is_shown_before_its_text() {
        let limits = Limits { kept_characters: 600, ..Limits::default() };
        let text = |status, location: &[u8]| {
            let headers = HeaderMap::from_iter([(LOCATION, location.try_into().unwrap())]);
            ReceiverReply::read(status, &headers, b"Moved", &limits).text
        };
        let shown = "redirects to https://a.example/?q=\u{fffd}, which is not followed\nMoved";
        assert_eq!(text(308, b"https://a.example/?q=\xff"), shown);
        assert_eq!(text(301, &[b'a'; 5_000]).matches('a').count(), 500);
        assert_eq!(text(201, b"https://a.example/"), "Moved");
    }
}
