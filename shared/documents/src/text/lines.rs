//! From glyphs to lines: where they are broken, and in which order they stand.

use std::ops::Range;
use std::rc::Rc;

use unicode_bidi::{BidiInfo, Level};

use super::shape::{Cluster, Glyph, Run, Segment, Typesetter};
use super::{FaceChoice, Paragraph};
use crate::css::property::Align;
use crate::num::f32_of;
use crate::style::TextStyle;

/// How much room an object takes on its line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ObjectSize {
    pub(crate) width: f32,
    /// Over the line the letters stand on.
    pub(crate) ascent: f32,
    /// Under it.
    pub(crate) descent: f32,
}

/// What of a line is drawn in one go.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) style: Rc<TextStyle>,
    pub(crate) content: Content,
}

/// Letters, or an object by its number.
#[derive(Debug)]
pub(crate) enum Content {
    Glyphs { choice: FaceChoice, glyphs: Vec<Glyph>, text: Rc<str> },
    Object(usize),
}

/// A line of a paragraph.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) ascent: f32,
    pub(crate) descent: f32,
}

/// The narrowest and the widest a text can be, in pixels: with a line for each word, and without any break.
pub(crate) fn widths(paragraph: &Paragraph, objects: &[(f32, f32)]) -> (f32, f32) {
    let (mut narrow, mut wide) = (0.0f32, 0.0f32);
    for segment in &paragraph.segments {
        let (mut word, mut word_end, mut line, mut line_end) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for cluster in &segment.clusters {
            let object = cluster.object.and_then(|number| objects.get(number)).copied();
            let (least, most) = object.unwrap_or((cluster.advance, cluster.advance));
            (word, line) = (word + least, line + most);
            if !cluster.is_space {
                (word_end, line_end) = (word, line);
            }
            narrow = narrow.max(word_end);
            if cluster.ends_word && paragraph.wraps {
                (word, word_end) = (0.0, 0.0);
            }
        }
        wide = wide.max(line_end);
    }
    (narrow, wide.max(narrow))
}

/// Breaks a paragraph into lines that are `width` wide. `objects` tells how large its objects are.
pub(crate) fn lines(paragraph: &Paragraph, width: f32, objects: &[ObjectSize], setter: &Typesetter<'_>) -> Vec<Line> {
    let mut lines = vec![];
    for segment in &paragraph.segments {
        let parts = parts(segment, width, objects, paragraph.wraps);
        for (place, part) in parts.iter().enumerate() {
            let is_last = place + 1 == parts.len();
            lines.push(line((paragraph, segment), part, (width, is_last), objects, setter));
        }
    }
    lines
}

/// Which clusters stand on which line.
fn parts(segment: &Segment, width: f32, objects: &[ObjectSize], wraps: bool) -> Vec<Range<usize>> {
    /// What is added up may be a little more than what it was measured as.
    const SLACK: f32 = 0.01;
    let mut parts = vec![];
    let (mut start, mut used, mut used_at_break) = (0, 0.0f32, 0.0f32);
    let mut break_at = None;
    for (place, cluster) in segment.clusters.iter().enumerate() {
        let advance = advance(cluster, objects);
        // Blanks may hang over the end of a line.
        if wraps && !cluster.is_space && used + advance > width + SLACK && place > start {
            let end = break_at.unwrap_or(place);
            parts.push(start..end);
            used = if break_at.is_some() { used - used_at_break } else { 0.0 };
            start = end;
            break_at = None;
        }
        used += advance;
        if cluster.ends_word {
            break_at = Some(place + 1);
            used_at_break = used;
        }
    }
    parts.push(start..segment.clusters.len());
    parts
}

fn advance(cluster: &Cluster, objects: &[ObjectSize]) -> f32 {
    let object = cluster.object.and_then(|number| objects.get(number));
    object.map_or(cluster.advance, |object| object.width)
}

/// Puts the pieces of a line in their places.
fn line(
    (paragraph, segment): (&Paragraph, &Segment),
    part: &Range<usize>,
    (width, is_last): (f32, bool),
    objects: &[ObjectSize],
    setter: &Typesetter<'_>,
) -> Line {
    let clusters = segment.clusters.get(part.clone()).unwrap_or_default();
    // Blanks at the end of a line take no room.
    let blanks = clusters.iter().rev().take_while(|cluster| cluster.is_space).count();
    let shown = clusters.get(..clusters.len().saturating_sub(blanks)).unwrap_or_default();
    let bytes = match (shown.first(), shown.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    };
    let mut line = Line { pieces: vec![], ascent: 0.0, descent: 0.0 };
    let (ascent, descent) = reach(&paragraph.strut, None, setter);
    line.grow(ascent, descent);
    if let (None, Some(style)) = (shown.first(), &segment.empty) {
        let (ascent, descent) = reach(style, None, setter);
        line.grow(ascent, descent);
    }
    let mut x = 0.0;
    for run in in_order(segment, &bytes) {
        let piece = piece(segment, run, (&bytes, x), objects, setter);
        x += piece.width;
        let (ascent, descent) = match (&piece.content, run.choice) {
            (Content::Object(number), _) => {
                let size = objects.get(*number).copied().unwrap_or_default();
                (size.ascent, size.descent)
            }
            (Content::Glyphs { .. }, choice) => reach(&run.style, choice, setter),
        };
        line.grow(ascent + run.style.raised, descent - run.style.raised);
        line.pieces.push(piece);
    }
    let spaces = shown.iter().filter(|cluster| cluster.is_space).count();
    let room = width - x;
    if paragraph.align == Align::Justify && !is_last && room > 0.0 && spaces > 0 {
        line.justify(room / f32_of(spaces), segment);
    } else {
        let shift = shift(paragraph, room);
        line.pieces.iter_mut().for_each(|piece| piece.x += shift);
    }
    line
}

/// How far a line is moved to the right.
fn shift(paragraph: &Paragraph, room: f32) -> f32 {
    let to_the_right = room.max(0.0);
    match (paragraph.align, paragraph.is_rtl) {
        (Align::Left, _) | (Align::Start | Align::Justify, false) | (Align::End, true) => 0.0,
        (Align::Center, _) => to_the_right / 2.0,
        (Align::Right, _) | (Align::End, false) => to_the_right,
        // What is too long reaches out where a text of this direction ends.
        (Align::Start | Align::Justify, true) => room,
    }
}

/// The runs of a line from left to right.
fn in_order<'a>(segment: &'a Segment, bytes: &Range<usize>) -> Vec<&'a Run> {
    let first = segment.runs.partition_point(|run| run.range.end <= bytes.start);
    let last = segment.runs.partition_point(|run| run.range.start < bytes.end);
    let runs = segment.runs.get(first..last).unwrap_or_default();
    let levels: Vec<Level> = runs.iter().map(|run| Level::new(run.level).unwrap_or_else(|_| Level::ltr())).collect();
    let order = BidiInfo::reorder_visual(&levels);
    order.into_iter().filter_map(|place| runs.get(place)).collect()
}

fn piece(
    segment: &Segment,
    run: &Run,
    (bytes, x): (&Range<usize>, f32),
    objects: &[ObjectSize],
    setter: &Typesetter<'_>,
) -> Piece {
    let style = run.style.clone();
    if let Some(number) = run.object {
        let width = objects.get(number).map_or(0.0, |object| object.width);
        return Piece { x, width, style, content: Content::Object(number) };
    }
    let glyphs = setter.on_line(segment, run, bytes);
    let width = glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * style.size;
    let choice = run.choice.unwrap_or(FaceChoice::PLAIN);
    Piece { x, width, style, content: Content::Glyphs { choice, glyphs, text: segment.text.clone() } }
}

/// How far letters reach over and under their line: as their line is high, where that is said.
fn reach(style: &TextStyle, choice: Option<FaceChoice>, setter: &Typesetter<'_>) -> (f32, f32) {
    let own = setter.fonts.face(FaceChoice::of_style(style).file);
    let used = choice.and_then(|choice| setter.fonts.face(choice.file));
    let of = |face: Option<&super::Face>| face.map_or((0.0, 0.0), |face| (face.ascent, face.descent));
    let (ascent, descent) = of(own);
    let (ascent, descent) = (ascent * style.size, descent * style.size);
    if let Some(height) = style.line_height_px() {
        let half = (height - ascent - descent) / 2.0;
        return (ascent + half, descent + half);
    }
    let (high, low) = of(used);
    (ascent.max(high * style.size), descent.max(low * style.size))
}

impl Line {
    fn grow(&mut self, ascent: f32, descent: f32) {
        self.ascent = self.ascent.max(ascent);
        self.descent = self.descent.max(descent);
    }

    /// Gives each blank so much more room.
    fn justify(&mut self, room: f32, segment: &Segment) {
        let mut x = 0.0;
        for piece in &mut self.pieces {
            piece.x += x;
            if let Content::Glyphs { glyphs, .. } = &mut piece.content {
                for glyph in glyphs.iter_mut() {
                    if segment.text.get(glyph.start..glyph.end) == Some(" ") {
                        glyph.advance += room / piece.style.size;
                        piece.width += room;
                        x += room;
                    }
                }
            }
        }
    }

    /// How high it is.
    pub(crate) fn height(&self) -> f32 {
        (self.ascent + self.descent).max(0.0)
    }
}
