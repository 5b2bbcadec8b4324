//! From what is drawn to PDF. Colours are those of screens; of each font only the glyphs that are used go in, and each
//! tells which letters it stands for, so that text can be selected, searched and copied.

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::DocumentError;
use crate::css::property::Line;
use crate::css::value::Color;
use crate::layout::Op;
use crate::page::Paper;
use crate::picture::{Drawing, Picture, Pictures, Segment};
use crate::text::{FaceChoice, Fonts, Glyph};

/// So many points a pixel has: 72 to an inch, of which CSS makes 96 pixels.
const POINTS: f32 = 0.75;

/// What a document says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) title: Option<String>,
    pub(crate) language: Option<String>,
}

/// Writes pages as PDF. The same pages give the same bytes.
pub(crate) fn pdf(
    pages: &[Vec<Op>],
    paper: &Paper,
    about: &About,
    (fonts, pictures): (&Fonts, &Pictures),
) -> Result<Vec<u8>, DocumentError> {
    let settings = SerializeSettings { enable_tagging: false, xmp_metadata: false, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    for ops in pages {
        let size = PageSettings::from_wh(paper.width * POINTS, paper.height * POINTS);
        let mut page = document.start_page_with(size.ok_or(DocumentError::Engine("a page without a size".into()))?);
        let mut links = vec![];
        let mut surface = page.surface();
        let at_margin = Transform::from_row(POINTS, 0.0, 0.0, POINTS, paper.left * POINTS, paper.top * POINTS);
        surface.push_transform(&at_margin);
        let mut painter = Painter { surface: &mut surface, fonts, pictures, paper, links: &mut links };
        painter.draw_all(ops);
        surface.pop();
        surface.finish();
        for link in links {
            page.add_annotation(link);
        }
        page.finish();
    }
    let mut metadata = Metadata::new().producer("Waybill".to_owned());
    if let Some(title) = &about.title {
        metadata = metadata.title(title.clone());
    }
    if let Some(language) = &about.language {
        metadata = metadata.language(language.clone());
    }
    document.set_metadata(metadata);
    document.finish().map_err(|error| match error {
        KrillaError::Image(..) | KrillaError::SixteenBitImage(..) => DocumentError::BrokenPicture,
        other => DocumentError::Engine(other.to_string()),
    })
}

struct Painter<'a, 'b> {
    surface: &'a mut Surface<'b>,
    fonts: &'a Fonts,
    pictures: &'a Pictures,
    paper: &'a Paper,
    links: &'a mut Vec<Annotation>,
}

impl Painter<'_, '_> {
    fn draw_all(&mut self, ops: &[Op]) {
        for op in ops {
            self.draw(op);
        }
    }

    fn draw(&mut self, op: &Op) {
        match op {
            Op::Under(ops) => self.draw_all(ops),
            Op::Rect { x, y, width, height, color } => {
                if let Some(path) = rect_path(*x, *y, *width, *height) {
                    self.fill(&path, *color);
                }
            }
            Op::Stroke { from, to, width, line, color } => self.stroke((*from, *to), *width, *line, *color),
            Op::Glyphs { x, y, style, choice, glyphs, text } => {
                self.text((*x, *y), (style.size, style.color), *choice, glyphs, text);
            }
            Op::Picture { x, y, width, height, picture } => self.picture(*picture, (*x, *y), (*width, *height)),
            Op::Link { x, y, width, height, address } => self.link((*x, *y), (*width, *height), address),
        }
    }

    fn fill(&mut self, path: &Path, color: Color) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(color)));
        self.surface.draw_path(path);
    }

    fn stroke(&mut self, (from, to): ((f32, f32), (f32, f32)), width: f32, line: Line, color: Color) {
        let (array, cap) = match line {
            Line::Dashed => (vec![width * 3.0, width * 2.0], LineCap::Butt),
            Line::Dotted => (vec![0.0, width * 2.0], LineCap::Round),
            _ => (vec![], LineCap::Butt),
        };
        let dash = (!array.is_empty()).then_some(StrokeDash { array, offset: 0.0 });
        let is_upright = (from.0 - to.0).abs() < f32::EPSILON;
        let lines: &[(f32, f32)] = if line == Line::Double && width >= 3.0 {
            &[(-1.0 / 3.0, 1.0 / 3.0), (1.0 / 3.0, 1.0 / 3.0)]
        } else {
            &[(0.0, 1.0)]
        };
        for (aside, share) in lines {
            let aside = aside * width;
            let (right, down) = if is_upright { (aside, 0.0) } else { (0.0, aside) };
            let mut path = PathBuilder::new();
            path.move_to(from.0 + right, from.1 + down);
            path.line_to(to.0 + right, to.1 + down);
            let Some(path) = path.finish() else { continue };
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(Stroke {
                paint: paint(color).into(),
                opacity: opacity(color),
                width: width * share,
                line_cap: cap,
                dash: dash.clone(),
                ..Stroke::default()
            }));
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }

    fn text(
        &mut self,
        (x, y): (f32, f32),
        (size, color): (f32, Color),
        choice: FaceChoice,
        glyphs: &[Glyph],
        text: &str,
    ) {
        let Some(face) = self.fonts.face(choice.file) else { return };
        if glyphs.is_empty() || color.is_clear() {
            return;
        }
        let as_written = |glyph: &Glyph| {
            let (id, range) = (GlyphId::new(glyph.id), glyph.start..glyph.end);
            KrillaGlyph::new(id, glyph.advance, glyph.dx, glyph.dy, 0.0, range, None)
        };
        let glyphs: Vec<KrillaGlyph> = glyphs.iter().map(as_written).collect();
        self.surface.set_fill(Some(fill(color)));
        let edge =
            Stroke { paint: paint(color).into(), opacity: opacity(color), width: size / 30.0, ..Stroke::default() };
        self.surface.set_stroke(choice.is_made_bold.then_some(edge));
        let mut start = Point::from_xy(x, y);
        if choice.is_made_italic {
            self.surface.push_transform(&Transform::from_row(1.0, 0.0, -0.2, 1.0, x, y));
            start = Point::from_xy(0.0, 0.0);
        }
        self.surface.draw_glyphs(start, &glyphs, face.font.clone(), text, size, false);
        if choice.is_made_italic {
            self.surface.pop();
        }
        self.surface.set_stroke(None);
    }

    fn picture(&mut self, picture: usize, (x, y): (f32, f32), (width, height): (f32, f32)) {
        match self.pictures.get(picture) {
            Some(Picture::Points(image)) => {
                if let Some(size) = Size::from_wh(width, height) {
                    self.surface.push_transform(&Transform::from_translate(x, y));
                    self.surface.draw_image(image.clone(), size);
                    self.surface.pop();
                }
            }
            Some(Picture::Drawing(drawing)) => self.drawing(drawing, (x, y), (width, height)),
            None => {}
        }
    }

    fn drawing(&mut self, drawing: &Drawing, (x, y): (f32, f32), (width, height): (f32, f32)) {
        let (left, top, wide, high) = drawing.view;
        let (mut across, mut down) = (width / wide, height / high);
        if !drawing.is_stretched {
            across = across.min(down);
            down = across;
        }
        let Some(clip) = rect_path(x, y, width, height) else { return };
        let (right, under) = (x + (width - wide * across) / 2.0, y + (height - high * down) / 2.0);
        self.surface.push_clip_path(&clip, &FillRule::NonZero);
        self.surface.push_transform(&Transform::from_row(
            across,
            0.0,
            0.0,
            down,
            right - left * across,
            under - top * down,
        ));
        for shape in drawing.shapes.iter().filter(|shape| !shape.color.is_clear()) {
            if let Some(path) = outline(&shape.outline) {
                self.fill(&path, shape.color);
            }
        }
        self.surface.pop();
        self.surface.pop();
    }

    fn link(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), address: &str) {
        let (left, top) = ((x + self.paper.left) * POINTS, (y + self.paper.top) * POINTS);
        if let Some(rect) = Rect::from_xywh(left, top, width * POINTS, height * POINTS) {
            let target = Target::Action(Action::Link(LinkAction::new(address.to_owned())));
            self.links.push(Annotation::new_link(LinkAnnotation::new(rect, target), None));
        }
    }
}

fn rect_path(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let rect = Rect::from_xywh(x, y, width, height)?;
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

fn outline(segments: &[Segment]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for segment in segments {
        match *segment {
            Segment::Move(x, y) => path.move_to(x, y),
            Segment::Line(x, y) => path.line_to(x, y),
            Segment::Quad(x1, y1, x, y) => path.quad_to(x1, y1, x, y),
            Segment::Cubic(x1, y1, x2, y2, x, y) => path.cubic_to(x1, y1, x2, y2, x, y),
            Segment::Close => path.close(),
        }
    }
    path.finish()
}

fn paint(color: Color) -> rgb::Color {
    rgb::Color::new(color.red, color.green, color.blue)
}

fn opacity(color: Color) -> NormalizedF32 {
    NormalizedF32::new(f32::from(color.alpha) / 255.0).unwrap_or(NormalizedF32::ONE)
}

fn fill(color: Color) -> Fill {
    Fill { paint: paint(color).into(), opacity: opacity(color), rule: FillRule::NonZero }
}
