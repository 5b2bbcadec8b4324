//! Unpacking a compressed answer. We ask for none, and get them.

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// How many codings, one upon the other, are taken off.
const MAX_CODINGS: usize = 4;

/// How many bytes of brotli are looked at together.
const BROTLI_BUFFER_BYTES: usize = 4 << 10;

/// `body` without its codings, as `Content-Encoding` names them, and at most `max_bytes` of it. Where it was cut off,
/// what there is counts; what is not what its header says is left as it came. One in a coding we can't read says so.
pub(super) fn unpack<'a>(body: &'a [u8], codings: &str, max_bytes: usize) -> Cow<'a, [u8]> {
    let mut unpacked = Cow::Borrowed(body);
    for coding in codings.rsplit(',').take(MAX_CODINGS) {
        let coding = coding.trim().to_ascii_lowercase();
        unpacked = match coding.as_str() {
            "" | "identity" => continue,
            _ if unpacked.is_empty() => break,
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(&*unpacked), &unpacked, max_bytes),
            "deflate" if is_zlib(&unpacked) => read(ZlibDecoder::new(&*unpacked), &unpacked, max_bytes),
            "deflate" => read(DeflateDecoder::new(&*unpacked), &unpacked, max_bytes),
            "br" => read(Decompressor::new(&*unpacked, BROTLI_BUFFER_BYTES), &unpacked, max_bytes),
            _ if str::from_utf8(&unpacked).is_ok() => continue,
            other => return Cow::Owned(format!("compressed as {other}, not shown").into_bytes()),
        };
    }
    unpacked
}

/// What `decoder` makes of `packed`.
fn read<'a>(decoder: impl Read, packed: &[u8], max_bytes: usize) -> Cow<'a, [u8]> {
    let mut unpacked = vec![];
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    let end = decoder.take(limit).read_to_end(&mut unpacked);
    let is_plain = end.is_err() && str::from_utf8(packed).is_ok();
    Cow::Owned(if unpacked.is_empty() || is_plain { packed.to_vec() } else { unpacked })
}

/// Whether it begins as RFC 1950 says. Servers write deflate without that too.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    /// `Out of paper on press 3`, as `brotli` writes it.
    const BROTLI: [u8; 27] = *b"\x0b\x0b\x80Out of paper on press 3\x03";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(vec![], Compression::default());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    fn shown(body: &[u8], codings: &str) -> String {
        String::from_utf8_lossy(&unpack(body, codings, 64 << 10)).into_owned()
    }

    #[test]
    fn gzip_both_kinds_of_deflate_and_brotli_are_unpacked() {
        let text = b"Out of paper on press 3";
        let mut zlib = ZlibEncoder::new(vec![], Compression::default());
        zlib.write_all(text).unwrap();
        let mut deflate = DeflateEncoder::new(vec![], Compression::default());
        deflate.write_all(text).unwrap();
        let packed = [
            (gzip(text), "gzip"),
            (gzip(text), "X-GZip"),
            (zlib.finish().unwrap(), "deflate"),
            (deflate.finish().unwrap(), "deflate"),
            (BROTLI.to_vec(), "br"),
            (gzip(&gzip(text)), "gzip, gzip"),
            (gzip(text), "identity, gzip,"),
        ];
        for (body, coding) in packed {
            assert_eq!(shown(&body, coding), "Out of paper on press 3", "{coding}");
        }
    }

    #[test]
    fn what_was_cut_off_is_shown_as_far_as_it_goes() {
        let numbers = (0_u32..2_000).map(|number| number.wrapping_mul(2_654_435_761).to_string());
        let text = numbers.collect::<Vec<_>>().join(" ");
        let packed = gzip(text.as_bytes());
        let shown = shown(&packed[..packed.len() / 2], "gzip");
        assert!(shown.len() > 1_000 && text.starts_with(&shown), "{shown}");
    }

    #[test]
    fn what_is_not_what_its_header_says_is_left_as_it_came() {
        for coding in ["gzip", "deflate", "br", "zstd", "x-unknown"] {
            assert_eq!(shown(b"Out of paper", coding), "Out of paper", "{coding}");
        }
        assert_eq!(shown(b"", "gzip"), "");
        assert_eq!(shown(b"\x28\xb5\x2f\xfd\x04", "zstd"), "compressed as zstd, not shown");
    }

    #[test]
    fn a_bomb_is_unpacked_up_to_the_limit() {
        let bomb = gzip(&gzip(&vec![b'a'; 50_000_000]));
        assert_eq!(unpack(&bomb, "gzip, gzip", 1_000).len(), 1_000);
    }
}
