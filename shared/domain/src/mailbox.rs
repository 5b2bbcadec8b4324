//! Mail addresses with the names of those they are of, as people write lists of them.

use crate::is_address;

/// A list has at most this many addresses: SES sends a mail to 50.
pub const MAX_MAILBOXES: usize = 50;

/// Somebody who gets mails, or sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailbox {
    /// What people read in front of the address; blank where there is nothing.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Why a list of addresses is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMailboxes {
    /// A part of it is no address.
    #[error("\"{0}\" is no mail address")]
    NoAddress(String),
    /// It has too many.
    #[error("must have at most {MAX_MAILBOXES} addresses")]
    TooMany,
}

impl Mailbox {
    /// Somebody without a name.
    pub fn of(address: impl Into<String>) -> Self {
        Self { name: String::new(), address: address.into() }
    }

    /// Reads a list: addresses, or `Name <address>`, with commas, semicolons or line ends between. A name with one of these
    /// in it stands in quotation marks. A blank list is of nobody.
    pub fn list(text: &str) -> Result<Vec<Self>, NoMailboxes> {
        let mut all = vec![];
        for part in parts(text) {
            if all.len() >= MAX_MAILBOXES {
                return Err(NoMailboxes::TooMany);
            }
            all.push(Self::read(part)?);
        }
        Ok(all)
    }

    fn read(part: &str) -> Result<Self, NoMailboxes> {
        let (name, address) = match part.strip_suffix('>').and_then(|part| part.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", part),
        };
        if !is_address(address) {
            return Err(NoMailboxes::NoAddress(part.chars().take(100).collect()));
        }
        Ok(Self { name: name.replace("\\\"", "\""), address: address.to_owned() })
    }
}

/// What stands between the signs that separate, but for those in quotation marks.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut is_quoted, mut is_escaped) = (vec![], 0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '\\' if is_quoted && !is_escaped => {
                is_escaped = true;
                continue;
            }
            '"' if !is_escaped => is_quoted = !is_quoted,
            ',' | ';' | '\n' | '\r' if !is_quoted => {
                parts.push(text.get(begin..at).unwrap_or_default());
                begin = at.saturating_add(letter.len_utf8());
            }
            _ => {}
        }
        is_escaped = false;
    }
    parts.push(text.get(begin..).unwrap_or_default());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        Mailbox::list(text).unwrap().into_iter().map(|found| (found.name, found.address)).collect()
    }

    fn pair(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        assert_eq!(read(" ada@example.com "), [pair("", "ada@example.com")]);
        let two = [pair("", "ada@example.com"), pair("Bo Harbor", "bo@example.com")];
        for text in ["ada@example.com, Bo Harbor <bo@example.com>", "ada@example.com;\nBo Harbor <bo@example.com>;,"] {
            assert_eq!(read(text), two, "{text}");
        }
        assert_eq!(
            read("\"Harbor, Bo \\\"the\\\" Pier\" <bo@example.com>"),
            [pair("Harbor, Bo \"the\" Pier", "bo@example.com")]
        );
        assert_eq!(read(" , \n"), []);
    }

    #[test]
    fn what_is_no_address_is_named() {
        for (text, named) in [
            ("ada", "ada"),
            ("ada@example.com, Bo <bo>", "Bo <bo>"),
            ("<>", "<>"),
            ("\"open, ada@example.com", "\"open, ada@example.com"),
            ("ada@example.com bo@example.com", "ada@example.com bo@example.com"),
        ] {
            assert_eq!(Mailbox::list(text), Err(NoMailboxes::NoAddress(named.to_owned())), "{text}");
        }
        assert_eq!(Mailbox::list(&"a@example.com,".repeat(51)), Err(NoMailboxes::TooMany));
        assert_eq!(Mailbox::list(&"a@example.com,".repeat(50)).unwrap().len(), 50);
    }
}
