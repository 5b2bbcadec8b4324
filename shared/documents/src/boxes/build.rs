//! Makes boxes of elements.

use std::rc::Rc;

use super::{BoxContent, BoxNode, Object, table};
use crate::css::property::{Align, Bullet, Display, VerticalAlign};
use crate::dom::{Dom, Kind, NodeId};
use crate::picture::Pictures;
use crate::style::{Cascade, Size, Style};
use crate::text::{Paragraph, Pieces, Typesetter};

/// What boxes are made with.
pub(crate) struct Builder<'a> {
    pub(super) dom: &'a Dom,
    pub(super) cascade: &'a Cascade<'a>,
    setter: &'a Typesetter<'a>,
    pictures: &'a mut Pictures,
    /// The numbers of the items of the lists that are open.
    counters: Vec<usize>,
}

/// Makes the boxes of a document.
pub(crate) fn build(dom: &Dom, cascade: &Cascade<'_>, setter: &Typesetter<'_>, pictures: &mut Pictures) -> BoxNode {
    let mut builder = Builder { dom, cascade, setter, pictures, counters: vec![] };
    let root = Style::root();
    let mut flow = Flow::new(&root);
    builder.collect(0, &root, &mut flow);
    BoxNode::new(root.clone(), BoxContent::Blocks(flow.into_blocks(&builder)))
}

/// The boxes of an element while they are made.
struct Flow {
    style: Style,
    blocks: Vec<BoxNode>,
    pieces: Pieces,
    objects: Vec<Object>,
}

impl Flow {
    fn new(style: &Style) -> Self {
        Self { style: style.clone(), blocks: vec![], pieces: Pieces::default(), objects: vec![] }
    }

    /// Ends the row that is open. Blanks between boxes make none.
    fn flush(&mut self, builder: &Builder<'_>) {
        let pieces = std::mem::take(&mut self.pieces);
        let objects = std::mem::take(&mut self.objects);
        if !pieces.is_blank() {
            let paragraph = Paragraph::new(pieces, &self.style, builder.setter);
            let style = self.style.inherited(Display::Block);
            self.blocks.push(BoxNode::new(style, BoxContent::Row(paragraph, objects)));
        }
    }

    fn into_blocks(mut self, builder: &Builder<'_>) -> Vec<BoxNode> {
        self.flush(builder);
        self.blocks
    }
}

impl Builder<'_> {
    /// The boxes within an element that looks as `style`.
    pub(super) fn content(&mut self, id: NodeId, style: &Style) -> BoxContent {
        let mut flow = Flow::new(style);
        self.collect(id, style, &mut flow);
        BoxContent::Blocks(flow.into_blocks(self))
    }

    fn collect(&mut self, id: NodeId, style: &Style, flow: &mut Flow) {
        let dom = self.dom;
        for child in dom.children(id) {
            match dom.node(*child).map(|node| &node.kind) {
                Some(Kind::Text(text)) => flow.pieces.push_text(text, style),
                Some(Kind::Element(_)) => self.collect_element(*child, style, flow),
                _ => {}
            }
        }
    }

    fn collect_element(&mut self, id: NodeId, parent: &Style, flow: &mut Flow) {
        let mut style = self.cascade.style(id, parent);
        let name = self.dom.element(id).map(|element| element.name.as_str()).unwrap_or_default();
        match (style.display, name) {
            (Display::None, _) => {}
            (_, "br") => flow.pieces.push_break(&style),
            (_, "wbr") => flow.pieces.push_text("\u{200B}", &style),
            (Display::Inline | Display::InlineBlock, "img") => self.add_picture(id, style, flow),
            (_, "img") => {
                flow.flush(self);
                if style.margin.contains(&Size::Auto) {
                    style.align = Align::Center;
                }
                let mut inner = Flow::new(&style);
                self.add_picture(id, style.inherited(Display::Inline).with_sizes(&style), &mut inner);
                style.width = Size::Auto;
                let content = BoxContent::Blocks(inner.into_blocks(self));
                flow.blocks.push(BoxNode::new(style.with_margins_alone(), content));
            }
            (Display::Inline, _) => {
                let text = within_line(&mut style, parent);
                style.text = text;
                self.collect(id, &style, flow);
            }
            (Display::InlineBlock, _) => {
                let number = flow.objects.len();
                let node = self.block(id, style.clone());
                flow.objects.push(Object::Box(Box::new(node)));
                flow.pieces.push_object(number, &style);
            }
            _ => {
                flow.flush(self);
                let node = self.block(id, style);
                flow.blocks.push(node);
            }
        }
    }

    fn add_picture(&mut self, id: NodeId, style: Style, flow: &mut Flow) {
        let Some(element) = self.dom.element(id) else { return };
        match element.attribute("src").and_then(|source| self.pictures.add(source)) {
            Some(picture) => {
                let number = flow.objects.len();
                flow.pieces.push_object(number, &style);
                flow.objects.push(Object::Picture(picture, style));
            }
            None => flow.pieces.push_text(element.attribute("alt").unwrap_or_default(), &style),
        }
    }

    /// The box of an element that stands for itself.
    pub(super) fn block(&mut self, id: NodeId, style: Style) -> BoxNode {
        if style.display == Display::Table {
            let table = table::table(self, id, &style);
            return BoxNode::new(style, BoxContent::Table(table));
        }
        let marker = self.marker(&style, id);
        let is_list = self.dom.element(id).filter(|element| matches!(element.name.as_str(), "ol" | "ul"));
        if let Some(list) = is_list {
            let start = list.attribute("start").and_then(|start| start.trim().parse::<usize>().ok()).unwrap_or(1);
            self.counters.push(start.saturating_sub(1));
        }
        let content = self.content(id, &style);
        if is_list.is_some() {
            self.counters.pop();
        }
        BoxNode { marker, ..BoxNode::new(style, content) }
    }

    fn marker(&mut self, style: &Style, id: NodeId) -> Option<Paragraph> {
        if style.display != Display::ListItem {
            return None;
        }
        let said = self.dom.element(id)?.attribute("value").and_then(|value| value.trim().parse::<usize>().ok());
        let number = self.counters.last_mut().map_or(1, |number| {
            *number = said.unwrap_or(number.saturating_add(1));
            *number
        });
        let text = bullet(style.bullet, number)?;
        let mut pieces = Pieces::default();
        pieces.push_text(&text, style);
        let mut style = style.clone();
        style.align = Align::Left;
        Some(Paragraph::new(pieces, &style, self.setter))
    }
}

/// What letters look like in an element that stands in a line.
fn within_line(style: &mut Style, parent: &Style) -> Rc<crate::style::TextStyle> {
    if !style.background.is_clear() {
        style.text_mut().background = style.background;
    }
    let raised = match style.vertical_align {
        VerticalAlign::Super => parent.em() * 0.35,
        VerticalAlign::Sub => parent.em() * -0.15,
        _ => 0.0,
    };
    if raised != 0.0 {
        style.text_mut().raised += raised;
    }
    style.text.clone()
}

fn bullet(bullet: Bullet, number: usize) -> Option<String> {
    Some(match bullet {
        Bullet::None => return None,
        Bullet::Disc => "•".to_owned(),
        Bullet::Circle => "◦".to_owned(),
        Bullet::Square => "▪".to_owned(),
        Bullet::Decimal => format!("{number}."),
        Bullet::LowerAlpha => format!("{}.", letters(number)),
        Bullet::UpperAlpha => format!("{}.", letters(number).to_uppercase()),
        Bullet::LowerRoman => format!("{}.", roman(number)),
        Bullet::UpperRoman => format!("{}.", roman(number).to_uppercase()),
    })
}

/// 1 is a, 26 is z, 27 is aa.
fn letters(mut number: usize) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut text: Vec<u8> = vec![];
    while number > 0 {
        number -= 1;
        text.extend(LETTERS.get(number % 26));
        number /= 26;
    }
    text.iter().rev().map(|letter| char::from(*letter)).collect()
}

fn roman(number: usize) -> String {
    const SIGNS: &[(usize, &str)] = &[
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if !(1..4000).contains(&number) {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= *value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_numbered_in_the_ways_of_lists() {
        assert_eq!([1, 26, 27, 703].map(letters), ["a", "z", "aa", "aaa"]);
        assert_eq!([4, 1994, 3999].map(roman), ["iv", "mcmxciv", "mmmcmxcix"]);
        assert_eq!(bullet(Bullet::UpperRoman, 12).as_deref(), Some("XII."));
        assert_eq!(roman(usize::MAX), usize::MAX.to_string());
    }
}
