//! Logic: documents. What a template wrote as HTML becomes PDF, and what a template says is checked when it is saved
//! (orderdesk-app 8.5, 8.6; docs/documents.md).
//!
//! It reads a part of HTML and CSS that browsers show alike; what is outside of it, [`check`] refuses with its place. No
//! address is ever fetched. What comes in is bounded in every direction ([`Limits`]): nothing takes long, whatever it is.

#![expect(clippy::float_arithmetic, reason = "lengths on paper; no amount of money is computed here")]

mod boxes;
mod check;
mod css;
mod dom;
mod layout;
mod num;
mod page;
mod paint;
mod picture;
mod style;
mod templates;
mod text;

use std::cell::Cell;

pub use check::{MAX_REFUSALS, Refusal, check};
pub use css::built_in::{RECEIPT_ADDRESS, RECEIPT_SOURCE};
pub use page::PaperSize;
pub use templates::{BuiltIn, TEMPLATES};
pub use text::{FontFile, Fonts};

use dom::{Dom, TreeLimits};
use layout::{Layouter, PageLimits};
use page::Paper;
use paint::About;
use picture::Pictures;
use style::Cascade;
use text::{Region, Typesetter};

/// A document has so many elements and texts.
pub const MAX_NODES: usize = 100_000;

/// Elements stand so deep within each other.
pub const MAX_DEPTH: usize = 64;

/// A document has so many lines, and rows of tables.
pub const MAX_LINES: usize = 50_000;

/// What a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So long its HTML, in bytes.
    pub max_bytes: usize,
    /// So many pages.
    pub max_pages: usize,
    /// So many points all its pictures together.
    pub max_picture_points: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 2 * 1024 * 1024, max_pages: 500, max_picture_points: 16_000_000 }
    }
}

/// A document as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why there is no PDF of a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Its HTML is too long.
    #[error("the document has {bytes} bytes; it may have {max}")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        max: usize,
    },
    /// It has too many elements.
    #[error("the document has more than {max} elements and texts")]
    TooManyElements {
        /// So many it may have.
        max: usize,
    },
    /// Its elements stand too deep within each other.
    #[error("the document's elements stand more than {max} deep within each other")]
    TooDeep {
        /// So deep they may.
        max: usize,
    },
    /// It has too many lines.
    #[error("the document has more than {max} lines")]
    TooManyLines {
        /// So many it may have.
        max: usize,
    },
    /// It has too many pages.
    #[error("the document has more than {max} pages")]
    TooManyPages {
        /// So many it may have.
        max: usize,
    },
    /// Its pictures are too large.
    #[error("the document's pictures have more than {max} points together")]
    PicturesTooLarge {
        /// So many they may have.
        max: u64,
    },
    /// A picture ends too early, or is none.
    #[error("a picture of the document is broken")]
    BrokenPicture,
    /// A font is missing without which nothing can be written: a fault of the installation.
    #[error("the font {file} is missing")]
    NoFont {
        /// What its file is called.
        file: &'static str,
    },
    /// The engine that writes PDF gave up: a fault of ours.
    #[error("the PDF could not be written: {0}")]
    Engine(String),
}

/// Makes a PDF of HTML, on paper of its own choice, else on `paper`. The same HTML, fonts and limits give the same bytes.
pub fn render(html: &str, fonts: &Fonts, paper: PaperSize, limits: &Limits) -> Result<Pdf, DocumentError> {
    if html.len() > limits.max_bytes {
        return Err(DocumentError::TooLong { bytes: html.len(), max: limits.max_bytes });
    }
    fonts.check()?;
    let dom = dom::parse(html, TreeLimits { max_nodes: MAX_NODES, max_depth: MAX_DEPTH })?;
    let cascade = Cascade::new(&dom);
    let paper = Paper::of(cascade.sheets(), paper);
    let about = about(&dom);
    let region = about.language.as_deref().and_then(Region::of_language).unwrap_or_else(|| Region::guess(html));
    let setter = Typesetter::new(fonts, region);
    let mut pictures = Pictures::new(limits.max_picture_points);
    let root = boxes::build(&dom, &cascade, &setter, &mut pictures);
    pictures.check()?;
    let (width, height) = paper.room();
    let lines_left = Cell::new(MAX_LINES);
    let layouter = Layouter { setter: &setter, pictures: &pictures, page: (width, height), lines_left };
    let flow = layouter.document(&root, width)?;
    let limits = PageLimits { first: height, height, max_pages: limits.max_pages };
    let pages = layout::paginate(&flow, limits)?;
    let bytes = paint::pdf(&pages, &paper, &about, (fonts, &pictures))?;
    Ok(Pdf { bytes, pages: pages.len() })
}

/// What a document says of itself.
fn about(dom: &Dom) -> About {
    /// No title is longer.
    const MAX_TITLE_LETTERS: usize = 200;
    let title = dom.named("title").next().map(|id| dom.text_of(id)).map(|title| title.trim().to_owned());
    let title = title.filter(|title| !title.is_empty()).map(|title| title.chars().take(MAX_TITLE_LETTERS).collect());
    let language = dom.named("html").next().and_then(|id| dom.element(id)?.attribute("lang"));
    let is_tag = |tag: &&str| {
        tag.len() <= 35 && !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    About { title, language: language.filter(is_tag).map(str::to_owned) }
}

#[cfg(test)]
mod tests;
