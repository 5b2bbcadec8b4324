//! The parts of a mail, cut out of it as they lie there.

use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::{MAX_DEPTH, MAX_HEAD_BYTES, MAX_PARTS, MailError};

/// A part that has no parts of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'m> {
    pub(crate) head: &'m [u8],
    pub(crate) body: &'m [u8],
}

/// All parts of a mail that have no parts of their own, in their sequence.
pub(crate) fn leaves(raw: &[u8]) -> Result<Vec<Part<'_>>, MailError> {
    let (mut leaves, mut seen) = (vec![], 0_usize);
    let mut open = vec![(raw, 0_usize)];
    while let Some((bytes, depth)) = open.pop() {
        seen = seen.saturating_add(1);
        let head = head_of(bytes)?;
        let body = bytes.get(head.len()..).unwrap_or_default();
        let Some(boundary) = boundary_of(head) else {
            leaves.push(Part { head, body });
            continue;
        };
        if depth >= MAX_DEPTH {
            return Err(MailError::DeepParts);
        }
        let within = children(body, &boundary)?;
        if seen.saturating_add(open.len()).saturating_add(within.len()) > MAX_PARTS {
            return Err(MailError::ManyParts);
        }
        open.extend(within.into_iter().rev().map(|part| (part, depth.saturating_add(1))));
    }
    Ok(leaves)
}

/// The head of a mail or of a part, with the empty line that ends it.
pub(crate) fn head_of(bytes: &[u8]) -> Result<&[u8], MailError> {
    // One more than a head may have: then it is known to be longer.
    let limit = bytes.get(..=MAX_HEAD_BYTES).unwrap_or(bytes);
    let mut end = 0_usize;
    for line in limit.split_inclusive(|byte| *byte == b'\n') {
        end = end.saturating_add(line.len());
        if matches!(line, b"\n" | b"\r\n") {
            return Ok(bytes.get(..end).unwrap_or_default());
        }
    }
    if limit.len() > MAX_HEAD_BYTES { Err(MailError::LongHead) } else { Ok(limit) }
}

/// What a head says; nothing where there is nothing in it.
pub(crate) fn parsed(head: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(head)
}

/// What stands between the parts of what has this head; nothing where it has none.
fn boundary_of(head: &[u8]) -> Option<Vec<u8>> {
    let message = parsed(head)?;
    let content_type = message.parts.first()?.content_type()?;
    let boundary =
        content_type.attribute("boundary").filter(|_| content_type.ctype().eq_ignore_ascii_case("multipart"))?;
    (!boundary.trim_end().is_empty()).then(|| boundary.trim_end().as_bytes().to_vec())
}

/// What lies between lines of this boundary. Without the line that ends them all, or beyond what a mail may have, it is an
/// error.
fn children<'m>(body: &'m [u8], boundary: &[u8]) -> Result<Vec<&'m [u8]>, MailError> {
    let (mut found, mut begin, mut at) = (vec![], None, 0_usize);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let next = at.saturating_add(line.len());
        if let Some(rest) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) {
            let is_last = rest.starts_with(b"--");
            let rest = if is_last { rest.get(2..).unwrap_or_default() } else { rest };
            if rest.iter().all(u8::is_ascii_whitespace) {
                if let Some(begin) = begin {
                    found.push(without_end(body.get(begin..at).unwrap_or_default()));
                }
                if is_last {
                    return Ok(found);
                }
                if found.len() >= MAX_PARTS {
                    return Err(MailError::ManyParts);
                }
                begin = Some(next);
            }
        }
        at = next;
    }
    Err(MailError::Unended)
}

/// A part without the end of line in front of its boundary, which is the boundary's.
fn without_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}
