//! What the key of a signature is of a secret as it is configured.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use domain::entities::decode_special;

/// What is done with a secret to make a key of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// Its letters as they are.
    Utf8,
    /// What its hexadecimal digits stand for, in letters of either case.
    Hex,
    /// What the base64 behind this text stands for.
    Base64After(&'static str),
    /// Its letters with HTML's entities decoded, as WordPress does.
    HtmlDecoded,
}

impl KeyForm {
    /// The key's bytes; none for a secret that is not of this form, nor for an empty one, which would be everybody's.
    pub(super) fn bytes(self, secret: &str) -> Option<Vec<u8>> {
        let bytes = match self {
            Self::Utf8 => secret.as_bytes().to_vec(),
            Self::Hex => from_hex(secret.trim())?,
            Self::Base64After(prefix) => STANDARD.decode(secret.trim().strip_prefix(prefix)?).ok()?,
            Self::HtmlDecoded => decode_special(secret).into_bytes(),
        };
        Some(bytes).filter(|bytes| !bytes.is_empty())
    }
}

/// The bytes that hexadecimal digits stand for.
pub(super) fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some((digit(high)? << 4) | digit(low)?)).collect()
}
