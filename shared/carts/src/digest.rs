//! Digests by which two texts are told apart.

use std::fmt::Write;

use ring::digest::{SHA256, digest};

/// The first so many bytes of the SHA-256 of `text`, in hexadecimal digits.
pub(crate) fn sha256(text: &[u8], bytes: usize) -> String {
    let digest = digest(&SHA256, text);
    digest.as_ref().iter().take(bytes).fold(String::new(), |mut hex, byte| {
        // A String takes all that is written.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
