//! The font files that documents are written with. They come from the npm packages that `fonts/package.json` names.

use super::Region;
use crate::css::property::Family;

/// A font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FontFile {
    /// Latin, Greek, Cyrillic and Vietnamese letters.
    Sans,
    /// The same, bold.
    SansBold,
    /// The same, slanted.
    SansItalic,
    /// The same, bold and slanted.
    SansBoldItalic,
    /// Letters with serifs.
    Serif,
    /// The same, bold.
    SerifBold,
    /// The same, slanted.
    SerifItalic,
    /// The same, bold and slanted.
    SerifBoldItalic,
    /// Letters of one width.
    Mono,
    /// The same, bold.
    MonoBold,
    /// Arabic, Persian and Urdu letters.
    Arabic,
    /// The same, bold.
    ArabicBold,
    /// Hebrew letters.
    Hebrew,
    /// The same, bold.
    HebrewBold,
    /// Hindi, Marathi and Nepali letters.
    Devanagari,
    /// The same, bold.
    DevanagariBold,
    /// Thai letters.
    Thai,
    /// The same, bold.
    ThaiBold,
    /// Signs, in one colour: faces, things, flags.
    Emoji,
    /// Arrows, numbers in circles.
    Symbols,
    /// Ticks, stars, boxes.
    MoreSymbols,
    /// Chinese as in Beijing.
    SimplifiedChinese,
    /// Chinese as in Taipei.
    TraditionalChinese,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
}

use FontFile::{
    Arabic, ArabicBold, Devanagari, DevanagariBold, Emoji, Hebrew, HebrewBold, Japanese, Korean, Mono, MonoBold,
    MoreSymbols, Sans, SansBold, SansBoldItalic, SansItalic, Serif, SerifBold, SerifBoldItalic, SerifItalic,
    SimplifiedChinese, Symbols, Thai, ThaiBold, TraditionalChinese,
};

impl FontFile {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Sans,
        SansBold,
        SansItalic,
        SansBoldItalic,
        Serif,
        SerifBold,
        SerifItalic,
        SerifBoldItalic,
        Mono,
        MonoBold,
        Arabic,
        ArabicBold,
        Hebrew,
        HebrewBold,
        Devanagari,
        DevanagariBold,
        Thai,
        ThaiBold,
        Emoji,
        Symbols,
        MoreSymbols,
        SimplifiedChinese,
        TraditionalChinese,
        Japanese,
        Korean,
    ];

    /// What the file is called.
    pub const fn name(self) -> &'static str {
        match self {
            Sans => "NotoSans_400Regular.ttf",
            SansBold => "NotoSans_700Bold.ttf",
            SansItalic => "NotoSans_400Regular_Italic.ttf",
            SansBoldItalic => "NotoSans_700Bold_Italic.ttf",
            Serif => "NotoSerif_400Regular.ttf",
            SerifBold => "NotoSerif_700Bold.ttf",
            SerifItalic => "NotoSerif_400Regular_Italic.ttf",
            SerifBoldItalic => "NotoSerif_700Bold_Italic.ttf",
            Mono => "NotoSansMono_400Regular.ttf",
            MonoBold => "NotoSansMono_700Bold.ttf",
            Arabic => "NotoSansArabic_400Regular.ttf",
            ArabicBold => "NotoSansArabic_700Bold.ttf",
            Hebrew => "NotoSansHebrew_400Regular.ttf",
            HebrewBold => "NotoSansHebrew_700Bold.ttf",
            Devanagari => "NotoSansDevanagari_400Regular.ttf",
            DevanagariBold => "NotoSansDevanagari_700Bold.ttf",
            Thai => "NotoSansThai_400Regular.ttf",
            ThaiBold => "NotoSansThai_700Bold.ttf",
            Emoji => "NotoEmoji_400Regular.ttf",
            Symbols => "NotoSansSymbols_400Regular.ttf",
            MoreSymbols => "NotoSansSymbols2_400Regular.ttf",
            SimplifiedChinese => "NotoSansSC_400Regular.ttf",
            TraditionalChinese => "NotoSansTC_400Regular.ttf",
            Japanese => "NotoSansJP_400Regular.ttf",
            Korean => "NotoSansKR_400Regular.ttf",
        }
    }

    /// Its place in [`Self::ALL`].
    pub(super) fn place(self) -> usize {
        Self::ALL.iter().position(|file| *file == self).unwrap_or_default()
    }

    /// Whether it is asked for a letter at all. A file is read when it is asked for the first time.
    pub(super) fn may_have(self, letter: char) -> bool {
        let blocks: &[(u32, u32)] = match self {
            Arabic | ArabicBold => {
                &[(0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)]
            }
            Hebrew | HebrewBold => &[(0x0590, 0x05FF), (0xFB1D, 0xFB4F)],
            Devanagari | DevanagariBold => {
                &[(0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA830, 0xA839), (0xA8E0, 0xA8FF), (0x25CC, 0x25CC)]
            }
            Thai | ThaiBold => &[(0x0E00, 0x0E7F)],
            Emoji => &[(0x20E3, 0x20E3), (0x203C, 0x3299), (0x1F000, 0x1FAFF), (0xE0020, 0xE007F)],
            Symbols | MoreSymbols => &[(0x2000, 0x2BFF), (0x3000, 0x30FF), (0x1D360, 0x1D378), (0x1F000, 0x1FBFF)],
            SimplifiedChinese | TraditionalChinese | Japanese | Korean => &[
                (0x1100, 0x11FF),
                (0x2000, 0x2BFF),
                (0x2E80, 0x9FFF),
                (0xA960, 0xA97F),
                (0xAC00, 0xD7FF),
                (0xF900, 0xFAFF),
                (0xFE10, 0xFE4F),
                (0xFF00, 0xFFEF),
                (0x1F100, 0x1F2FF),
                (0x20000, 0x3FFFF),
            ],
            _ => return true,
        };
        blocks.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(letter)))
    }
}

/// The files of a kind of letters, by whether they are bold and slanted.
pub(super) fn of_family(family: Family, is_bold: bool, is_italic: bool) -> (FontFile, bool) {
    let file = match (family, is_bold, is_italic) {
        (Family::Sans, false, false) => Sans,
        (Family::Sans, true, false) => SansBold,
        (Family::Sans, false, true) => SansItalic,
        (Family::Sans, true, true) => SansBoldItalic,
        (Family::Serif, false, false) => Serif,
        (Family::Serif, true, false) => SerifBold,
        (Family::Serif, false, true) => SerifItalic,
        (Family::Serif, true, true) => SerifBoldItalic,
        (Family::Mono, false, _) => Mono,
        (Family::Mono, true, _) => MonoBold,
    };
    (file, family == Family::Mono && is_italic)
}

/// The files that are asked behind those of the kind of letters, in this order: thin, bold.
pub(super) const SCRIPTS: &[(FontFile, FontFile)] =
    &[(Arabic, ArabicBold), (Hebrew, HebrewBold), (Devanagari, DevanagariBold), (Thai, ThaiBold)];

/// The files of signs, behind these.
pub(super) const SIGNS: [FontFile; 4] = [Emoji, Symbols, MoreSymbols, Mono];

/// The files of Han letters, that of the region first.
pub(super) const fn of_region(region: Region) -> [FontFile; 4] {
    match region {
        Region::Simplified => [SimplifiedChinese, TraditionalChinese, Japanese, Korean],
        Region::Traditional => [TraditionalChinese, SimplifiedChinese, Japanese, Korean],
        Region::Japanese => [Japanese, SimplifiedChinese, TraditionalChinese, Korean],
        Region::Korean => [Korean, SimplifiedChinese, TraditionalChinese, Japanese],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_those_that_are_fetched() {
        let list = include_str!("../../fonts/files.txt");
        let mut fetched: Vec<&str> = list.lines().filter_map(|line| line.rsplit('/').next()).collect();
        let mut wanted = FontFile::ALL.map(FontFile::name);
        fetched.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(fetched, wanted);
    }

    #[test]
    fn each_file_is_asked_for_letters_of_its_scripts() {
        assert!(Arabic.may_have('ع') && !Arabic.may_have('a'));
        assert!(Japanese.may_have('あ') && TraditionalChinese.may_have('臺') && Korean.may_have('김'));
        assert!(Sans.may_have('a') && Emoji.may_have('🙂') && MoreSymbols.may_have('✓'));
    }
}
