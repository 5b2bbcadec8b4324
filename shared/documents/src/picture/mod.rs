//! Pictures: they lie in the document itself, as addresses that begin with `data:`. Nothing is ever fetched.

mod svg;

use std::collections::HashMap;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use krilla::image::Image;

use crate::DocumentError;
use crate::num::{MAX_PX, f32_of_u32};

pub(crate) use svg::{Drawing, Segment};

/// Reads base64 with and without the signs that fill it up.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A picture.
#[derive(Debug)]
pub(crate) enum Picture {
    /// Made of points.
    Points(Image),
    /// Made of shapes.
    Drawing(Drawing),
}

/// The pictures of a document, each once.
#[derive(Debug)]
pub(crate) struct Pictures {
    all: Vec<Picture>,
    by_source: HashMap<String, Option<usize>>,
    points_left: u64,
    max_points: u64,
    /// Whether there were more points than there may be.
    is_over: bool,
}

impl Pictures {
    /// None yet; all together may have so many points.
    pub(crate) fn new(max_points: u64) -> Self {
        Self { all: vec![], by_source: HashMap::new(), points_left: max_points, max_points, is_over: false }
    }

    /// Adds the picture that a `src` holds; none where it is no picture that can be shown.
    pub(crate) fn add(&mut self, source: &str) -> Option<usize> {
        if let Some(known) = self.by_source.get(source) {
            return *known;
        }
        let number = self.read(source).map(|picture| {
            self.all.push(picture);
            self.all.len().saturating_sub(1)
        });
        self.by_source.insert(source.to_owned(), number);
        number
    }

    fn read(&mut self, source: &str) -> Option<Picture> {
        let (kind, bytes) = data_of(source)?;
        if kind == "image/svg+xml" {
            return svg::read(std::str::from_utf8(&bytes).ok()?).map(Picture::Drawing);
        }
        let size = imagesize::blob_size(&bytes).ok()?;
        let points = u64::try_from(size.width).ok()?.checked_mul(u64::try_from(size.height).ok()?)?;
        let Some(left) = self.points_left.checked_sub(points) else {
            self.is_over = true;
            return None;
        };
        self.points_left = left;
        // What the address says it is may be wrong: browsers look at the picture as well.
        let image = match imagesize::image_type(&bytes).ok()? {
            imagesize::ImageType::Png => Image::from_png(bytes.into(), false),
            imagesize::ImageType::Jpeg => Image::from_jpeg(bytes.into(), true),
            _ => return None,
        };
        image.ok().map(Picture::Points)
    }

    /// Refuses a document whose pictures are too large.
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        if self.is_over { Err(DocumentError::PicturesTooLarge { max: self.max_points }) } else { Ok(()) }
    }

    pub(crate) fn get(&self, number: usize) -> Option<&Picture> {
        self.all.get(number)
    }

    /// Its own width and height, in pixels.
    pub(crate) fn size(&self, number: usize) -> (f32, f32) {
        match self.all.get(number) {
            Some(Picture::Points(image)) => {
                let (width, height) = image.size();
                (f32_of_u32(width).min(MAX_PX), f32_of_u32(height).min(MAX_PX))
            }
            Some(Picture::Drawing(drawing)) => drawing.size,
            None => (0.0, 0.0),
        }
    }
}

/// Whether an address holds a picture of a kind that can be shown.
pub(crate) fn is_picture_address(source: &str) -> bool {
    let source = source.trim_start().to_ascii_lowercase();
    ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/svg+xml"]
        .iter()
        .any(|kind| source.starts_with(kind))
}

/// The kind and the bytes of what lies in an address.
fn data_of(source: &str) -> Option<(String, Vec<u8>)> {
    let source = source.trim();
    let rest = source.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).and(source.get(5..))?;
    let (head, data) = rest.split_once(',')?;
    let mut parts = head.split(';');
    let kind = parts.next()?.trim().to_ascii_lowercase();
    let bytes = if parts.any(|part| part.trim().eq_ignore_ascii_case("base64")) {
        let letters: Vec<u8> = data.bytes().filter(|letter| !letter.is_ascii_whitespace()).collect();
        BASE64.decode(letters).ok()?
    } else {
        percent_encoding::percent_decode_str(data).collect()
    };
    Some((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_lies_in_its_address_or_is_none() {
        let mut pictures = Pictures::new(1_000_000);
        let svg = "data:image/svg+xml,<svg xmlns='x' width='20' height='10'><path d='M0 0h5v5z'/></svg>";
        assert_eq!(pictures.add(svg), Some(0));
        assert_eq!(pictures.add(svg), Some(0));
        assert_eq!(pictures.size(0), (20.0, 10.0));
        for none in [
            "https://example.com/a.png",
            "data:image/png;base64,AAAA",
            "data:image/gif;base64,R0lGODlh",
            "data:",
            "a.png",
            "",
        ] {
            assert_eq!(pictures.add(none), None, "{none}");
        }
        assert!(is_picture_address(" data:image/PNG;base64,"));
        assert!(!is_picture_address("data:image/webp;base64,"));
    }

    #[test]
    fn pictures_have_so_many_points_at_most() {
        // The head of a PNG that says of itself that it has 20,000 points each way.
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend([0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
        let mut pictures = Pictures::new(1_000_000);
        assert_eq!(pictures.add(&format!("data:image/png;base64,{}", BASE64.encode(head))), None);
        assert!(matches!(pictures.check(), Err(DocumentError::PicturesTooLarge { max: 1_000_000 })));
    }
}
