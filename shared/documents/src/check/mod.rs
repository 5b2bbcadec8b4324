//! Looks at a template when it is saved, and says what of it documents can't show.

mod elements;
mod holes;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Spanned, StartTag, Token, Tokenizer};

use crate::css::{HOLE, declarations, sheet};
use crate::picture::is_picture_address;
use crate::style::is_receipt_sheet;

/// So many refusals are told of a template.
pub const MAX_REFUSALS: usize = 20;

/// What a document can't show, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The line, from 1.
    pub line: usize,
    /// The column in letters, from 1.
    pub column: usize,
    /// What can't be shown, and what would do instead.
    pub message: String,
}

/// Says what of a template's source documents can't show: the first [`MAX_REFUSALS`], in their order. What stands in the
/// template's own tags is passed over, and so is what they put into an attribute.
pub fn check(source: &str) -> Vec<Refusal> {
    let clean = holes::dug(source);
    let mut found: Vec<(usize, String)> = vec![];
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let mut in_style = false;
    for token in Tokenizer::new_with_emitter(clean.as_str(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                in_style = *tag.name == b"style"[..];
                look_at(&clean, &tag, &mut found);
            }
            Token::EndTag(_) => in_style = false,
            Token::String(Spanned { value, span }) if in_style => {
                let faults = sheet(&String::from_utf8_lossy(&value)).faults;
                found.extend(faults.into_iter().map(|fault| (span.start + fault.place, fault.message)));
            }
            _ => {}
        }
        if found.len() > MAX_REFUSALS {
            break;
        }
    }
    found.sort_by_key(|(place, _)| *place);
    found.truncate(MAX_REFUSALS);
    found.into_iter().map(|(place, message)| refusal(&clean, place, &message)).collect()
}

fn refusal(source: &str, place: usize, message: &str) -> Refusal {
    let before = source.get(..source.floor_char_boundary(place)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    Refusal { line: before.matches('\n').count() + 1, column, message: message.replace(HOLE, "…") }
}

/// An attribute with the place of its name and that of its value.
struct Attribute {
    name: String,
    value: String,
    place: usize,
    value_place: usize,
}

fn look_at(source: &str, tag: &StartTag<usize>, found: &mut Vec<(usize, String)>) {
    let name = String::from_utf8_lossy(&tag.name).into_owned();
    if name.contains(HOLE) {
        return;
    }
    if let Some(message) = elements::refused(&name) {
        found.push((tag.span.start, message));
    }
    for attribute in attributes(source, tag) {
        look_at_attribute(&name, &attribute, found);
    }
    if name == "link" {
        let all = attributes(source, tag);
        let address = all.iter().find(|one| one.name == "href").map(|one| one.value.as_str());
        if !address.is_some_and(|address| is_receipt_sheet(address) || address.contains(HOLE)) {
            found.push((tag.span.start, "nothing is fetched for a document: of links only /css/receipt.css is known; write other rules into <style>".into()));
        }
    }
}

fn attributes(source: &str, tag: &StartTag<usize>) -> Vec<Attribute> {
    let all = tag.attributes.iter().map(|(name, value)| {
        let place = value.span.start;
        let text = source.get(place..value.span.end).unwrap_or_default();
        let before = text.find('=').map_or(0, |sign| {
            let behind = text.get(sign + 1..).unwrap_or_default();
            let value = behind.trim_start();
            let quote = usize::from(value.starts_with(['"', '\'']));
            sign + 1 + (behind.len() - value.len()) + quote
        });
        let name = String::from_utf8_lossy(name).into_owned();
        let value = String::from_utf8_lossy(&value.value).into_owned();
        Attribute { name, value, place, value_place: place + before }
    });
    all.collect()
}

fn look_at_attribute(element: &str, attribute: &Attribute, found: &mut Vec<(usize, String)>) {
    let Attribute { name, value, place, value_place } = attribute;
    let is_known = !value.contains(HOLE);
    match (element, name.as_str()) {
        (_, "style") => {
            let faults = declarations(value).1;
            found.extend(faults.into_iter().map(|fault| (value_place + fault.place, fault.message)));
        }
        (_, name) if name.starts_with("on") => {
            let message = format!(
                "{name} would run a script, and documents run none: leave it out; the page that shows a document has its own button to print"
            );
            found.push((*place, message));
        }
        ("img", "src") if is_known && !is_picture_address(value) => {
            let message = "a picture lies in the document itself: write it as src=\"data:image/png;base64,…\" (PNG, JPEG, or SVG of plain shapes); nothing is fetched from an address";
            found.push((*place, message.into()));
        }
        (_, "srcset" | "background" | "poster") => {
            found.push((
                *place,
                format!(
                    "{name} would fetch a picture, and nothing is fetched for a document: use <img src=\"data:…\">"
                ),
            ));
        }
        ("a", "href") if is_known && !leads_out(value) => {
            let message = "a link leads to an address that begins with https://, http://, mailto: or tel:".into();
            found.push((*place, message));
        }
        ("meta", "http-equiv") if !value.eq_ignore_ascii_case("content-type") => {
            found.push((*place, format!("http-equiv=\"{value}\" does nothing on paper: leave it out")));
        }
        _ => {}
    }
}

fn leads_out(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    address.starts_with('#')
        || ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

#[cfg(test)]
mod tests;
