//! What is in a folder.

use jiff::Timestamp;

use crate::error::shown;
use crate::names::{BadName, FileName};

/// The files of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Files, in no sequence.
    pub files: Vec<Entry>,
    /// What is neither a file nor a folder that can be used, and why.
    pub passed_over: Vec<PassedOver>,
    /// Whether there is more than was read.
    pub has_more: bool,
}

/// A file on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: FileName,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last written, if the server says so in a way that doesn't depend on where it stands.
    pub modified_at: Option<Timestamp>,
}

/// Something that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name, cut and harmless to show.
    pub name: String,
    /// Why.
    pub why: Reason,
}

/// Why something was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Its name can't be used.
    #[error("its name {0}")]
    Name(#[from] BadName),
    /// It is a link, a device, or whatever else is no file.
    #[error("it is no plain file")]
    NoFile,
    /// The server does not say how large it is.
    #[error("its size is not known")]
    NoSize,
    /// The line of the listing is of no known form.
    #[error("the server lists it in an unknown form")]
    Unreadable,
}

/// What a server calls an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Other,
}

impl Listing {
    /// Adds what a server lists. Folders are no news: `processed` is in every one that is picked up from.
    pub(crate) fn add(&mut self, name: &str, kind: Kind, size_bytes: Option<u64>, modified_at: Option<Timestamp>) {
        match (kind, size_bytes) {
            (Kind::Folder, _) => {}
            (Kind::Other, _) => self.pass_over(name, Reason::NoFile),
            (Kind::File, size_bytes) => match (FileName::read(name), size_bytes) {
                (Err(why), _) => self.pass_over(name, Reason::Name(why)),
                (Ok(_), None) => self.pass_over(name, Reason::NoSize),
                (Ok(name), Some(size_bytes)) => self.files.push(Entry { name, size_bytes, modified_at }),
            },
        }
    }

    pub(crate) fn pass_over(&mut self, name: &str, why: Reason) {
        self.passed_over.push(PassedOver { name: shown(name), why });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_used_is_passed_over_with_its_reason_and_folders_in_silence() {
        let mut listing = Listing::default();
        listing.add("a.csv", Kind::File, Some(3), None);
        listing.add("../b.csv", Kind::File, Some(3), None);
        listing.add("c\x1b[31m", Kind::File, Some(3), None);
        listing.add("d", Kind::Other, Some(3), None);
        listing.add("e", Kind::File, None, None);
        for folder in [".", "..", "processed"] {
            listing.add(folder, Kind::Folder, None, None);
        }
        let names: Vec<_> = listing.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a.csv"]);
        let reasons: Vec<_> = listing.passed_over.iter().map(|one| (one.name.as_str(), one.why)).collect();
        let expected = [
            ("../b.csv", Reason::Name(BadName::Separator)),
            ("c [31m", Reason::Name(BadName::Control)),
            ("d", Reason::NoFile),
            ("e", Reason::NoSize),
        ];
        assert_eq!(reasons, expected);
    }
}
