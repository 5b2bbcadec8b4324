//! Decoding an answer by its charset.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text of `bytes`: by their byte order mark, else by the charset that `content_type` names, else as UTF-8, and
/// where they are none, as the West European text that older servers send without a word about it.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: &str) -> Cow<'a, str> {
    let named = charset(content_type).and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = named.unwrap_or_else(|| if is_utf8(bytes) { UTF_8 } else { WINDOWS_1252 });
    encoding.decode(bytes).0
}

/// The parameter `charset`.
fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split([';', ',']).filter_map(|parameter| parameter.split_once('='));
    let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named.next().map(|(_, value)| value.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''))
}

/// Whether it is UTF-8, maybe cut within its last character.
fn is_utf8(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_decoded_by_the_charset_its_header_names() {
        for (bytes, content_type, text) in [
            (b"Pr\xe9nom manquant".as_slice(), "text/plain; charset=ISO-8859-1", "Prénom manquant"),
            (b"\x80 5", "text/html;charset=\"Windows-1252\"", "€ 5"),
            (b"\xe3\x81\xaf\xe3\x81\x84", "text/plain", "はい"),
            (b"\x82\xcd\x82\xa2", "text/plain; format=flowed; Charset='Shift_JIS'", "はい"),
            (b"\xcd\xe5\xf2", "application/json; charset=windows-1251", "Нет"),
            (b"N\0o\0", "text/plain; charset=utf-16le", "No"),
        ] {
            assert_eq!(decode(bytes, content_type), text, "{content_type}");
        }
    }

    #[test]
    fn a_byte_order_mark_says_more_than_the_header() {
        assert_eq!(decode(b"\xef\xbb\xbfPr\xc3\xa9nom", "text/plain; charset=ISO-8859-1"), "Prénom");
        assert_eq!(decode(b"\xff\xfeN\0o\0", ""), "No");
    }

    #[test]
    fn what_names_no_charset_or_an_unknown_one_is_utf_8_or_west_european() {
        for content_type in ["", "text/plain", "text/plain; charset=utf8mb4", "text/plain; charset"] {
            assert_eq!(decode(b"Pr\xc3\xa9nom", content_type), "Prénom", "{content_type}");
            assert_eq!(decode(b"Pr\xe9nom", content_type), "Prénom", "{content_type}");
        }
    }

    #[test]
    fn utf_8_cut_within_a_character_is_still_utf_8() {
        assert_eq!(decode(b"\xc3\xa9\xc3", ""), "é\u{fffd}");
    }
}
