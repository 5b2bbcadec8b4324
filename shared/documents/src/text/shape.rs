//! From letters to glyphs: which script and direction each has, which font, and how letters join.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use harfrust::{BufferClusterLevel, Direction, Script, ShapePlan, UnicodeBuffer};
use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter};
use unicode_bidi::{BidiInfo, Level};
use unicode_script::UnicodeScript;

use super::paragraph::Span;
use super::{Face, FaceChoice, FontFile, Fonts, Region};
use crate::num::{f32_of_i32, usize_of};
use crate::style::TextStyle;

/// A glyph of a font. Lengths are in sizes of its letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    /// The byte of the segment's text where the letters begin that it stands for.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) advance: f32,
    pub(crate) dx: f32,
    pub(crate) dy: f32,
    /// Whether a line may be broken before it without looking at its neighbours again.
    is_safe: bool,
}

/// Letters that are written in one go: one font, one style, one direction.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) range: Range<usize>,
    pub(crate) level: u8,
    pub(crate) style: Rc<TextStyle>,
    pub(crate) choice: Option<FaceChoice>,
    pub(crate) object: Option<usize>,
    script: Script,
    glyphs: Vec<Glyph>,
}

/// What is not cut: a letter with its marks, a ligature, an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cluster {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// In pixels; of an object it is not known here.
    pub(crate) advance: f32,
    pub(crate) is_space: bool,
    /// Whether a line may end behind it.
    pub(crate) ends_word: bool,
    pub(crate) object: Option<usize>,
}

/// A text without ends of lines.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) text: Rc<str>,
    pub(crate) runs: Vec<Run>,
    pub(crate) clusters: Vec<Cluster>,
    /// The styles of a segment without letters.
    pub(crate) empty: Option<Rc<TextStyle>>,
}

/// How a font treats a script in a direction.
type Plans = HashMap<(FontFile, bool, Script), Rc<ShapePlan>>;

/// Makes glyphs of texts.
pub(crate) struct Typesetter<'a> {
    pub(crate) fonts: &'a Fonts,
    region: Region,
    plans: RefCell<Plans>,
    known: RefCell<HashMap<char, bool>>,
}

impl<'a> Typesetter<'a> {
    /// One for a document whose Han letters are those of `region` where nothing else is said.
    pub(crate) fn new(fonts: &'a Fonts, region: Region) -> Self {
        Self { fonts, region, plans: RefCell::default(), known: RefCell::default() }
    }

    /// Whether any font has a letter.
    pub(super) fn knows(&self, letter: char, style: &TextStyle) -> bool {
        *self.known.borrow_mut().entry(letter).or_insert_with(|| self.fonts.know(letter, style, self.region))
    }

    /// Makes a segment of a text and its styles.
    pub(super) fn segment(&self, text: &str, spans: &[Span], is_rtl: bool) -> Segment {
        let base = if is_rtl { Level::rtl() } else { Level::ltr() };
        let levels = BidiInfo::new(text, Some(base)).levels;
        let mut runs = self.runs(text, spans, &levels);
        for run in &mut runs {
            run.glyphs = self.glyphs(text, run, run.range.clone());
        }
        let clusters = clusters(text, &runs);
        let empty = spans.first().map(|(_, style, _)| style.clone());
        Segment { text: text.into(), runs, clusters, empty }
    }

    fn runs(&self, text: &str, spans: &[Span], levels: &[Level]) -> Vec<Run> {
        let mut runs: Vec<Run> = vec![];
        let mut spans = spans.iter().filter(|(range, ..)| !range.is_empty());
        let Some(mut span) = spans.next() else { return runs };
        let ends: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
        let mut script = first_script(text);
        for (start, end) in ends.iter().zip(ends.iter().skip(1)) {
            let mut start = *start;
            // A letter and its mark may have different styles: the cluster is cut there.
            while start < *end {
                while span.0.end <= start {
                    let Some(next) = spans.next() else { return runs };
                    span = next;
                }
                let stop = (*end).min(span.0.end);
                let cluster = text.get(start..stop).unwrap_or_default();
                let level = levels.get(start).copied().unwrap_or_else(Level::ltr).number();
                script = script_of(cluster).unwrap_or(script);
                self.add(&mut runs, (start..stop, cluster), (span, level, script));
                start = stop;
            }
        }
        runs
    }

    /// Adds a cluster to the last run, or begins one with it.
    fn add(
        &self,
        runs: &mut Vec<Run>,
        (range, cluster): (Range<usize>, &str),
        (span, level, script): (&Span, u8, Script),
    ) {
        let (_, style, object) = span;
        let region = style.region.unwrap_or(self.region);
        let last = runs.last_mut().filter(|run| run.level == level && Rc::ptr_eq(&run.style, style));
        let choice = match (&last, object) {
            (_, Some(_)) => None,
            (Some(run), _) if run.object.is_none() && is_quick(cluster, run) => run.choice,
            _ => self.fonts.choose(cluster, style, region),
        };
        if let Some(run) = last
            && object.is_none()
            && run.object.is_none()
            && run.choice == choice
            && run.script == script
        {
            run.range.end = range.end;
            return;
        }
        let style = style.clone();
        runs.push(Run { range, level, style, choice, object: *object, script, glyphs: vec![] });
    }

    /// The glyphs of a part of a run.
    fn glyphs(&self, text: &str, run: &Run, range: Range<usize>) -> Vec<Glyph> {
        let Some(face) = run.choice.and_then(|choice| self.fonts.face(choice.file)) else { return vec![] };
        let part = text.get(range.clone()).unwrap_or_default();
        let is_rtl = run.level % 2 == 1;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(part);
        buffer.set_direction(if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.set_script(run.script);
        buffer.set_cluster_level(BufferClusterLevel::MonotoneGraphemes);
        let Some(shaped) = self.plan(face, run, is_rtl).and_then(|plan| face.shape(buffer, &plan)) else {
            return vec![];
        };
        let units = face.units_per_em;
        let mut glyphs: Vec<Glyph> = shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .map(|(info, position)| Glyph {
                id: info.glyph_id,
                start: range.start + usize_of(info.cluster),
                end: range.end,
                advance: f32_of_i32(position.x_advance) / units,
                dx: f32_of_i32(position.x_offset) / units,
                dy: f32_of_i32(position.y_offset) / units,
                is_safe: !info.unsafe_to_break(),
            })
            .collect();
        set_ends(&mut glyphs, &range, is_rtl);
        space_out(&mut glyphs, &run.style);
        // What a font has no glyph for is left out rather than drawn as a box.
        glyphs.retain(|glyph| glyph.id != 0);
        glyphs
    }

    /// How a font treats a run's script: it is found out once.
    fn plan(&self, face: &Face, run: &Run, is_rtl: bool) -> Option<Rc<ShapePlan>> {
        let key = (run.choice?.file, is_rtl, run.script);
        if let Some(plan) = self.plans.borrow().get(&key) {
            return Some(plan.clone());
        }
        let plan = Rc::new(face.plan(is_rtl, run.script)?);
        self.plans.borrow_mut().insert(key, plan.clone());
        Some(plan)
    }

    /// The glyphs of a run that stand on a line, which holds `line` of the text. Where a line is broken within letters
    /// that join, they are looked at again.
    pub(super) fn on_line(&self, segment: &Segment, run: &Run, line: &Range<usize>) -> Vec<Glyph> {
        let range = run.range.start.max(line.start)..run.range.end.min(line.end);
        if range == run.range {
            return run.glyphs.clone();
        }
        let is_rtl = run.level % 2 == 1;
        let before = |place: usize| {
            run.glyphs.partition_point(|glyph| if is_rtl { glyph.start >= place } else { glyph.start < place })
        };
        let (first, last) = (before(range.start), before(range.end));
        let is_cut_safely = |place: usize, at: usize| {
            let glyph = run.glyphs.get(if is_rtl { at.wrapping_sub(1) } else { at });
            place == run.range.start
                || place == run.range.end
                || glyph.is_some_and(|glyph| glyph.start == place && glyph.is_safe)
        };
        if is_cut_safely(range.start, first) && is_cut_safely(range.end, last) {
            return run.glyphs.get(first.min(last)..first.max(last)).unwrap_or_default().to_vec();
        }
        self.glyphs(&segment.text, run, range)
    }
}

/// Whether a cluster surely has the font of the run before it.
fn is_quick(cluster: &str, run: &Run) -> bool {
    let is_plain = run.choice.is_some_and(|choice| {
        use FontFile::{
            Mono, MonoBold, Sans, SansBold, SansBoldItalic, SansItalic, Serif, SerifBold, SerifBoldItalic, SerifItalic,
        };
        matches!(
            choice.file,
            Sans | SansBold
                | SansItalic
                | SansBoldItalic
                | Serif
                | SerifBold
                | SerifItalic
                | SerifBoldItalic
                | Mono
                | MonoBold
        )
    });
    let is_blank = cluster == " " && run.choice.is_some_and(|choice| choice.file != FontFile::Emoji);
    is_blank || (is_plain && cluster.len() == 1 && cluster.is_ascii())
}

fn script_of(cluster: &str) -> Option<Script> {
    use unicode_script::Script as Of;
    let scripts = cluster.chars().map(|letter| letter.script());
    let found = scripts.into_iter().find(|script| !matches!(script, Of::Common | Of::Inherited | Of::Unknown))?;
    let [a, b, c, d] = found.short_name().as_bytes() else { return None };
    Script::from_iso15924_tag(harfrust::Tag::new(&[*a, *b, *c, *d]))
}

fn first_script(text: &str) -> Script {
    let mut letters = text.chars().map(|letter| script_of(letter.encode_utf8(&mut [0; 4])));
    letters.find_map(|script| script).unwrap_or(harfrust::script::LATIN)
}

/// Each glyph stands for the letters up to where those of the next one begin.
fn set_ends(glyphs: &mut [Glyph], range: &Range<usize>, is_rtl: bool) {
    let mut next = range.end;
    let mut current = range.end;
    let mut set = |glyph: &mut Glyph| {
        if glyph.start != current {
            next = current;
            current = glyph.start;
        }
        glyph.end = next;
    };
    // Glyphs from the last letter to the first.
    if is_rtl {
        glyphs.iter_mut().for_each(&mut set);
    } else {
        glyphs.iter_mut().rev().for_each(&mut set);
    }
}

/// Room between letters, where the style asks for it.
fn space_out(glyphs: &mut [Glyph], style: &TextStyle) {
    if style.letter_spacing == 0.0 {
        return;
    }
    let room = style.letter_spacing / style.size;
    let starts: Vec<usize> = glyphs.iter().map(|glyph| glyph.start).collect();
    for (place, glyph) in glyphs.iter_mut().enumerate() {
        if starts.get(place + 1) != Some(&glyph.start) {
            glyph.advance += room;
        }
    }
}

/// The clusters of a text in the order of its letters, with what each takes.
fn clusters(text: &str, runs: &[Run]) -> Vec<Cluster> {
    let segmenter = LineSegmenter::new_lstm(LineBreakOptions::default());
    let mut breaks = segmenter.segment_str(text).peekable();
    let mut clusters: Vec<Cluster> = vec![];
    for run in runs {
        let mut widths: Vec<(usize, f32)> = vec![];
        for glyph in &run.glyphs {
            match widths.last_mut().filter(|(start, _)| *start == glyph.start) {
                Some((_, width)) => *width += glyph.advance * run.style.size,
                None => widths.push((glyph.start, glyph.advance * run.style.size)),
            }
        }
        widths.sort_by_key(|(start, _)| *start);
        if widths.first().is_none_or(|(start, _)| *start != run.range.start) {
            widths.insert(0, (run.range.start, 0.0));
        }
        let ends = widths.iter().skip(1).map(|(start, _)| *start).chain([run.range.end]);
        for ((start, advance), end) in widths.iter().zip(ends) {
            let is_space = text.get(*start..end).is_some_and(|part| part == " ");
            let object = run.object;
            clusters.push(Cluster { start: *start, end, advance: *advance, is_space, ends_word: false, object });
        }
    }
    for cluster in &mut clusters {
        while breaks.peek().is_some_and(|place| *place < cluster.end) {
            breaks.next();
        }
        cluster.ends_word = breaks.peek() == Some(&cluster.end);
    }
    clusters
}
