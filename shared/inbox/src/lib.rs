//! Logic: a mail as it came in becomes its sender and the files that are attached to it.
//!
//! What is read here a stranger wrote: it is bounded before it is looked at. The tree of parts is walked here and not by
//! `mail-parser`, which keeps all of it in memory however much that is, and decodes texts by the charset that a mail names,
//! where an import template knows better. Heads are read, and bodies decoded, by `mail-parser`.

mod name;
mod parts;
mod sender;

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MimeHeaders};

use crate::name::{file_name, one_line};
use crate::parts::{Part, leaves};

/// The head of a mail, or of a part of it, has at most this many bytes.
pub const MAX_HEAD_BYTES: usize = 256 * 1024;

/// A mail has at most this many parts.
pub const MAX_PARTS: usize = 500;

/// Parts lie within others at most this deep.
pub const MAX_DEPTH: usize = 20;

/// A mail has at most this many files that are to be imported.
pub const MAX_FILES: usize = 20;

/// So many other attachments are named to people.
const MAX_OTHERS: usize = 5;

/// So much of a subject is shown.
const MAX_SUBJECT: usize = 80;

/// Why a mail can't be read. Sentences without their beginning, which is the mail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It is none.
    #[error("it is no mail")]
    NoMail,
    /// A head of it is too long.
    #[error("a head of it has more than {} KB", MAX_HEAD_BYTES >> 10)]
    LongHead,
    /// It has too many parts.
    #[error("it has more than {MAX_PARTS} parts")]
    ManyParts,
    /// Its parts lie too deep within each other.
    #[error("its parts lie more than {MAX_DEPTH} deep within each other")]
    DeepParts,
    /// It has too many files.
    #[error("it has more than {MAX_FILES} files")]
    ManyFiles,
    /// What ends its parts is not there: half a file would be imported.
    #[error("it ends before its last part does")]
    Unended,
    /// A file of it is not encoded as it says.
    #[error("its file {0} can't be decoded")]
    Undecodable(String),
}

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail<'m> {
    /// The one address that it says it is of; nothing where it says none, several, or what could be read as another one.
    pub from: Option<String>,
    /// What it is about, for people: on one line, and not all of a long one.
    pub subject: String,
    /// The files that can be imported, in their sequence.
    pub files: Vec<MailedFile<'m>>,
    /// What else is attached, by name, the first of it: for people.
    pub others: Vec<String>,
}

/// A file that is attached to a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailedFile<'m> {
    /// What it is called: a plain name without a folder, which ends in `.csv`, `.txt` or `.xlsx`.
    pub name: String,
    /// What is in it, byte for byte, whatever charset the mail names.
    pub bytes: Cow<'m, [u8]>,
}

impl<'m> Mail<'m> {
    /// Reads a mail. Mails within it are looked into by nobody.
    pub fn read(raw: &'m [u8]) -> Result<Self, MailError> {
        let parts = leaves(raw)?;
        let head = parts::head_of(raw)?;
        let message = parts::parsed(head).ok_or(MailError::NoMail)?;
        let subject = one_line(message.subject().unwrap_or_default(), MAX_SUBJECT);
        let mut mail = Self { from: sender::of(raw, &message), subject, files: vec![], others: vec![] };
        for part in parts {
            mail.add(&part)?;
        }
        Ok(mail)
    }

    fn add(&mut self, part: &Part<'m>) -> Result<(), MailError> {
        let Some(message) = parts::parsed(part.head) else { return Ok(()) };
        let Some(head) = message.parts.first() else { return Ok(()) };
        let content_type = head.content_type();
        let kind = content_type.map(|it| (it.ctype(), it.subtype().unwrap_or_default())).unwrap_or_default();
        let sent_name = head.attachment_name().unwrap_or_default();
        match file_name(sent_name, kind) {
            Some(_) if self.files.len() >= MAX_FILES => return Err(MailError::ManyFiles),
            Some(name) => {
                let bytes = decoded(part.body, &message).ok_or_else(|| MailError::Undecodable(name.clone()))?;
                self.files.push(MailedFile { name, bytes });
            }
            // Pictures of signatures are named too, and say nothing to anybody.
            None if !kind.0.eq_ignore_ascii_case("image")
                && !sent_name.is_empty()
                && self.others.len() < MAX_OTHERS =>
            {
                self.others.push(one_line(sent_name, MAX_SUBJECT));
            }
            None => {}
        }
        Ok(())
    }
}

/// What is in a part; nothing where it is not encoded as it says.
fn decoded<'m>(body: &'m [u8], head: &Message<'_>) -> Option<Cow<'m, [u8]>> {
    let encoding = head.parts.first().and_then(|part| part.content_transfer_encoding()).unwrap_or_default();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "base64" => base64_decode(body).map(Cow::Owned),
        "quoted-printable" => quoted_printable_decode(body).map(Cow::Owned),
        "" | "7bit" | "8bit" | "binary" => Some(Cow::Borrowed(body)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
