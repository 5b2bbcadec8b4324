//! Names of files and folders on another's server. What a server calls its files is what a stranger wrote: only a plain
//! name leaves here, and a path is made of names that were looked at.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

/// The longest name of a file, in bytes, as nearly all file systems have it.
pub const MAX_NAME_BYTES: usize = 255;

/// The longest path of a folder, in bytes.
pub const MAX_FOLDER_BYTES: usize = 1_024;

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// There is nothing in it.
    #[error("must not be empty")]
    Empty,
    /// A name of more than [`MAX_NAME_BYTES`], or a folder of more than [`MAX_FOLDER_BYTES`].
    #[error("must not be longer than {0} bytes")]
    TooLong(usize),
    /// `.` or `..`, which lead elsewhere.
    #[error("must not be `.` or `..`, or go through them")]
    Dots,
    /// A slash or a backslash, which some systems take for one.
    #[error("must not hold a slash or a backslash")]
    Separator,
    /// A control character, or one that turns the direction of writing.
    #[error("must not hold control characters")]
    Control,
    /// Bytes that are no UTF-8.
    #[error("must be UTF-8")]
    NotUtf8,
}

/// The name of one file: no path, nothing that could be taken for one, nothing that can't be seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Reads a name, ours or theirs.
    pub fn read(text: &str) -> Result<Self, BadName> {
        match text {
            "" => return Err(BadName::Empty),
            "." | ".." => return Err(BadName::Dots),
            _ if text.len() > MAX_NAME_BYTES => return Err(BadName::TooLong(MAX_NAME_BYTES)),
            _ if text.contains(['/', '\\']) => return Err(BadName::Separator),
            _ => {}
        }
        check_letters(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What this file is called while it is uploaded: the same on every attempt with this key, so that the next one
    /// overwrites what one that died left behind, and two keys never write to one file.
    pub(crate) fn temporary(&self, idempotency_key: &str) -> Self {
        let sum = digest(&SHA256, format!("{idempotency_key}\0{}", self.0).as_bytes());
        let begin: Vec<u8> = sum.as_ref().iter().copied().take(12).collect();
        Self(format!("waybill-{}.tmp", URL_SAFE_NO_PAD.encode(begin)))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A folder on a server, as the store names it: from the root on (`/out/orders`), or below where the login begins
/// (`out/orders`, or nothing for that place itself).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folder(String);

impl Folder {
    /// Reads the path of a folder. Slashes at its end are dropped.
    pub fn read(text: &str) -> Result<Self, BadName> {
        let text = text.trim();
        if text.len() > MAX_FOLDER_BYTES {
            return Err(BadName::TooLong(MAX_FOLDER_BYTES));
        }
        if text.contains('\\') {
            return Err(BadName::Separator);
        }
        check_letters(text)?;
        if text.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(BadName::Dots);
        }
        let path = text.trim_end_matches('/');
        Ok(Self(if path.is_empty() && !text.is_empty() { "/".to_owned() } else { path.to_owned() }))
    }

    /// The path; empty for where the login begins.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &FileName) -> String {
        match self.0.as_str() {
            "" => name.0.clone(),
            "/" => format!("/{name}"),
            folder => format!("{folder}/{name}"),
        }
    }

    /// A folder in it.
    pub(crate) fn below(&self, name: &FileName) -> Self {
        Self(self.path(name))
    }
}

fn check_letters(text: &str) -> Result<(), BadName> {
    if text.contains(is_hidden) {
        return Err(BadName::Control);
    }
    // What stands for bytes that could not be read.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(BadName::NotUtf8);
    }
    Ok(())
}

/// What is not seen, and does something: control characters, ends of lines, zero widths, directions of writing.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_or_hides_something_is_none() {
        for (bad, why) in [
            ("", BadName::Empty),
            (".", BadName::Dots),
            ("..", BadName::Dots),
            ("../etc/passwd", BadName::Separator),
            ("/etc/passwd", BadName::Separator),
            ("..\\x", BadName::Separator),
            ("a\0b", BadName::Control),
            ("a\r\nDELE b", BadName::Control),
            ("a\x1b[31m", BadName::Control),
            ("exe.\u{202e}vsc", BadName::Control),
            ("a\u{fffd}", BadName::NotUtf8),
            (&"a".repeat(256), BadName::TooLong(MAX_NAME_BYTES)),
            (&"ü".repeat(128), BadName::TooLong(MAX_NAME_BYTES)),
        ] {
            assert_eq!(FileName::read(bad), Err(why), "{bad:?}");
        }
        for good in ["orders.csv", "...", "-rf", " a b ", "Aufträge.csv", "注文.csv", &"a".repeat(255)] {
            assert_eq!(FileName::read(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn a_folder_is_from_the_root_or_from_where_the_login_begins() {
        let name = FileName::read("a.csv").unwrap();
        for (text, path) in [
            ("", "a.csv"),
            ("/", "/a.csv"),
            ("//", "/a.csv"),
            ("/out/", "/out/a.csv"),
            (" out/new orders ", "out/new orders/a.csv"),
        ] {
            assert_eq!(Folder::read(text).unwrap().path(&name), path, "{text:?}");
        }
        for (bad, why) in [
            ("../other", BadName::Dots),
            ("/out/../other", BadName::Dots),
            ("./out", BadName::Dots),
            ("out\\x", BadName::Separator),
            ("out\nx", BadName::Control),
            (&"a/".repeat(513), BadName::TooLong(MAX_FOLDER_BYTES)),
        ] {
            assert_eq!(Folder::read(bad), Err(why), "{bad:?}");
        }
    }

    #[test]
    fn an_attempt_finds_the_temporary_name_of_the_one_before_and_no_others() {
        let name = FileName::read("a.csv").unwrap();
        let other = FileName::read("b.csv").unwrap();
        assert_eq!(name.temporary("42-1"), name.temporary("42-1"));
        assert_ne!(name.temporary("42-1"), name.temporary("42-2"));
        assert_ne!(name.temporary("42-1"), other.temporary("42-1"));
        let longest = FileName::read(&"a".repeat(255)).unwrap().temporary("42-1");
        assert_eq!(FileName::read(longest.as_str()), Ok(longest));
    }

    proptest! {
        #[test]
        fn whatever_is_a_name_stays_in_its_folder_and_on_one_line(text in "\\PC{0,12}[./\\\\\r\n\0a-c\u{202e}]{0,12}") {
            if let Ok(name) = FileName::read(&text) {
                let path = Folder::read("/in").unwrap().path(&name);
                prop_assert_eq!(path.strip_prefix("/in/"), Some(text.as_str()));
                prop_assert!(!text.contains(['/', '\\', '\r', '\n', '\0']) && text != "..");
            }
        }
    }
}
