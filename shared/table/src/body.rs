//! The body of a row: its JSON, compressed with a dictionary, because a write is paid by the started kilobyte
//! (docs/adr/0004-compressed-bodies.md).
//!
//! The first byte is the dictionary's number. A dictionary is never changed or removed, only followed by another.

use std::cell::RefCell;
use std::io;
use std::sync::OnceLock;

use domain::limits::aws::bytes_in_answer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// What bodies begin with that are compressed by [`FIRST`].
const FIRST_NUMBER: u8 = 1;

/// Row JSON as it mostly is: what stands here costs a body next to nothing.
const FIRST: &[u8] = include_bytes!("dictionary-1.json");

/// A tenth smaller than the default for 10 µs more; beyond it nothing is gained.
const LEVEL: i32 = 6;

/// No body that is read is larger than this when unpacked; a row holds 400 KB packed.
const MAX_BODY_BYTES: usize = 16 << 20;

/// No body that is written is larger than this before it is packed: what is made of it must fit into an answer.
pub(crate) const MAX_NEW_BODY_BYTES: usize = 2 << 20;

/// A body that is not one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("it has {0} bytes, and at most {MAX_NEW_BODY_BYTES} are written")]
    TooLarge(usize),
    #[error("its dictionary {0:?} is unknown")]
    Dictionary(Option<u8>),
    #[error("it cannot be unpacked or packed")]
    Packing(#[source] io::Error),
    #[error("its JSON is not of this kind of row")]
    Json(#[source] serde_json::Error),
}

// Making a context costs more than packing a row with it, so each thread keeps one of each.
thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

pub(crate) fn pack(value: &impl Serialize) -> Result<Vec<u8>, BodyError> {
    let json = serde_json::to_vec(value).map_err(BodyError::Json)?;
    if json.len() > MAX_NEW_BODY_BYTES {
        return Err(BodyError::TooLarge(json.len()));
    }
    let packed = COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(compressor()?),
        };
        compressor.compress(&json)
    });
    let mut body = vec![FIRST_NUMBER];
    body.extend(packed.map_err(BodyError::Packing)?);
    Ok(body)
}

pub(crate) fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T, BodyError> {
    serde_json::from_slice(&unpacked(packed)?).map_err(BodyError::Json)
}

/// The same, and how many bytes its JSON takes in an answer.
pub(crate) fn unpack_counted<T: DeserializeOwned>(packed: &[u8]) -> Result<(T, usize), BodyError> {
    let json = unpacked(packed)?;
    Ok((serde_json::from_slice(&json).map_err(BodyError::Json)?, bytes_in_answer(&json)))
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, BodyError> {
    let Some((&FIRST_NUMBER, packed)) = packed.split_first() else {
        return Err(BodyError::Dictionary(packed.first().copied()));
    };
    let size = content_size(packed);
    let json = DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(decompressor()?),
        };
        decompressor.decompress(packed, size)
    });
    json.map_err(BodyError::Packing)
}

/// How many bytes a body has when it is unpacked, as it says itself.
pub(crate) fn unpacked_size(body: &[u8]) -> usize {
    body.split_first().map_or(0, |(_, packed)| content_size(packed))
}

fn content_size(packed: &[u8]) -> usize {
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
    size.and_then(|size| usize::try_from(size).ok()).unwrap_or(MAX_BODY_BYTES).min(MAX_BODY_BYTES)
}

fn compressor() -> io::Result<Compressor<'static>> {
    static DICTIONARY: OnceLock<EncoderDictionary<'static>> = OnceLock::new();
    let dictionary = DICTIONARY.get_or_init(|| EncoderDictionary::copy(FIRST, LEVEL));
    let mut compressor = Compressor::with_prepared_dictionary(dictionary)?;
    // The key says which row it is and DynamoDB keeps it whole: neither is told twice.
    compressor.include_checksum(false)?;
    compressor.include_dictid(false)?;
    Ok(compressor)
}

fn decompressor() -> io::Result<Decompressor<'static>> {
    static DICTIONARY: OnceLock<DecoderDictionary<'static>> = OnceLock::new();
    Decompressor::with_prepared_dictionary(DICTIONARY.get_or_init(|| DecoderDictionary::copy(FIRST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_from_its_packing() {
        let value = serde_json::json!({"order": {"email": "mara@example.test", "note": "ü".repeat(100_000)}});
        let body = pack(&value).unwrap();
        assert_eq!(unpack::<serde_json::Value>(&body).unwrap(), value);
        assert_eq!(unpacked_size(&body), serde_json::to_vec(&value).unwrap().len());
    }

    #[test]
    fn what_could_not_be_shown_is_not_written() {
        let fits = "x".repeat(MAX_NEW_BODY_BYTES - 2);
        assert_eq!(unpack::<String>(&pack(&fits).unwrap()).unwrap(), fits);
        assert!(matches!(pack(&format!("{fits}x")), Err(BodyError::TooLarge(bytes)) if bytes > MAX_NEW_BODY_BYTES));
    }

    #[test]
    fn what_is_no_body_is_an_error_and_not_a_panic() {
        for bad in [&b""[..], b"\x01", b"\x02abc", b"\x01garbage", b"{}"] {
            assert!(unpack::<serde_json::Value>(bad).is_err());
            assert!(unpacked_size(bad) <= MAX_BODY_BYTES);
        }
    }
}
