//! Makes PDF and reads it back: as a picture, and as text.

use std::path::PathBuf;
use std::sync::LazyLock;

use documents::{DocumentError, FontFile, Fonts, Limits, PaperSize, Pdf, render};
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};
use hayro::{PixmapSettings, RenderCache, RenderSettings};

/// The fonts that the project's tool has put together.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(|file| Some(font(file))));

/// Where they lie.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.local/fonts")
}

pub(crate) fn font(file: FontFile) -> Vec<u8> {
    let path = folder().join(file.name());
    let bytes = std::fs::read(&path);
    bytes.unwrap_or_else(|_| panic!("{} is missing: run `cargo waybill fonts`", path.display()))
}

/// A document on A4, within the usual limits.
pub(crate) fn pdf_of(html: &str) -> Result<Pdf, DocumentError> {
    render(html, &FONTS, PaperSize::A4, &Limits::default())
}

/// A page in shades of grey.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) points: Vec<u8>,
}

/// The pages of a document as pictures, so many times 72 points to an inch.
pub(crate) fn pictures(pdf: &Pdf, scale: f32) -> Vec<Picture> {
    let file = hayro::hayro_syntax::Pdf::new(pdf.bytes.clone()).unwrap();
    let cache = RenderCache::new();
    let settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let form = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let shades = |point: &hayro::vello_cpu::color::PremulRgba8| grey(point.r, point.g, point.b);
    let mut pictures = vec![];
    for page in file.pages().iter() {
        let pixmap = hayro::render(page, &cache, &InterpreterSettings::default(), &settings, &form);
        let points = pixmap.data().iter().map(shades).collect();
        pictures.push(Picture { width: pixmap.width().into(), height: pixmap.height().into(), points });
    }
    pictures
}

fn grey(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from(sum / 1000).unwrap()
}

/// The letters of a document as a reader finds them: a part for each glyph, or for several that stand for letters
/// together, page by page in the order in which they are drawn.
pub(crate) fn letters(pdf: &Pdf) -> Vec<Vec<String>> {
    let file = hayro::hayro_syntax::Pdf::new(pdf.bytes.clone()).unwrap();
    let cache = InterpreterCache::new();
    let mut all = vec![];
    for page in file.pages().iter() {
        let mut reader = Reader::default();
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, width.into(), height.into());
        let mut context = Context::new(Affine::IDENTITY, area, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut reader);
        all.push(reader.parts);
    }
    all
}

/// Notes what is written.
#[derive(Default)]
struct Reader {
    parts: Vec<String>,
    /// Which of the marks that are open say themselves what is written.
    marks: Vec<bool>,
}

impl<'a> Device<'a> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, mode: &DrawMode) {
        // An edge that makes letters bold is drawn behind the letters themselves.
        if self.marks.contains(&true) || matches!(mode, DrawMode::Stroke(_)) {
            return;
        }
        for glyph in run.glyphs() {
            let unicode = glyph.as_unicode().map(|text| match text {
                hayro::hayro_interpret::hayro_cmap::BfString::Char(letter) => letter.to_string(),
                hayro::hayro_interpret::hayro_cmap::BfString::String(text) => text,
            });
            self.parts.push(unicode.expect("each glyph says which letters it stands for"));
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText"));
        self.marks.push(text.is_some());
        self.parts.extend(text.map(|text| decoded(text.as_bytes())));
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// A text of a PDF: UTF-16 behind its mark, else letters of one byte.
fn decoded(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(units) => {
            let units: Vec<u16> = units.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
