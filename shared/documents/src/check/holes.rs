//! Takes the tags of the template's language out of its source, and leaves all else where it stands.

use crate::css::HOLE;

/// The source with each letter of a tag replaced, so that lines and columns stay. What never ends is left as it is: the
/// template itself is refused for that.
pub(super) fn dug(source: &str) -> String {
    let mut clean = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = next_tag(rest) {
        let (before, tag) = rest.split_at(start);
        clean.push_str(before);
        let length = tag_length(tag);
        let (tag, behind) = tag.split_at(length);
        clean.extend(tag.chars().map(|letter| if letter == '\n' { '\n' } else { HOLE }));
        rest = behind;
    }
    clean.push_str(rest);
    clean
}

fn next_tag(text: &str) -> Option<usize> {
    let signs = ["{{", "{%", "{#"];
    signs.iter().filter_map(|sign| text.find(sign)).min()
}

/// So many bytes a tag has; it ends outside of quotation marks.
fn tag_length(tag: &str) -> usize {
    let close = match tag.as_bytes().get(1) {
        Some(b'{') => "}}",
        Some(b'%') => "%}",
        _ => return tag.find("#}").map_or(tag.len(), |end| end + 2),
    };
    let mut quote = None;
    let mut is_escaped = false;
    for (place, letter) in tag.char_indices().skip(2) {
        match (quote, letter) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, _) if tag.get(place..).is_some_and(|rest| rest.starts_with(close)) => return place + close.len(),
            _ => {}
        }
    }
    tag.len()
}
