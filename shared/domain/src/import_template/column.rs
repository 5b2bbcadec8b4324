//! One column of a template.

use serde::{Deserialize, Serialize};

use crate::is_default;
use crate::kinds::kinds;

/// One column of a template: where its cells stand, and what they are.
///
/// Found by its heading, or by its place where that is said. One with neither stands in no file: its default is the
/// same in each row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportColumn {
    /// What stands above it; compared without blanks around it and whatever the case of letters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// Its place in the row, from 1 up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// What its cells are: the name of an [`ImportTarget`](super::ImportTarget) of the template's kind.
    pub target: String,
    /// What counts where a cell is blank; written as the cells are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default: String,
    /// What is done to each cell first, in this sequence; the blanks around it are cut off in any case.
    #[serde(default, skip_serializing_if = "is_default")]
    pub transforms: Vec<Transform>,
}

impl ImportColumn {
    /// The column under this heading.
    pub fn headed(heading: &str, target: &str) -> Self {
        Self { heading: heading.to_owned(), target: target.to_owned(), ..Self::default() }
    }

    /// The column at this place, from 1 up.
    pub fn at(place: u32, target: &str) -> Self {
        Self { place: Some(place), target: target.to_owned(), ..Self::default() }
    }

    /// What is the same in each row.
    pub fn always(target: &str, text: &str) -> Self {
        Self { target: target.to_owned(), default: text.to_owned(), ..Self::default() }
    }

    /// Whether it stands in the file.
    pub fn is_in_file(&self) -> bool {
        self.place.is_some() || !self.heading.trim().is_empty()
    }
}

kinds! {
    /// What is done to the text of a cell.
    Transform {
        /// Capital letters.
        #[default]
        Upper = "upper",
        /// Small letters.
        Lower = "lower",
        /// Each run of blanks and ends of lines is one blank.
        Squeeze = "squeeze",
        /// Nothing but its digits is left: `(555) 010-7788` is `5550107788`.
        Digits = "digits",
        /// What stands in front of the first blank: `1Z00000 (UPS)` is `1Z00000`.
        FirstWord = "first_word",
        /// A `#` in front is cut off, as carts write it before an order's number.
        WithoutHash = "without_hash",
        /// A `'` in front is cut off, as spreadsheets write it before what is a text.
        WithoutApostrophe = "without_apostrophe",
    }
}

impl Transform {
    /// The text after it.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Squeeze => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Self::Digits => text.chars().filter(char::is_ascii_digit).collect(),
            Self::FirstWord => text.split_whitespace().next().unwrap_or_default().to_owned(),
            Self::WithoutHash => text.strip_prefix('#').unwrap_or(text).to_owned(),
            Self::WithoutApostrophe => text.strip_prefix('\'').unwrap_or(text).to_owned(),
        }
    }
}
