//! Conversions between the numbers of texts, fonts and pages. Lengths are CSS pixels, of which an inch has 96.

#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "what is converted here is small, or saturates"
)]

/// No length of a document is longer, in pixels.
pub(crate) const MAX_PX: f32 = 100_000.0;

/// A count as a length.
pub(crate) fn f32_of(count: usize) -> f32 {
    count as f32
}

/// A whole number of a font, or of a picture, as a length.
pub(crate) fn f32_of_i32(units: i32) -> f32 {
    units as f32
}

/// The same of what has no sign.
pub(crate) fn f32_of_u32(units: u32) -> f32 {
    units as f32
}

/// A place in a text as fonts count it.
pub(crate) fn usize_of(place: u32) -> usize {
    place as usize
}

/// A share from 0 to 1 as a byte.
pub(crate) fn byte_of(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// A length within bounds; what is no number is 0.
pub(crate) fn bounded(px: f32) -> f32 {
    if px.is_finite() { px.clamp(-MAX_PX, MAX_PX) } else { 0.0 }
}
