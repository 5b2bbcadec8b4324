//! Fonts: each is read when a document needs it, and then kept.

use std::fmt;
use std::sync::{Arc, OnceLock};

use harfrust::{Direction, FontRef, GlyphBuffer, Script, ShapeOptions, ShapePlan, ShaperData, UnicodeBuffer};
use krilla::text::Font;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};

use super::Region;
use super::files::{FontFile, SCRIPTS, SIGNS, of_family, of_region};
use crate::DocumentError;
use crate::style::TextStyle;

/// Gives the bytes of a font file.
type Read = dyn Fn(FontFile) -> Option<Vec<u8>> + Send + Sync;

/// The fonts that documents are written with. They are made once and used for many documents.
pub struct Fonts {
    read: Box<Read>,
    /// By their places in [`FontFile::ALL`].
    faces: Vec<OnceLock<Option<Face>>>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.faces.iter().filter(|face| face.get().is_some()).count();
        formatter.debug_struct("Fonts").field("read", &known).finish_non_exhaustive()
    }
}

impl Fonts {
    /// Fonts whose bytes `read` gives, when they are needed and each once; none where there is no such file.
    pub fn new(read: impl Fn(FontFile) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self { read: Box::new(read), faces: FontFile::ALL.iter().map(|_| OnceLock::new()).collect() }
    }

    /// Those without which there is no document.
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        self.face(FontFile::Sans).map(|_| ()).ok_or(DocumentError::NoFont { file: FontFile::Sans.name() })
    }

    /// A font, where its file is there and can be read.
    pub(crate) fn face(&self, file: FontFile) -> Option<&Face> {
        let slot = self.faces.get(file.place())?;
        slot.get_or_init(|| (self.read)(file).and_then(Face::new)).as_ref()
    }

    /// The first font that has a cluster of letters: all of them, else its first.
    pub(crate) fn choose(&self, cluster: &str, style: &TextStyle, region: Region) -> Option<FaceChoice> {
        let mut chain = chain(cluster, style, region);
        let has_all = |choice: &FaceChoice| {
            let face = self.face(choice.file);
            cluster.chars().all(|letter| is_unseen(letter) || face.is_some_and(|face| face.has(letter)))
        };
        let first = cluster.chars().next()?;
        let may_have = |choice: &&FaceChoice| choice.file.may_have(first);
        let found = chain.iter().filter(may_have).find(|choice| has_all(choice)).copied();
        found.or_else(|| {
            chain.retain(|choice| choice.file.may_have(first));
            chain.into_iter().find(|choice| self.face(choice.file).is_some_and(|face| face.has(first)))
        })
    }

    /// Whether any font has a letter.
    pub(crate) fn know(&self, letter: char, style: &TextStyle, region: Region) -> bool {
        is_unseen(letter) || self.choose(letter.encode_utf8(&mut [0; 4]), style, region).is_some()
    }
}

/// A font, and what is made up for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FaceChoice {
    pub(crate) file: FontFile,
    /// The file is thin: its letters are drawn with an edge.
    pub(crate) is_made_bold: bool,
    /// The file is upright: its letters are slanted.
    pub(crate) is_made_italic: bool,
}

impl FaceChoice {
    /// What a text is written in when nothing is known of it.
    pub(crate) const PLAIN: Self = Self { file: FontFile::Sans, is_made_bold: false, is_made_italic: false };

    /// What a style asks for, whatever the letters.
    pub(crate) fn of_style(style: &TextStyle) -> Self {
        let (file, is_made_italic) = of_family(style.family, style.is_bold, style.is_italic);
        Self { file, is_made_bold: false, is_made_italic }
    }
}

/// The fonts that are asked for a cluster, in their order.
fn chain(cluster: &str, style: &TextStyle, region: Region) -> Vec<FaceChoice> {
    let (own, is_slanted) = of_family(style.family, style.is_bold, style.is_italic);
    let (sans, _) = of_family(crate::css::property::Family::Sans, style.is_bold, style.is_italic);
    let thin = |file| FaceChoice { file, is_made_bold: style.is_bold, is_made_italic: false };
    let mut all = vec![
        FaceChoice { file: own, is_made_bold: false, is_made_italic: is_slanted },
        FaceChoice { file: sans, is_made_bold: false, is_made_italic: false },
    ];
    all.extend(SCRIPTS.iter().map(|(plain, bold)| FaceChoice {
        file: if style.is_bold { *bold } else { *plain },
        is_made_bold: false,
        is_made_italic: false,
    }));
    all.extend(SIGNS.map(thin));
    all.extend(of_region(region).map(thin));
    // A sign that is asked for as a picture, and a number in a key, are the picture's.
    if cluster.contains(['\u{FE0F}', '\u{20E3}']) {
        all.insert(0, thin(FontFile::Emoji));
    }
    all
}

/// Letters that only say how others are written, and have no form of their own.
pub(crate) fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    ) || letter.is_control()
}

/// A font that was read.
pub(crate) struct Face {
    bytes: Arc<Vec<u8>>,
    shaper: ShaperData,
    /// As the engine takes it.
    pub(crate) font: Font,
    pub(crate) units_per_em: f32,
    /// How far its letters reach over and under their line, in sizes of letters.
    pub(crate) ascent: f32,
    pub(crate) descent: f32,
}

impl Face {
    fn new(bytes: Vec<u8>) -> Option<Self> {
        let bytes = Arc::new(bytes);
        let font = Font::new(bytes.clone().into(), 0)?;
        let (shaper, units_per_em, ascent, descent) = {
            let parsed = FontRef::new(&bytes).ok()?;
            let metrics = parsed.metrics(Size::unscaled(), LocationRef::default());
            let units = f32::from(metrics.units_per_em).max(1.0);
            (ShaperData::new(&parsed), units, metrics.ascent / units, -metrics.descent / units)
        };
        Some(Self { bytes, shaper, font, units_per_em, ascent, descent })
    }

    fn parsed(&self) -> Option<FontRef<'_>> {
        FontRef::new(&self.bytes).ok()
    }

    /// Whether it has a letter.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.parsed().is_some_and(|font| font.charmap().map(letter).is_some_and(|glyph| glyph.to_u32() != 0))
    }

    /// How it treats a script in a direction.
    pub(super) fn plan(&self, is_rtl: bool, script: Script) -> Option<ShapePlan> {
        let direction = if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let font = self.parsed()?;
        Some(ShapePlan::new(&self.shaper.shaper(&font).build(), direction, Some(script), None, &[]))
    }

    /// Makes glyphs of letters.
    pub(super) fn shape(&self, buffer: UnicodeBuffer, plan: &ShapePlan) -> Option<GlyphBuffer> {
        let font = self.parsed()?;
        let options = ShapeOptions::new().plan(Some(plan));
        Some(self.shaper.shaper(&font).build().shape(buffer, options))
    }
}
