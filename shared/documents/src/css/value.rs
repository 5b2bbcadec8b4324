//! Values of properties: lengths and colours.

use crate::num::bounded;

/// A length as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    Px(f32),
    /// Sizes of the element's letters.
    Em(f32),
    /// Sizes of the document's letters.
    Rem(f32),
    /// From 0 to 100.
    Percent(f32),
}

impl Length {
    /// In pixels; a percentage is of `whole`.
    pub(crate) fn px(self, em: f32, rem: f32, whole: f32) -> f32 {
        bounded(match self {
            Self::Px(px) => px,
            Self::Em(count) => count * em,
            Self::Rem(count) => count * rem,
            Self::Percent(percent) => percent / 100.0 * whole,
        })
    }

    fn is_negative(self) -> bool {
        match self {
            Self::Px(count) | Self::Em(count) | Self::Rem(count) | Self::Percent(count) => count < 0.0,
        }
    }
}

/// The units of lengths, with their size in pixels.
const UNITS: &[(&str, f32)] =
    &[("px", 1.0), ("pt", 96.0 / 72.0), ("pc", 16.0), ("mm", 96.0 / 25.4), ("cm", 96.0 / 2.54), ("in", 96.0)];

/// Splits `12.5mm` into number and unit.
fn number_and_unit(text: &str) -> Option<(f32, &str)> {
    let end = text.find(|letter: char| !matches!(letter, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f32 = number.parse().ok()?;
    number.is_finite().then_some((number, unit))
}

/// Reads a length; without a unit only 0 is one.
pub(crate) fn length(text: &str) -> Option<Length> {
    let (number, unit) = number_and_unit(text)?;
    let unit = unit.to_ascii_lowercase();
    match unit.as_str() {
        "em" => Some(Length::Em(number)),
        "rem" => Some(Length::Rem(number)),
        "%" => Some(Length::Percent(number)),
        "" if number == 0.0 => Some(Length::Px(0.0)),
        _ => {
            let (_, size) = UNITS.iter().find(|(known, _)| *known == unit)?;
            Some(Length::Px(bounded(number * size)))
        }
    }
}

/// The same of what can't be negative.
pub(crate) fn positive(text: &str) -> Option<Length> {
    length(text).filter(|length| !length.is_negative())
}

/// A number without a unit.
pub(crate) fn number(text: &str) -> Option<f32> {
    number_and_unit(text).filter(|(_, unit)| unit.is_empty()).map(|(number, _)| number)
}

/// A colour with how much it covers, 255 all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Color {
    pub(crate) red: u8,
    pub(crate) green: u8,
    pub(crate) blue: u8,
    pub(crate) alpha: u8,
}

impl Color {
    pub(crate) const BLACK: Self = Self::rgb(0, 0, 0);
    pub(crate) const CLEAR: Self = Self { red: 0, green: 0, blue: 0, alpha: 0 };

    pub(crate) const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue, alpha: 255 }
    }

    /// Whether nothing of it is seen.
    pub(crate) fn is_clear(self) -> bool {
        self.alpha == 0
    }
}

/// The names of colours that are known, those of CSS 2 and a few more.
const COLORS: &[(&str, u32)] = &[
    ("aqua", 0x00_FFFF),
    ("beige", 0xF5_F5DC),
    ("black", 0x00_0000),
    ("blue", 0x00_00FF),
    ("brown", 0xA5_2A2A),
    ("crimson", 0xDC_143C),
    ("cyan", 0x00_FFFF),
    ("darkblue", 0x00_008B),
    ("darkgray", 0xA9_A9A9),
    ("darkgreen", 0x00_6400),
    ("darkgrey", 0xA9_A9A9),
    ("darkred", 0x8B_0000),
    ("dimgray", 0x69_6969),
    ("dimgrey", 0x69_6969),
    ("firebrick", 0xB2_2222),
    ("fuchsia", 0xFF_00FF),
    ("gainsboro", 0xDC_DCDC),
    ("gold", 0xFF_D700),
    ("gray", 0x80_8080),
    ("green", 0x00_8000),
    ("grey", 0x80_8080),
    ("indigo", 0x4B_0082),
    ("ivory", 0xFF_FFF0),
    ("khaki", 0xF0_E68C),
    ("lavender", 0xE6_E6FA),
    ("lightblue", 0xAD_D8E6),
    ("lightgray", 0xD3_D3D3),
    ("lightgreen", 0x90_EE90),
    ("lightgrey", 0xD3_D3D3),
    ("lightyellow", 0xFF_FFE0),
    ("lime", 0x00_FF00),
    ("magenta", 0xFF_00FF),
    ("maroon", 0x80_0000),
    ("midnightblue", 0x19_1970),
    ("navy", 0x00_0080),
    ("olive", 0x80_8000),
    ("orange", 0xFF_A500),
    ("pink", 0xFF_C0CB),
    ("purple", 0x80_0080),
    ("red", 0xFF_0000),
    ("royalblue", 0x41_69E1),
    ("salmon", 0xFA_8072),
    ("silver", 0xC0_C0C0),
    ("slategray", 0x70_8090),
    ("slategrey", 0x70_8090),
    ("steelblue", 0x46_82B4),
    ("tan", 0xD2_B48C),
    ("teal", 0x00_8080),
    ("tomato", 0xFF_6347),
    ("violet", 0xEE_82EE),
    ("white", 0xFF_FFFF),
    ("whitesmoke", 0xF5_F5F5),
    ("yellow", 0xFF_FF00),
];

/// Reads a colour: a name, `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)`.
pub(crate) fn color(text: &str) -> Option<Color> {
    let text = text.to_ascii_lowercase();
    if let Some(digits) = text.strip_prefix('#') {
        return hex(digits);
    }
    if text == "transparent" {
        return Some(Color::CLEAR);
    }
    if let Some(inner) = text.strip_prefix("rgb(").or_else(|| text.strip_prefix("rgba("))
        && let Some(inner) = inner.strip_suffix(')')
    {
        return rgb(inner);
    }
    let (_, bits) = COLORS.iter().find(|(name, _)| *name == text)?;
    let [_, red, green, blue] = bits.to_be_bytes();
    Some(Color::rgb(red, green, blue))
}

fn hex(digits: &str) -> Option<Color> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let long: String = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let bits = u32::from_str_radix(long.get(..6)?, 16).ok()?;
    let alpha = long.get(6..8).map_or(Some(255), |alpha| u8::from_str_radix(alpha, 16).ok())?;
    let [_, red, green, blue] = bits.to_be_bytes();
    Some(Color { red, green, blue, alpha })
}

fn rgb(inner: &str) -> Option<Color> {
    let parts: Vec<&str> = inner.split([',', ' ', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let channel = |text: &str| -> Option<u8> {
        match text.strip_suffix('%') {
            Some(percent) => Some(crate::num::byte_of(number(percent)? / 100.0)),
            None => Some(crate::num::byte_of(number(text)? / 255.0)),
        }
    };
    let (red, green, blue, alpha) = match parts.as_slice() {
        [red, green, blue] => (red, green, blue, 255),
        [red, green, blue, alpha] => (red, green, blue, share(alpha)?),
        _ => return None,
    };
    Some(Color { red: channel(red)?, green: channel(green)?, blue: channel(blue)?, alpha })
}

fn share(text: &str) -> Option<u8> {
    match text.strip_suffix('%') {
        Some(percent) => Some(crate::num::byte_of(number(percent)? / 100.0)),
        None => Some(crate::num::byte_of(number(text)?)),
    }
}
