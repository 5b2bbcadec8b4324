//! Reads style sheets and the `style` attribute.

use super::property::{self, Property};
use super::selector::{Selector, selector};
use super::{Fault, HOLE, MAX_RULES, MAX_SELECTORS, page};

/// Something a rule says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) property: Property,
    pub(crate) is_important: bool,
}

/// Elements, and what is said of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) selectors: Vec<Selector>,
    pub(crate) declarations: Vec<Declaration>,
}

/// A style sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    pub(crate) rules: Vec<Rule>,
    /// What is said of pages.
    pub(crate) pages: Vec<page::PageRule>,
    pub(crate) faults: Vec<Fault>,
}

/// Reads a sheet. What can't be understood is passed over and told in its faults.
pub(crate) fn sheet(source: &str) -> Sheet {
    let source = without_comments(source);
    let mut sheet = Sheet::default();
    read_rules(&source, 0, &mut sheet, Nesting::Top);
    sheet
}

/// Whether a rule may hold others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nesting {
    Top,
    InMedia,
}

/// Comments as blanks, so that places stay what they are.
fn without_comments(source: &str) -> String {
    let mut clean = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("/*") {
        let (before, comment) = rest.split_at(start);
        clean.push_str(before);
        let end = comment.get(2..).and_then(|inner| inner.find("*/")).map_or(comment.len(), |end| end + 4);
        let (comment, behind) = comment.split_at(end);
        clean.extend(comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = behind;
    }
    clean.push_str(rest);
    clean
}

/// Reads the rules of `source`, which begins at `base`.
fn read_rules(source: &str, base: usize, sheet: &mut Sheet, nesting: Nesting) {
    let mut at = 0;
    while let Some(rest) = source.get(at..) {
        let blank = rest.len() - rest.trim_start().len();
        let start = at + blank;
        let Some(rest) = source.get(start..).filter(|rest| !rest.is_empty()) else { return };
        let fault = |place: usize, message: String| Fault { place: base + start + place, message };
        let Some(open) = rest.find(['{', ';']) else {
            if rest.chars().any(|letter| letter != HOLE && !letter.is_whitespace()) {
                sheet.faults.push(fault(0, "a rule without { }".into()));
            }
            return;
        };
        let head = rest.get(..open).unwrap_or_default();
        if rest.get(open..).is_some_and(|rest| rest.starts_with(';')) {
            if !head.starts_with("@charset") && !head.contains(HOLE) {
                sheet.faults.push(fault(0, format!("{} is not understood: write the rules here", first_word(head))));
            }
            at = start + open + 1;
            continue;
        }
        let body_at = open + 1;
        let length = block_length(rest.get(body_at..).unwrap_or_default());
        let body = rest.get(body_at..body_at + length).unwrap_or_default();
        if sheet.rules.len() >= MAX_RULES {
            sheet.faults.push(fault(0, format!("a document has at most {MAX_RULES} rules")));
            return;
        }
        read_rule((head, body), base + start, body_at, sheet, nesting);
        at = start + body_at + length + 1;
    }
}

fn first_word(text: &str) -> &str {
    text.split_ascii_whitespace().next().unwrap_or_default()
}

/// So many bytes lie before the brace that closes a block.
fn block_length(body: &str) -> usize {
    let mut depth = 0usize;
    let mut quote = None;
    for (place, letter) in body.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return place,
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    body.len()
}

fn read_rule((head, body): (&str, &str), start: usize, body_at: usize, sheet: &mut Sheet, nesting: Nesting) {
    let lower = head.trim().to_ascii_lowercase();
    if let Some(media) = lower.strip_prefix("@media") {
        return read_media((media, body), start, body_at, sheet, nesting);
    }
    if let Some(which) = lower.strip_prefix("@page") {
        let rule = page::read(which.trim(), body, &mut |place, message| {
            sheet.faults.push(Fault { place: start + body_at + place, message });
        });
        sheet.pages.push(rule);
        return;
    }
    if lower.starts_with('@') {
        let message = format!("{} is not understood; known are @page and @media print", first_word(&lower));
        return sheet.faults.push(Fault { place: start, message });
    }
    let (declarations, faults) = declarations(body);
    sheet
        .faults
        .extend(faults.into_iter().map(|fault| Fault { place: start + body_at + fault.place, message: fault.message }));
    let mut selectors = vec![];
    let mut at = 0;
    for one in head.split(',') {
        match selector(one) {
            Ok(one) if selectors.len() < MAX_SELECTORS => selectors.push(one),
            Err(message) if !one.contains(HOLE) => {
                let blank = one.len() - one.trim_start().len();
                sheet.faults.push(Fault { place: start + at + blank, message });
            }
            _ => {}
        }
        at += one.len() + 1;
    }
    sheet.rules.push(Rule { selectors, declarations });
}

fn read_media((media, body): (&str, &str), start: usize, body_at: usize, sheet: &mut Sheet, nesting: Nesting) {
    let known = media.split(',').map(str::trim).map(|one| match one {
        "print" | "all" => Some(true),
        "screen" => Some(false),
        _ => None,
    });
    let known: Vec<Option<bool>> = known.collect();
    if nesting == Nesting::InMedia || known.contains(&None) {
        let message = "only @media print, screen and all are understood, and not within each other".into();
        return sheet.faults.push(Fault { place: start, message });
    }
    let is_printed = known.contains(&Some(true));
    let mut inner = Sheet { rules: std::mem::take(&mut sheet.rules), ..Sheet::default() };
    let before = inner.rules.len();
    read_rules(body, start + body_at, &mut inner, Nesting::InMedia);
    if !is_printed {
        inner.rules.truncate(before);
        inner.pages.clear();
    }
    sheet.rules = inner.rules;
    sheet.pages.extend(inner.pages);
    sheet.faults.extend(inner.faults);
}

/// Reads what stands in a `style` attribute, or between the braces of a rule.
pub(crate) fn declarations(body: &str) -> (Vec<Declaration>, Vec<Fault>) {
    let (mut found, mut faults) = (vec![], vec![]);
    for (place, name, value) in pairs(body) {
        let Some(value) = value else {
            faults.push(Fault { place, message: format!("\"{name}\" is no property with a value") });
            continue;
        };
        let (value, is_important) = match value.to_ascii_lowercase().strip_suffix("!important") {
            Some(before) => (value.get(..before.len()).unwrap_or_default().trim_end(), true),
            None => (value, false),
        };
        match property::read(&name.to_ascii_lowercase(), value) {
            Ok(read) => {
                found.extend(read.into_iter().map(|property| Declaration { property, is_important }));
            }
            Err(message) => faults.push(Fault { place, message }),
        }
    }
    (found, faults)
}

/// The properties of a block with their values and places. Those whose names are put in by a template are left out.
pub(crate) fn pairs(body: &str) -> Vec<(usize, &str, Option<&str>)> {
    let mut at = 0;
    let mut found = vec![];
    for part in split_outside(body, ';') {
        let start = at;
        at += part.len() + 1;
        let (name, value) = match part.split_once(':') {
            Some((name, value)) => (name, Some(value.trim())),
            None => (part, None),
        };
        let blank = |letter: char| letter == HOLE || letter.is_whitespace();
        let bare = name.trim_matches(blank);
        let is_hidden = bare.contains(HOLE) || (value.is_none() && part.contains(HOLE));
        if bare.is_empty() || is_hidden {
            continue;
        }
        let place = start + (name.len() - name.trim_start_matches(blank).len());
        found.push((place, bare, value));
    }
    found
}

/// Splits at a letter that stands in no brackets and no quotation marks.
fn split_outside(text: &str, at: char) -> Vec<&str> {
    let mut parts = vec![];
    let (mut start, mut depth, mut quote) = (0, 0usize, None);
    for (place, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, letter) if letter == at && depth == 0 => {
                parts.extend(text.get(start..place));
                start = place + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}
