//! The text of an answer, for a person to read.

mod charset;
mod unpack;

use hyper::HeaderMap;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};

use crate::Limits;

/// The text of a body with these headers: unpacked, decoded, harmless to show, and not too long.
pub(crate) fn text_of(headers: &HeaderMap, body: &[u8], limits: &Limits) -> String {
    let unpacked = unpack::unpack(body, &all(headers, &CONTENT_ENCODING), limits.max_bytes);
    harmless(&charset::decode(&unpacked, &all(headers, &CONTENT_TYPE)), limits.kept_characters)
}

/// The values of a header as one, with commas between.
fn all(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    values.join(",")
}

/// The first `max_characters` characters of `text`, without what a terminal or a log would take for a command, and
/// without what turns the direction of writing on a page.
pub(crate) fn harmless(text: &str, max_characters: usize) -> String {
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
    use hyper::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reply_is_shown_without_control_characters_and_cut_by_characters() {
        assert_eq!(harmless("a\x1b[31mb\r\n\x00c", 100), "a [31mb \n c");
        assert_eq!(harmless("üüü", 2), "üü");
    }

    #[test]
    fn a_reply_can_not_turn_the_direction_of_writing() {
        assert_eq!(harmless("exe.\u{202e}gpj\u{2066}!", 100), "exe. gpj !");
    }

    proptest! {
        #[test]
        fn whatever_is_answered_is_short_and_without_control_characters(
            body: Vec<u8>,
            coding in "(gzip|deflate|br|zstd|identity|x, gzip)?",
            charset in "(latin1|utf-16|shift_jis|x)?",
            kept_characters in 0_usize..50,
        ) {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_str(&coding).unwrap());
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(&format!("text/plain; charset={charset}")).unwrap());
            let text = text_of(&headers, &body, &Limits { kept_characters, ..Limits::default() });
            prop_assert!(text.chars().count() <= kept_characters);
            prop_assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
