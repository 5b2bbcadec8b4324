//! Barcodes: pictures that lie in their address, which browsers and documents show alike.

use std::fmt::Write;

use barcoders::sym::{code39::Code39, code128::Code128, ean13::EAN13};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::{Error, State, Value};
use qrcode::{EcLevel, QrCode};
use rust_decimal::prelude::ToPrimitive;

use super::{argument, error, number};
use crate::context::Run;
use crate::values::text_of;

/// So many letters a barcode of bars has at most.
const MAX_BAR_LETTERS: usize = 80;

/// So many bytes a QR code has at most: larger ones are hard to scan from paper.
const MAX_QR_BYTES: usize = 300;

/// A run draws so many barcodes: each takes far longer than a step.
const MAX_BARCODES: u64 = 1_000;

/// Scanners need so much white beside bars, in bars of the narrowest kind; and around a QR code, in its squares.
const QUIET_BARS: usize = 10;
const QUIET_SQUARES: usize = 4;

/// A picture as an address of its own: SVG, packed into the text.
pub(crate) fn barcode(state: &State<'_, '_>, all: &[Value]) -> Result<Value, Error> {
    let kind = Some(text_of(argument(all, 1))).filter(|kind| !kind.is_empty()).unwrap_or_else(|| "C128".into());
    let size = |place: usize, usual: usize, max: usize| {
        let given = argument(all, place);
        if given.is_undefined() { usual } else { number(state, given).to_usize().unwrap_or(usual) }.clamp(1, max)
    };
    let (width, height) = (size(2, 2, 20), size(3, 30, 1_000));
    let text = text_of(argument(all, 0));
    if Run::of(state, Run::count_barcode).is_some_and(|count| count > MAX_BARCODES) {
        return Err(error(format!("a template draws at most {MAX_BARCODES} barcodes")));
    }
    let picture = match kind.to_ascii_uppercase().as_str() {
        "QR" | "QRCODE" => squares(&text).map(|rows| picture(&rows, width, width)),
        kind => bars(kind, &text).map(|bars| picture(&[bars], width, height)),
    };
    let Some(picture) = picture else {
        Run::of(state, |run| {
            run.warn(format!("\"{}\" can't be a barcode of the type {kind}", super::shortened(&text)));
        });
        return Ok(Value::from(""));
    };
    Ok(Value::from(format!("data:image/svg+xml;base64,{}", STANDARD.encode(picture))))
}

/// The bars of a barcode, black where it says so, with the white beside them.
fn bars(kind: &str, text: &str) -> Option<Vec<bool>> {
    if !(1..=MAX_BAR_LETTERS).contains(&text.chars().count()) {
        return None;
    }
    let bars = match kind {
        // The letter in front chooses the set of letters: here all of ASCII that can be printed.
        "C128" | "CODE128" | "C128B" => Code128::new(format!("\u{181}{text}")).ok()?.encode(),
        "C39" | "CODE39" => Code39::new(text.to_uppercase()).ok()?.encode(),
        "EAN13" => EAN13::new(text).ok()?.encode(),
        _ => return None,
    };
    let quiet = || std::iter::repeat_n(false, QUIET_BARS);
    Some(quiet().chain(bars.into_iter().map(|bar| bar == 1)).chain(quiet()).collect())
}

/// The rows of a QR code, with the white around it.
fn squares(text: &str) -> Option<Vec<Vec<bool>>> {
    if !(1..=MAX_QR_BYTES).contains(&text.len()) {
        return None;
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width() + 2 * QUIET_SQUARES;
    let quiet = || std::iter::repeat_n(false, QUIET_SQUARES);
    let colors = code.to_colors();
    let rows = colors.chunks(code.width()).map(|row| {
        let dark = row.iter().map(|color| *color == qrcode::Color::Dark);
        quiet().chain(dark).chain(quiet()).collect()
    });
    let white = || std::iter::repeat_n(vec![false; width], QUIET_SQUARES);
    Some(white().chain(rows).chain(white()).collect())
}

/// Draws rows of squares, each `width` wide and `height` high, as one outline on white.
fn picture(rows: &[Vec<bool>], width: usize, height: usize) -> String {
    let (across, down) = (rows.first().map_or(0, Vec::len) * width, rows.len() * height);
    let mut outline = String::new();
    for (line, row) in rows.iter().enumerate() {
        let mut place = 0;
        for part in row.chunk_by(|one, next| one == next) {
            if part.first() == Some(&true) {
                let (left, top, wide) = (place * width, line * height, part.len() * width);
                // Writing into a text can't fail.
                let _ = write!(outline, "M{left} {top}h{wide}v{height}h-{wide}z");
            }
            place += part.len();
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across}\" height=\"{down}\" viewBox=\"0 0 {across} {down}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{across}v{down}h-{across}z\"/><path d=\"{outline}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_white_beside_them() {
        let bars = bars("C128", "A").unwrap();
        assert_eq!(bars.len(), QUIET_BARS * 2 + 11 * 3 + 13);
        assert!(bars.iter().take(QUIET_BARS).chain(bars.iter().rev().take(QUIET_BARS)).all(|bar| !bar));
        let svg = picture(&[bars], 2, 80);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"132\" height=\"80\""), "{svg}");
    }

    #[test]
    fn a_code_of_squares_takes_any_letters_up_to_a_length() {
        let squares = squares("Größe ✓ 尺寸").unwrap();
        assert!(squares.iter().all(|row| row.len() == squares.len()));
        assert!(super::squares(&"a".repeat(MAX_QR_BYTES)).is_some());
        assert_eq!(super::squares(&"a".repeat(MAX_QR_BYTES + 1)), None);
        assert_eq!(super::squares(""), None);
    }
}
