//! The body of a row: its JSON, compressed with a dictionary, because a write is paid by the started kilobyte
//! (docs/adr/0004-compressed-bodies.md).
//!
//! The first byte is the dictionary's number. A dictionary is never changed or removed, only followed by another.

use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// What bodies begin with that are compressed by [`FIRST`].
const FIRST_NUMBER: u8 = 1;

/// Row JSON as it mostly is: what stands here costs a body next to nothing.
const FIRST: &[u8] = include_bytes!("dictionary-1.json");

/// Where compressing harder gains less than it costs.
const LEVEL: i32 = 3;

/// No body is larger than this when unpacked; a row holds 400 KB packed.
const LARGEST: usize = 16 << 20;

/// A body that is not one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("its dictionary {0:?} is unknown")]
    Dictionary(Option<u8>),
    #[error("it cannot be unpacked or packed")]
    Packing(#[source] std::io::Error),
    #[error("its JSON is not of this kind of row")]
    Json(#[source] serde_json::Error),
}

pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, BodyError> {
    static DICTIONARY: OnceLock<EncoderDictionary> = OnceLock::new();
    let dictionary = DICTIONARY.get_or_init(|| EncoderDictionary::copy(FIRST, LEVEL));
    let json = serde_json::to_vec(value).map_err(BodyError::Json)?;
    let mut compressor = Compressor::with_prepared_dictionary(dictionary).map_err(BodyError::Packing)?;
    // The key says which row it is and DynamoDB keeps it whole: neither is told twice.
    compressor.include_checksum(false).map_err(BodyError::Packing)?;
    compressor.include_dictid(false).map_err(BodyError::Packing)?;
    let mut packed = vec![FIRST_NUMBER];
    packed.extend(compressor.compress(&json).map_err(BodyError::Packing)?);
    Ok(packed)
}

pub(crate) fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T, BodyError> {
    static DICTIONARY: OnceLock<DecoderDictionary> = OnceLock::new();
    let Some((&FIRST_NUMBER, packed)) = packed.split_first() else {
        return Err(BodyError::Dictionary(packed.first().copied()));
    };
    let dictionary = DICTIONARY.get_or_init(|| DecoderDictionary::copy(FIRST));
    let mut decompressor = Decompressor::with_prepared_dictionary(dictionary).map_err(BodyError::Packing)?;
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(LARGEST).min(LARGEST);
    let json = decompressor.decompress(packed, size).map_err(BodyError::Packing)?;
    serde_json::from_slice(&json).map_err(BodyError::Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_from_its_packing() {
        let value = serde_json::json!({"order": {"email": "mara@example.test", "note": "ü".repeat(100_000)}});
        assert_eq!(unpack::<serde_json::Value>(&pack(&value).unwrap()).unwrap(), value);
    }

    #[test]
    fn what_is_no_body_is_an_error_and_not_a_panic() {
        for bad in [&b""[..], b"\x01", b"\x02abc", b"\x01garbage", b"{}"] {
            assert!(unpack::<serde_json::Value>(bad).is_err());
        }
    }
}
