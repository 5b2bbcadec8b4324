//! How a server is known again: the SHA-256 of its host key or its certificate.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::digest::{SHA256, digest};

/// The SHA-256 of a server's host key (SFTP) or of its certificate (FTPS). It is written as `ssh-keygen -l` does:
/// `SHA256:` and 43 letters of base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a SHA-256 fingerprint: SHA256:… as `ssh-keygen -l` writes it, or 64 hexadecimal digits")]
pub struct BadFingerprint;

impl Fingerprint {
    /// The fingerprint of a key or a certificate in its binary form.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut sum = [0; 32];
        sum.iter_mut().zip(digest(&SHA256, bytes).as_ref()).for_each(|(to, from)| *to = *from);
        Self(sum)
    }

    pub(crate) fn from_sum(sum: [u8; 32]) -> Self {
        Self(sum)
    }
}

impl FromStr for Fingerprint {
    type Err = BadFingerprint;

    /// Reads `SHA256:…`, or hexadecimal digits with or without colons, as `openssl x509 -fingerprint -sha256` has them.
    fn from_str(text: &str) -> Result<Self, BadFingerprint> {
        let text = text.trim();
        let bytes = match text.strip_prefix("SHA256:") {
            Some(encoded) => STANDARD_NO_PAD.decode(encoded.trim_end_matches('=')).map_err(|_| BadFingerprint)?,
            None => hexadecimal(text).ok_or(BadFingerprint)?,
        };
        bytes.try_into().map(Self).map_err(|_| BadFingerprint)
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|c| *c != ':').collect();
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..64).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SHA256:{}", STANDARD_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The SHA-256 of no bytes at all, which anybody can look up.
    const OF_NOTHING: &str = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    #[test]
    fn a_fingerprint_is_written_as_ssh_keygen_does_and_read_again() {
        assert_eq!(Fingerprint::of(b"").to_string(), OF_NOTHING);
        assert_eq!(OF_NOTHING.parse(), Ok(Fingerprint::of(b"")));
        assert_eq!(format!(" {OF_NOTHING}= ").parse(), Ok(Fingerprint::of(b"")));
    }

    #[test]
    fn a_fingerprint_may_come_in_the_digits_of_openssl() {
        let plain = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
        let pairs: Vec<_> = plain.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
        assert_eq!(plain.parse(), Ok(Fingerprint::of(b"")));
        assert_eq!(pairs.join(":").to_lowercase().parse(), Ok(Fingerprint::of(b"")));
    }

    #[test]
    fn what_is_no_sha256_is_no_fingerprint() {
        let md5 = "16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48";
        let hex = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B85";
        for bad in ["", "SHA256:", "SHA256:47DEQ", "SHA1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", md5, hex, "é"] {
            assert_eq!(bad.parse::<Fingerprint>(), Err(BadFingerprint), "{bad}");
        }
    }
}
