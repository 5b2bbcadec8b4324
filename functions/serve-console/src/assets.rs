//! Styles and scripts of the console. Their names hold a digest of what is in them, so that browsers keep them for good.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// So many digits of its digest are in an asset's name.
const DIGEST_LENGTH: usize = 12;

const STYLE: (&str, &str, &str) = ("console", "css", include_str!("../assets/console.css"));
const SCRIPT: (&str, &str, &str) = ("console", "js", include_str!("../assets/console.js"));
const HTMX: (&str, &str, &str) = ("htmx", "js", include_str!("../assets/vendor/htmx-4.0.1.min.js"));

/// A style or a script.
pub(crate) struct Asset {
    /// Where it is, `/console/assets/console.0123456789ab.css`.
    pub(crate) path: String,
    /// Its content type.
    pub(crate) kind: &'static str,
    /// What is in it.
    pub(crate) text: &'static str,
    /// The same, packed by gzip.
    pub(crate) gzip: Vec<u8>,
}

/// All that pages load.
pub(crate) struct Assets {
    /// The style of every page.
    pub(crate) style: Asset,
    /// What every page of the console can do beside what it can do without a script.
    pub(crate) script: Asset,
    /// The library that loads parts of pages.
    pub(crate) htmx: Asset,
}

/// All that pages load, packed when the first page is shown.
pub(crate) static ASSETS: LazyLock<Assets> =
    LazyLock::new(|| Assets { style: asset(STYLE), script: asset(SCRIPT), htmx: asset(HTMX) });

impl Assets {
    /// The asset of this name in an address; one of another build is none.
    pub(crate) fn named(&self, name: &str) -> Option<&Asset> {
        [&self.style, &self.script, &self.htmx].into_iter().find(|asset| asset.path.rsplit('/').next() == Some(name))
    }
}

fn asset((name, end, text): (&str, &str, &'static str)) -> Asset {
    let digest = format!("{:x}", Sha256::digest(text));
    let digest = digest.get(..DIGEST_LENGTH).unwrap_or_default();
    let kind = if end == "css" { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    Asset { path: format!("/console/assets/{name}.{digest}.{end}"), kind, text, gzip: gzip(text.as_bytes()) }
}

/// The same bytes, packed by gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(vec![], Compression::default());
    // Nothing fails that is written into memory.
    let _ = packed.write_all(bytes);
    packed.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    /// Catches a library that is another than the one whose licence lies beside it.
    #[test]
    fn what_is_vendored_is_what_was_published() {
        let digest = format!("{:x}", Sha256::digest(HTMX.2));
        assert_eq!(digest, "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130");
    }

    /// Catches a page that loads more than a phone does in a moment: 12 KB of style, 8 KB of script, without the library.
    #[test]
    fn they_are_small_and_come_back_as_they_were() {
        let most = [(&ASSETS.style, 12_288), (&ASSETS.script, 8_192), (&ASSETS.htmx, 14_336)];
        for (asset, most) in most {
            assert!(asset.gzip.len() <= most, "{} has {} bytes", asset.path, asset.gzip.len());
            let mut text = String::new();
            GzDecoder::new(asset.gzip.as_slice()).read_to_string(&mut text).unwrap();
            assert_eq!(text, asset.text);
            let name = asset.path.strip_prefix("/console/assets/").unwrap();
            assert_eq!(ASSETS.named(name).map(|found| found.kind), Some(asset.kind));
        }
        assert!(ASSETS.named("console.css").is_none());
    }
}
