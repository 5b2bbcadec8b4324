//! How characters are written as bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use domain::FileEncoding;
use encoding_rs::Encoding;

/// What decodes it.
pub(super) fn decoder(encoding: FileEncoding) -> &'static Encoding {
    match encoding {
        FileEncoding::Utf8 => encoding_rs::UTF_8,
        FileEncoding::Utf16Le => encoding_rs::UTF_16LE,
        FileEncoding::Utf16Be => encoding_rs::UTF_16BE,
        FileEncoding::Windows1252 => encoding_rs::WINDOWS_1252,
        FileEncoding::Windows1250 => encoding_rs::WINDOWS_1250,
        FileEncoding::Windows1251 => encoding_rs::WINDOWS_1251,
        FileEncoding::Windows1253 => encoding_rs::WINDOWS_1253,
        FileEncoding::Windows1254 => encoding_rs::WINDOWS_1254,
        FileEncoding::Macintosh => encoding_rs::MACINTOSH,
        FileEncoding::ShiftJis => encoding_rs::SHIFT_JIS,
        FileEncoding::Gb18030 => encoding_rs::GB18030,
        FileEncoding::Big5 => encoding_rs::BIG5,
        FileEncoding::EucKr => encoding_rs::EUC_KR,
    }
}

/// The encoding that a byte order mark names, and how long the mark is.
pub(super) fn of_mark(bytes: &[u8]) -> Option<(FileEncoding, usize)> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some((FileEncoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((FileEncoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((FileEncoding::Utf16Be, 2)),
        _ => None,
    }
}

/// What the first bytes of a file are most likely written in.
pub(super) fn guess(bytes: &[u8]) -> FileEncoding {
    if let Some((encoding, _)) = of_mark(bytes) {
        return encoding;
    }
    if let Some(encoding) = of_zeros(bytes) {
        return encoding;
    }
    // Most of what is not Unicode is Western, and a few letters are too little to tell it from the rest of Europe.
    if is_utf8_so_far(bytes) {
        return FileEncoding::Utf8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, false);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let same = |encoding: &&FileEncoding| {
        decoder(**encoding) == guessed || (guessed == encoding_rs::GBK && **encoding == FileEncoding::Gb18030)
    };
    FileEncoding::ALL.iter().find(same).copied().unwrap_or(FileEncoding::Windows1252)
}

/// Whether it is UTF-8, but for a last character that may go on behind its end.
fn is_utf8_so_far(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// UTF-16 without a mark: every second byte of Latin text is 0.
pub(super) fn of_zeros(bytes: &[u8]) -> Option<FileEncoding> {
    let looked_at = bytes.get(..bytes.len().min(1_024)).unwrap_or_default();
    let zeros = |first: usize| looked_at.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = looked_at.len() / 8;
    match () {
        () if looked_at.len() < 4 => None,
        () if odd > many && even == 0 => Some(FileEncoding::Utf16Le),
        () if even > many && odd == 0 => Some(FileEncoding::Utf16Be),
        () => None,
    }
}
