//! What the other side did. "No" is a value, not an error.

use std::fmt;
use std::time::Duration;

/// An attempt: what came of it, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What came of it.
    pub outcome: Outcome,
    /// From the look-up of the name to the end of the answer.
    pub took: Duration,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other side answered.
    Replied(ReceiverReply),
    /// We did not post, because nobody may post there.
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

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverReply {
    /// Its status.
    pub status: u16,
    /// Its `Retry-After`.
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

    /// What the answer asks us to wait.
    pub fn retry_after(&self) -> Option<&str> {
        match self {
            Self::Replied(reply) => reply.retry_after.as_deref(),
            _ => None,
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

/// The first `most` characters of `bytes`, without what a terminal or a log would take for a command, and without
/// what turns the direction of writing on a page.
pub(crate) fn harmless(bytes: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let harmless = |c: char| match c {
        '\n' | '\t' => c,
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().map(harmless).take(most).collect()
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

    proptest! {
        #[test]
        fn whatever_is_answered_is_short_and_without_control_characters(bytes: Vec<u8>, most in 0_usize..50) {
            let text = harmless(&bytes, most);
            prop_assert!(text.chars().count() <= most);
            prop_assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
