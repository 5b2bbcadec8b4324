//! The tags of a template.

use super::TemplateError;
use super::expression::{Expression, Reader};
use super::tokens;

/// So deep may `if` and `for` be nested.
const MAX_DEPTH: usize = 30;

/// A part of a template.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// Whether blanks before it are cut off.
    pub(super) trims_before: bool,
    /// Whether blanks behind it are.
    pub(super) trims_behind: bool,
    /// How many lines it goes over, less one.
    pub(super) newlines: usize,
}

/// What a part of a template is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Text as it is.
    Text(String),
    /// A value.
    Output(Expression),
    If(Expression),
    ElseIf(Expression),
    Else,
    EndIf,
    /// `for names in list if condition`, with one name or two.
    For(Vec<String>, Expression, Option<Expression>),
    EndFor,
    Set(String, Expression),
}

/// A tag that waits for its end.
struct Open {
    name: &'static str,
    at: usize,
}

/// Reads a template.
pub(super) fn read(source: &str) -> Result<Vec<Part>, TemplateError> {
    let (mut parts, mut open, mut at) = (vec![], Vec::<Open>::new(), 0);
    while let Some((sign, begins)) = next_sign(source, at) {
        push_text(&mut parts, source.get(at..begins).unwrap_or_default());
        if sign == "{#" {
            at = comment(source, begins)?;
            continue;
        }
        let trims_before = source.as_bytes().get(begins + 2) == Some(&b'-');
        let inner = begins + 2 + usize::from(trims_before);
        let close = if sign == "{{" { "}}" } else { "%}" };
        let tag = tokens::read(source, inner, close)?;
        if sign == "{%" && source.get(inner..tag.closes_at).is_some_and(|name| name.trim() == "verbatim") {
            at = verbatim(source, begins, tag.end, &mut parts)?;
            continue;
        }
        let mut reader = Reader::new(source, &tag.tokens, tag.closes_at);
        let kind =
            if sign == "{{" { Kind::Output(reader.all()?) } else { statement(source, &mut reader, begins, &mut open)? };
        let newlines = source.get(begins..tag.end).unwrap_or_default().matches('\n').count();
        parts.push(Part { kind, trims_before, trims_behind: tag.trims, newlines });
        at = tag.end;
    }
    if let Some(open) = open.last() {
        let message = format!("\"{}\" has no \"end{}\"", open.name, open.name);
        return Err(TemplateError::at(source, open.at, message));
    }
    push_text(&mut parts, source.get(at..).unwrap_or_default());
    Ok(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        let kind = Kind::Text(text.to_owned());
        parts.push(Part { kind, trims_before: false, trims_behind: false, newlines: 0 });
    }
}

fn next_sign(source: &str, from: usize) -> Option<(&'static str, usize)> {
    let rest = source.get(from..)?;
    let found = ["{{", "{%", "{#"].into_iter().filter_map(|sign| Some((sign, rest.find(sign)? + from)));
    found.min_by_key(|(_, at)| *at)
}

/// Where the source goes on behind a comment, and the line end behind it.
fn comment(source: &str, begins: usize) -> Result<usize, TemplateError> {
    let length = source.get(begins..).and_then(|rest| rest.find("#}"));
    let length = length.ok_or_else(|| TemplateError::at(source, begins, "a comment is not closed by \"#}\""))?;
    let end = begins + length + 2;
    let is_line_end = source.get(end..).is_some_and(|rest| rest.starts_with('\n'));
    Ok(end + usize::from(is_line_end))
}

/// What stands between `verbatim` and `endverbatim` is text, tags and all.
fn verbatim(source: &str, begins: usize, from: usize, parts: &mut Vec<Part>) -> Result<usize, TemplateError> {
    let rest = source.get(from..).unwrap_or_default();
    let ends = rest.match_indices("{%").find_map(|(at, _)| {
        let tag = tokens::read(source, from + at + 2, "%}").ok()?;
        let name = source.get(from + at + 2..tag.closes_at)?.trim_start_matches('-').trim();
        (name == "endverbatim").then_some((at, tag.end))
    });
    let (length, end) = ends.ok_or_else(|| TemplateError::at(source, begins, "\"verbatim\" has no \"endverbatim\""))?;
    push_text(parts, rest.get(..length).unwrap_or_default());
    Ok(end)
}

fn statement(source: &str, reader: &mut Reader<'_>, at: usize, open: &mut Vec<Open>) -> Result<Kind, TemplateError> {
    let refuse = |reader: &Reader<'_>, expected: &str| Err(reader.unexpected(expected));
    let before = open.last().map(|open| open.name);
    let Some(name) = reader.name() else { return refuse(reader, "the name of a tag") };
    let kind = match name {
        "if" | "for" if open.len() >= MAX_DEPTH => {
            return Err(TemplateError::at(source, at, format!("tags are nested more than {MAX_DEPTH} deep")));
        }
        "if" => {
            open.push(Open { name: "if", at });
            Kind::If(reader.expression()?)
        }
        "elseif" if before == Some("if") => Kind::ElseIf(reader.expression()?),
        "else" if before.is_some() => Kind::Else,
        "endif" | "endfor" => {
            let expected = before.map(|before| format!("end{before}")).unwrap_or_default();
            if name != expected {
                return Err(misplaced(source, at, name, &expected));
            }
            open.pop();
            if name == "endif" { Kind::EndIf } else { Kind::EndFor }
        }
        "for" => {
            open.push(Open { name: "for", at });
            for_tag(reader)?
        }
        "set" => {
            let Some(name) = reader.name() else { return refuse(reader, "the name of a variable") };
            if !reader.take_sign("=") {
                return refuse(reader, "\"=\"");
            }
            Kind::Set(name.to_owned(), reader.expression()?)
        }
        "elseif" | "else" => return Err(misplaced(source, at, name, "")),
        other => {
            let begins = source.get(at..).and_then(|rest| rest.find(other)).unwrap_or_default();
            return Err(TemplateError::at(source, at + begins, format!("there is no tag \"{other}\"")));
        }
    };
    reader.finish()?;
    Ok(kind)
}

fn misplaced(source: &str, at: usize, name: &str, expected: &str) -> TemplateError {
    let begins = at + source.get(at..).and_then(|rest| rest.find(name)).unwrap_or_default();
    if expected.is_empty() {
        return TemplateError::at(source, begins, format!("\"{name}\" has no tag that it belongs to"));
    }
    TemplateError::at(source, begins, format!("\"{name}\" stands where \"{expected}\" is expected"))
}

fn for_tag(reader: &mut Reader<'_>) -> Result<Kind, TemplateError> {
    let mut names = vec![];
    loop {
        let Some(name) = reader.name() else { return Err(reader.unexpected("the name of a variable")) };
        names.push(name.to_owned());
        if names.len() == 2 || !reader.take_sign(",") {
            break;
        }
    }
    if !reader.take_name("in") {
        return Err(reader.unexpected("\"in\""));
    }
    let list = reader.expression()?;
    let condition = if reader.take_name("if") { Some(reader.expression()?) } else { None };
    Ok(Kind::For(names, list, condition))
}
