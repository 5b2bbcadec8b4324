//! What a receiver asks for by `Retry-After`.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The wait it asks for: seconds, or until a date, in any of HTTP's three forms (RFC 9110, 5.6.7) or as in a mail. A
/// date that is past asks for none.
pub(crate) fn wait_in(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits still mean very late.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    Duration::try_from(date_in(text)?.duration_since(now)).ok()
}

/// A wrong name of the weekday is passed over: the date counts.
fn date_in(text: &str) -> Option<Timestamp> {
    let of_http = httpdate::parse_http_date(text).ok().and_then(|date| Timestamp::try_from(date).ok());
    of_http.or_else(|| DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_receiver_asks_for_time_in_seconds() {
        assert_eq!(wait_in(" 500 ", now()), Some(Duration::from_secs(500)));
        let late = wait_in("99999999999999999999999", now());
        assert_eq!(late, Some(Duration::from_secs(u64::MAX)), "too long to read, and so very late");
        for text in ["", "soon", "-5", "1.5"] {
            assert_eq!(wait_in(text, now()), None, "{text}");
        }
    }

    #[test]
    fn a_receiver_asks_for_time_by_a_date_in_all_forms_of_http_and_of_mail() {
        for date in [
            "Sun, 22 Nov 2026 10:10:00 GMT",
            "Sunday, 22-Nov-26 10:10:00 GMT",
            "Sun Nov 22 10:10:00 2026",
            "Sun, 22 Nov 2026 11:10:00 +0100",
            "22 Nov 2026 10:10:00 GMT",
            "Mon, 22 Nov 2026 10:10:00 GMT",
        ] {
            assert_eq!(wait_in(date, now()), Some(Duration::from_mins(10)), "{date}");
        }
        assert_eq!(wait_in("Tue Dec  1 10:00:00 2026", now()), Some(Duration::from_hours(9 * 24)));
    }

    #[test]
    fn a_date_that_is_past_asks_for_no_wait() {
        for date in ["Sun, 22 Nov 2026 09:00:00 GMT", "Friday, 06-Nov-70 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(wait_in(date, now()), None, "{date}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_negative_wait_or_a_panic(text in "\\PC*") {
            prop_assert!(wait_in(&text, now()).is_none_or(|wait| wait >= Duration::ZERO));
        }
    }
}
