//! What came of a post. A receiver's refusal is a value, not an error.

use std::fmt;
use std::time::Duration;

use domain::Verdict;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

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
    /// Nothing was sent, because the guard refuses the address; why.
    Refused(String),
    /// No whole answer within the deadline.
    TimedOut,
    /// The host's name was not found.
    NotFound,
    /// No connection.
    NotConnected(String),
    /// The connection is not safe: a certificate nobody trusts, a handshake that failed.
    NotTrusted(String),
    /// The answer ended before its end, or was no HTTP.
    Broken(String),
}

/// A receiver's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverReply {
    /// Its status.
    pub status: u16,
    /// Its header `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// Its first 2,000 characters, harmless to show.
    pub text: String,
}

impl Outcome {
    /// The answer's status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Replied(reply) => Some(reply.status),
            _ => None,
        }
    }

    /// What it means for the appointment: any 2xx is accepted, 410 is the end, all else may be tried again, after what
    /// `Retry-After` asks for.
    pub fn verdict(&self, now: Timestamp) -> Verdict {
        match self {
            Self::Replied(reply) if (200..300).contains(&reply.status) => Verdict::Accepted,
            Self::Replied(reply) if reply.status == 410 => Verdict::Gone,
            Self::Replied(reply) => {
                let requested = reply.retry_after.as_deref().and_then(|text| wait_in(text, now));
                Verdict::Failed { wait_at_least: requested.unwrap_or_default() }
            }
            _ => Verdict::Failed { wait_at_least: Duration::ZERO },
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replied(reply) => write!(f, "answered {}", reply.status),
            Self::Refused(why) => write!(f, "was not posted to: {why}"),
            Self::TimedOut => f.write_str("did not answer in time"),
            Self::NotFound => f.write_str("has a host name that was not found"),
            Self::NotConnected(why) => write!(f, "took no connection: {why}"),
            Self::NotTrusted(why) => write!(f, "is not to be trusted: {why}"),
            Self::Broken(why) => write!(f, "broke off its answer: {why}"),
        }
    }
}

/// What `Retry-After` asks for: seconds, or until a date.
fn wait_in(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits still mean very late.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = DateTimeParser::new().parse_timestamp(text).ok()?;
    Duration::try_from(until.duration_since(now)).ok()
}

/// The first `max_characters` characters of `bytes`, without what a terminal or a log would take for a command, and without
/// what turns the direction of writing on a page.
pub(crate) fn harmless(bytes: &[u8], max_characters: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let harmless = |c: char| match c {
        '\n' | '\t' => c,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(harmless).take(max_characters).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reply_is_shown_without_control_characters_and_cut_by_characters() {
        assert_eq!(harmless(b"a\x1b[31mb\r\n\x00c\xff", 100), "a [31mb \n c\u{fffd}");
        assert_eq!(harmless("üüü".as_bytes(), 2), "üü");
    }

    #[test]
    fn a_reply_can_not_turn_the_direction_of_writing() {
        assert_eq!(harmless("exe.\u{202e}gpj\u{2066}!".as_bytes(), 100), "exe. gpj !");
    }

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
    fn a_receiver_asks_for_time_in_seconds_or_by_a_date() {
        let wait = |retry_after| match replied(503, Some(retry_after)) {
            Verdict::Failed { wait_at_least } => wait_at_least,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait("500"), Duration::from_secs(500));
        assert_eq!(wait("Sun, 22 Nov 2026 10:10:00 GMT"), Duration::from_mins(10));
        assert_eq!(wait("Sun, 22 Nov 2026 09:00:00 GMT"), Duration::ZERO);
        assert_eq!(wait("soon"), Duration::ZERO);
        assert_eq!(
            wait("99999999999999999999999"),
            Duration::from_secs(u64::MAX),
            "too long to read, and so very late"
        );
    }

    proptest! {
        #[test]
        fn no_retry_after_is_a_negative_wait_or_a_panic(text in "\\PC*") {
            prop_assert!(wait_in(&text, now()).is_none_or(|wait| wait >= Duration::ZERO));
        }

        #[test]
        fn whatever_is_answered_is_short_and_without_control_characters(bytes: Vec<u8>, most in 0_usize..50) {
            let text = harmless(&bytes, most);
            prop_assert!(text.chars().count() <= most);
            prop_assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
