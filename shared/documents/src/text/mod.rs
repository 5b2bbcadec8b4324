//! Texts: fonts by character, the order of their scripts, letters that join, and lines.

mod files;
mod fonts;
mod lines;
mod paragraph;
mod shape;

pub use files::FontFile;
pub use fonts::Fonts;

pub(crate) use fonts::{Face, FaceChoice};
pub(crate) use lines::{Content, Line, ObjectSize, lines, widths};
pub(crate) use paragraph::{Paragraph, Pieces};
pub(crate) use shape::{Glyph, Typesetter};

/// Whose form of Han letters is meant: one letter looks different in Tokyo and in Taipei.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    Simplified,
    Traditional,
    Japanese,
    Korean,
}

impl Region {
    /// That of a language as `lang` names it; none where Han letters are not written in it.
    pub(crate) fn of_language(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next()? {
            "ja" => Some(Self::Japanese),
            "ko" => Some(Self::Korean),
            "zh" => {
                let is_traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
                Some(if is_traditional { Self::Traditional } else { Self::Simplified })
            }
            _ => None,
        }
    }

    /// That of a document that does not say it, by the letters only one of them has.
    pub(crate) fn guess(text: &str) -> Self {
        let mut region = Self::Simplified;
        for letter in text.chars() {
            match letter {
                '\u{3040}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}' => return Self::Japanese,
                '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => region = Self::Korean,
                '\u{3100}'..='\u{312F}' => region = Self::Traditional,
                _ => {}
            }
        }
        region
    }
}
