//! The limits of AWS's services that something of ours could meet. Each is looked at before the service is called.

/// A function answers with at most so many bytes (Lambda). What it answers is a text inside another JSON document: see
/// [`bytes_in_answer`].
pub const MAX_ANSWER_BYTES: usize = 6_291_556;
/// A row has at most so many bytes, the names of its attributes counted too (DynamoDB).
pub const MAX_ROW_BYTES: usize = 400 * 1024;
/// The partition key of a row, or of an entry of an index, has at most so many bytes (DynamoDB).
pub const MAX_PARTITION_KEY_BYTES: usize = 2_048;
/// The sort key of one has at most so many bytes (DynamoDB).
pub const MAX_SORT_KEY_BYTES: usize = 1_024;
/// A message has at most so many bytes (SQS, which took 256 KB until August 2025); the rest is its attributes'.
pub const MAX_MESSAGE_BYTES: usize = 1_000_000;

/// How many bytes a text takes within a function's answer, where quotes, backslashes and what doesn't show are written as
/// JSON writes them.
pub fn bytes_in_answer(text: &[u8]) -> usize {
    let more = |byte: &u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0x00..=0x1f => 6,
        _ => 1,
    };
    text.iter().map(more).sum()
}

/// How many bytes a text takes at most as a value in a JSON document that is a function's answer: there it is written as
/// JSON twice.
pub fn text_bytes_in_answer(text: &str) -> usize {
    let more = bytes_in_answer(text.as_bytes()).saturating_sub(text.len());
    text.len().saturating_add(more.saturating_mul(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_as_json_writes_it() {
        for text in ["", "plain", "{\"a\":\"b\\n\"}", "\u{1}\u{8}\u{c}\n\r\t\u{1f}", "ä€😀\u{7f}"] {
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(bytes_in_answer(text.as_bytes()), json.len() - 2, "{text:?}");
            let twice = serde_json::to_string(&json).unwrap().len() - 6;
            assert!(text_bytes_in_answer(text) >= twice, "{text:?}");
        }
    }
}
