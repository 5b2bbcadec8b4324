//! What came over a connection, as it came. A receiver that wrote a whole status line has said what it did with the
//! order, whatever is wrong with the rest of its answer; the HTTP client, which wants the whole head, no longer tells.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many bytes are kept.
const MAX_HEARD_BYTES: usize = 16 << 10;

/// The first bytes a receiver sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<u8>>>);

/// An answer of which no more than the status is certain.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remains {
    /// Its status.
    pub(crate) status: u16,
    /// What follows its head, if that came to an end.
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// Takes in what comes next.
    pub(crate) fn listen(&self, bytes: &[u8]) {
        let mut heard = self.lock();
        let room = MAX_HEARD_BYTES - heard.len();
        heard.extend(bytes.iter().take(room));
    }

    /// The answer after those that only promise one (1xx), if its status line came whole.
    pub(crate) fn remains(&self) -> Option<Remains> {
        let heard = self.lock();
        let mut rest = heard.as_slice();
        loop {
            let status = status_of(rest)?;
            let body = after_head(rest);
            if !(100..200).contains(&status) {
                return Some(Remains { status, body: body.unwrap_or_default().to_vec() });
            }
            rest = body?;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The status of the line `HTTP/1.1 200 OK` at the beginning of `bytes`.
fn status_of(bytes: &[u8]) -> Option<u16> {
    let line = bytes.split_once_at(b"\n")?.0;
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.next().filter(|version| version.starts_with(b"HTTP/"))?;
    let status = words.next().filter(|status| status.len() == 3)?;
    str::from_utf8(status).ok()?.parse().ok().filter(|status| (100..=999).contains(status))
}

/// What follows the first blank line.
fn after_head(bytes: &[u8]) -> Option<&[u8]> {
    let ends = [b"\r\n\r\n".as_slice(), b"\n\n"].into_iter().filter_map(|end| bytes.split_once_at(end));
    ends.map(|(_, after)| after).max_by_key(|after| after.len())
}

trait SplitOnceAt {
    /// What comes before the first `separator`, and what comes after it.
    fn split_once_at(&self, separator: &[u8]) -> Option<(&[u8], &[u8])>;
}

impl SplitOnceAt for [u8] {
    fn split_once_at(&self, separator: &[u8]) -> Option<(&[u8], &[u8])> {
        let at = self.windows(separator.len()).position(|window| window == separator)?;
        Some((self.get(..at)?, self.get(at + separator.len()..)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn remains(bytes: &[u8]) -> Option<(u16, String)> {
        let heard = Heard::default();
        heard.listen(bytes);
        heard.remains().map(|remains| (remains.status, String::from_utf8(remains.body).unwrap()))
    }

    #[test]
    fn a_whole_status_line_tells_whatever_follows_it() {
        assert_eq!(remains(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\nfine"), Some((200, "fine".into())));
        assert_eq!(remains(b"HTTP/1.0 500\nA: b\n\nout of ink\r\n\r\n"), Some((500, "out of ink\r\n\r\n".into())));
        assert_eq!(remains(b"HTTP/1.1 202 Accepted\r\nContent-Le"), Some((202, String::new())));
        assert_eq!(remains(b"HTTP/2  201 Cr\xe9\xe9\r\n"), Some((201, String::new())));
    }

    #[test]
    fn a_promise_of_an_answer_is_none() {
        assert_eq!(remains(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 410 Gone\r\n"), Some((410, String::new())));
        assert_eq!(remains(b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n"), None);
    }

    #[test]
    fn what_is_no_status_line_or_half_of_one_tells_nothing() {
        for bytes in ["", "HTTP/1.1 200 OK", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n", "SSH-2.0 200 OK\r\n", "\r\n"] {
            assert_eq!(remains(bytes.as_bytes()), None, "{bytes}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_kept_up_to_a_limit(pieces in proptest::collection::vec(any::<Vec<u8>>(), 0..300)) {
            let heard = Heard::default();
            for piece in &pieces {
                heard.listen(piece);
            }
            prop_assert!(heard.lock().len() <= MAX_HEARD_BYTES);
            prop_assert!(heard.remains().is_none_or(|remains| remains.status >= 200));
        }
    }
}
