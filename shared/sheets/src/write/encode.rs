//! Characters as bytes of a file's encoding, and characters that a form does not allow.

use std::borrow::Cow;

use domain::{ExportContent, ExportEncoding};
use encoding_rs::{EncoderResult, UTF_8, WINDOWS_1252};

use super::warning::{Place, WarningKind, Warnings};

/// A text in an encoding. What that lacks is `?`, and a warning for each such character once in a text.
pub(crate) fn encoded<'a>(
    text: &'a str,
    encoding: ExportEncoding,
    place: Place<'_>,
    warnings: &mut Warnings,
) -> Cow<'a, [u8]> {
    if encoding == ExportEncoding::Utf8 || text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut encoder = WINDOWS_1252.new_encoder();
    let (mut rest, mut bytes, mut lacking) = (text, Vec::with_capacity(text.len()), vec![]);
    loop {
        bytes.reserve(rest.len().saturating_add(16));
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => break,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(c) => {
                bytes.push(b'?');
                if !lacking.contains(&c) {
                    lacking.push(c);
                    warnings.note(place, WarningKind::Unmappable(c));
                }
            }
        }
    }
    Cow::Owned(bytes)
}

/// The bytes of a file as text, for a person to look at.
pub fn text_of(content: &ExportContent, bytes: &[u8]) -> String {
    let encoding = if content.encoding == ExportEncoding::Windows1252 { WINDOWS_1252 } else { UTF_8 };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

/// A text without the characters that no XML document can have, and a warning for the first of them.
pub(crate) fn for_xml<'a>(text: &'a str, place: Place<'_>, warnings: &mut Warnings) -> Cow<'a, str> {
    let Some(first) = text.chars().find(|c| !is_in_xml(*c)) else { return Cow::Borrowed(text) };
    warnings.note(place, WarningKind::Removed(first));
    Cow::Owned(text.chars().filter(|c| is_in_xml(*c)).collect())
}

/// Whether XML 1.0 allows a character.
fn is_in_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
