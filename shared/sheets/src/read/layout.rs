//! How a file is laid out, and places in it.

use domain::TextForm;
use serde::{Deserialize, Serialize};

/// How a file is laid out, as its beginning tells. Kept between the parts of an import: from the middle nobody can see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// How its text is cut into cells: the template's, unless a byte order mark or a line `sep=` says otherwise.
    pub text: TextForm,
    /// What stands above its columns; none where the template says that it has no headings.
    pub headings: Vec<String>,
    /// How many cells a row has.
    pub width: usize,
    /// The number of the first row behind the headings.
    pub first_row: u64,
    /// What dates are counted in, where the file is the spool of a workbook.
    pub spool: Option<DateSystem>,
}

/// What workbooks count dates from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSystem {
    /// Day 1 is 1900-01-01, and 1900 has a 29 February.
    Since1900,
    /// Day 0 is 1904-01-01, as old programs of Apple count.
    Since1904,
}

/// A place between two rows. Bytes are those of the file as it lies in the bucket, in whatever encoding, so that a
/// part can begin with a request for the bytes from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    /// How many bytes of the file lie in front.
    pub byte: u64,
    /// The number of the last row in front, as a person counts; 0 at the beginning.
    pub row: u64,
}
