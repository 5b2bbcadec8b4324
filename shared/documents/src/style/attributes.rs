//! What attributes say of looks, as `align` and `width`.

use std::rc::Rc;

use super::{BorderLine, Size, Style};
use crate::css::property::{Align, Direction, Display, Line, VerticalAlign};
use crate::css::value::{Length, color, length, number};
use crate::dom::Element;
use crate::num::bounded;
use crate::text::Region;

/// Sets what the attributes of an element say.
pub(super) fn apply(style: &mut Style, element: &Element) {
    if element.attribute("hidden").is_some() {
        style.display = Display::None;
    }
    match element.attribute("dir").map(str::to_ascii_lowercase).as_deref() {
        Some("rtl") => style.direction = Direction::Rtl,
        Some("ltr") => style.direction = Direction::Ltr,
        _ => {}
    }
    if let Some(region) = element.attribute("lang").and_then(Region::of_language) {
        style.text_mut().region = Some(region);
    }
    if let Some(align) = element.attribute("align").and_then(|align| align_named(&align.to_ascii_lowercase())) {
        style.align = align;
    }
    if let Some(paint) = element.attribute("bgcolor").and_then(color) {
        style.background = paint;
    }
    let size = |name: &str| element.attribute(name).and_then(size_of);
    match element.name.as_str() {
        "a" => style.text_mut().link = element.attribute("href").and_then(link),
        "img" | "hr" | "td" | "th" | "col" | "table" => {
            style.width = size("width").unwrap_or(style.width);
            style.height = size("height").unwrap_or(style.height);
        }
        _ => {}
    }
    match element.attribute("valign").map(str::to_ascii_lowercase).as_deref() {
        Some("top") => style.vertical_align = VerticalAlign::Top,
        Some("middle") => style.vertical_align = VerticalAlign::Middle,
        Some("bottom") => style.vertical_align = VerticalAlign::Bottom,
        _ => {}
    }
    if element.name == "table" {
        apply_table(style, element);
    }
}

fn apply_table(style: &mut Style, element: &Element) {
    let count = |name: &str| element.attribute(name).and_then(|text| number(text.trim())).map(bounded);
    if let Some(spacing) = count("cellspacing") {
        style.spacing = (spacing.max(0.0), spacing.max(0.0));
    }
    if let Some(width) = count("border").filter(|width| *width > 0.0) {
        style.border = [BorderLine { width, line: Line::Solid, color: None }; 4];
    }
}

/// What the table around a cell says of it.
pub(super) fn apply_of_table(style: &mut Style, table: &Element) {
    let count = |name: &str| table.attribute(name).and_then(|text| number(text.trim())).map(bounded);
    if let Some(padding) = count("cellpadding") {
        style.padding = [Length::Px(padding.max(0.0)); 4];
    }
    if count("border").is_some_and(|width| width > 0.0) {
        style.border = [BorderLine { width: 1.0, line: Line::Solid, color: None }; 4];
    }
}

fn align_named(name: &str) -> Option<Align> {
    Some(match name {
        "left" => Align::Left,
        "right" => Align::Right,
        "center" | "middle" => Align::Center,
        "justify" => Align::Justify,
        _ => return None,
    })
}

/// `120`, `120px` or `50%`.
fn size_of(text: &str) -> Option<Size> {
    let text = text.trim();
    if let Some(px) = number(text) {
        return Some(Size::Px(bounded(px.max(0.0))));
    }
    match length(text)? {
        Length::Percent(percent) => Some(Size::Percent(percent.max(0.0))),
        Length::Px(px) => Some(Size::Px(px.max(0.0))),
        Length::Em(_) | Length::Rem(_) => None,
    }
}

/// An address that a document may lead to.
fn link(address: &str) -> Option<Rc<str>> {
    /// No address is longer.
    const MAX_ADDRESS_BYTES: usize = 2048;
    let address = address.trim();
    let is_open = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let is_plain = address.len() <= MAX_ADDRESS_BYTES && address.bytes().all(|byte| byte.is_ascii_graphic());
    (is_open && is_plain).then(|| address.into())
}
