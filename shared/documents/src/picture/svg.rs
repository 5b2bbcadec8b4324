//! Drawings: of SVG what barcodes and simple signs are made of, which are shapes in one colour each.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use svgtypes::{SimplePathSegment, SimplifyingPathParser};

use crate::css::value::{Color, color};
use crate::num::bounded;

/// So many shapes a drawing has.
const MAX_SHAPES: usize = 10_000;

/// So many parts all outlines of a drawing have.
const MAX_SEGMENTS: usize = 200_000;

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// Its width and height in pixels.
    pub(crate) size: (f32, f32),
    /// The part of it that is shown: left, top, width, height.
    pub(crate) view: (f32, f32, f32, f32),
    /// Whether it fills another shape of picture, too, by being stretched.
    pub(crate) is_stretched: bool,
    pub(crate) shapes: Vec<Shape>,
}

/// An outline that is filled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    pub(crate) color: Color,
    pub(crate) outline: Vec<Segment>,
}

/// A part of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Segment {
    Move(f32, f32),
    Line(f32, f32),
    Quad(f32, f32, f32, f32),
    Cubic(f32, f32, f32, f32, f32, f32),
    Close,
}

/// Reads a drawing; none where it is none, or holds what is not known, so that nothing is shown by half.
pub(super) fn read(source: &str) -> Option<Drawing> {
    let mut reader = Reader::from_str(source);
    let mut drawing: Option<Drawing> = None;
    let mut fills: Vec<Color> = vec![];
    let mut segments = 0;
    loop {
        let (tag, is_empty) = match reader.read_event().ok()? {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(_) => {
                fills.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let fill = fill_of(&tag, fills.last().copied().unwrap_or(Color::BLACK))?;
        match (tag.local_name().as_ref(), &mut drawing) {
            ("svg", None) => drawing = Some(empty(&tag)?),
            ("g" | "title" | "desc" | "metadata", Some(_)) => {}
            (name @ ("path" | "rect"), Some(drawing)) => {
                let outline = if name == "path" { path(&attribute(&tag, "d")?)? } else { rect(&tag)? };
                segments += outline.len();
                if drawing.shapes.len() >= MAX_SHAPES || segments > MAX_SEGMENTS {
                    return None;
                }
                drawing.shapes.push(Shape { color: fill, outline });
            }
            _ => return None,
        }
        if !is_empty {
            fills.push(fill);
        }
        if fills.len() > 20 {
            return None;
        }
    }
    drawing
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    Some(found.value.into_owned())
}

fn number(text: &str) -> Option<f32> {
    let text = text.trim();
    text.strip_suffix("px").unwrap_or(text).parse::<f32>().ok().filter(|number| number.is_finite()).map(bounded)
}

fn fill_of(tag: &BytesStart<'_>, around: Color) -> Option<Color> {
    // What is drawn in another way than filled, or elsewhere, would look wrong.
    for unknown in ["style", "stroke", "transform", "class", "filter", "mask", "clip-path"] {
        if attribute(tag, unknown).is_some_and(|value| value != "none") {
            return None;
        }
    }
    match attribute(tag, "fill") {
        None => Some(around),
        Some(fill) if fill == "none" => Some(Color::CLEAR),
        Some(fill) => color(fill.trim()),
    }
}

fn empty(tag: &BytesStart<'_>) -> Option<Drawing> {
    let view: Option<Vec<f32>> = attribute(tag, "viewBox")
        .map(|view| view.split([' ', ',']).filter(|one| !one.is_empty()).filter_map(number).collect());
    let view = match view.as_deref() {
        Some(&[left, top, width, height]) if width > 0.0 && height > 0.0 => Some((left, top, width, height)),
        _ => None,
    };
    let said = |name: &str| attribute(tag, name).and_then(|text| number(&text)).filter(|size| *size > 0.0);
    let size = match (said("width"), said("height"), view) {
        (Some(width), Some(height), _) | (_, _, Some((_, _, width, height))) => (width, height),
        _ => return None,
    };
    let is_stretched = attribute(tag, "preserveAspectRatio").as_deref() == Some("none");
    Some(Drawing { size, view: view.unwrap_or((0.0, 0.0, size.0, size.1)), is_stretched, shapes: vec![] })
}

fn rect(tag: &BytesStart<'_>) -> Option<Vec<Segment>> {
    let at = |name: &str| attribute(tag, name).map_or(Some(0.0), |text| number(&text));
    let size = |name: &str| {
        attribute(tag, name).and_then(|text| if text == "100%" { Some(crate::num::MAX_PX) } else { number(&text) })
    };
    let (x, y, width, height) = (at("x")?, at("y")?, size("width")?, size("height")?);
    let (right, bottom) = (x + width, y + height);
    Some(vec![
        Segment::Move(x, y),
        Segment::Line(right, y),
        Segment::Line(right, bottom),
        Segment::Line(x, bottom),
        Segment::Close,
    ])
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a place of a drawing; what is too large is bounded"
)]
fn px(place: f64) -> f32 {
    bounded(place as f32)
}

fn path(outline: &str) -> Option<Vec<Segment>> {
    let mut segments = vec![];
    for segment in SimplifyingPathParser::from(outline) {
        if segments.len() > MAX_SEGMENTS {
            return None;
        }
        segments.push(match segment.ok()? {
            SimplePathSegment::MoveTo { x, y } => Segment::Move(px(x), px(y)),
            SimplePathSegment::LineTo { x, y } => Segment::Line(px(x), px(y)),
            SimplePathSegment::Quadratic { x1, y1, x, y } => Segment::Quad(px(x1), px(y1), px(x), px(y)),
            SimplePathSegment::CurveTo { x1, y1, x2, y2, x, y } => {
                Segment::Cubic(px(x1), px(y1), px(x2), px(y2), px(x), px(y))
            }
            SimplePathSegment::ClosePath => Segment::Close,
        });
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read_and_anything_else_makes_it_no_drawing() {
        let bars = r##"<svg viewBox="0 0 30 10"><g fill="#f00"><rect x="0" y="0" width="3" height="10"/></g><path d="M5 0v10h2"/></svg>"##;
        let drawing = read(bars).unwrap();
        assert_eq!((drawing.size, drawing.shapes.len()), ((30.0, 10.0), 2));
        assert_eq!(drawing.shapes[0].color, Color::rgb(255, 0, 0));
        assert_eq!(drawing.shapes[1].color, Color::BLACK);
        for other in [
            "<svg viewBox='0 0 1 1'><text>a</text></svg>",
            "<svg viewBox='0 0 1 1'><path d='M0 0h1' stroke='red'/></svg>",
            "<svg viewBox='0 0 1 1'><use href='#a'/></svg>",
            "<svg viewBox='0 0 1 1'><path d='nonsense'/></svg>",
            "<svg><path d='M0 0'/></svg>",
            "<p>",
            "<svg",
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
