//! What is wrong with a sheet, and where.

use cssparser::SourceLocation;

/// At most so many problems of a sheet are found.
pub const MAX_PROBLEMS: usize = 100;

/// So much of a sheet is quoted in a message.
const MAX_QUOTED_LENGTH: usize = 40;

/// Something that a sheet may not say, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1 up.
    pub line: u32,
    /// The column in it, from 1 up, as browsers count letters.
    pub column: u32,
    /// What is wrong, for people.
    pub message: String,
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Place {
    /// The beginning of a sheet.
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The parser counts lines from 0 up.
    pub(crate) fn of(location: SourceLocation) -> Self {
        Self { line: location.line.saturating_add(1), column: location.column }
    }
}

/// That something is wrong with one selector, of which the rest is not looked at.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) at: Place,
    pub(crate) message: String,
}

impl Wrong {
    pub(crate) fn new(at: Place, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// All that is wrong with a sheet.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, at: Place, message: impl Into<String>) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Problem { line: at.line, column: at.column, message: message.into() });
        }
    }

    /// What was found, from the first line on.
    pub(crate) fn sorted(mut self) -> Vec<Problem> {
        self.0.sort_by_key(|problem| (problem.line, problem.column));
        self.0
    }
}

/// What stands in the sheet, as messages name it.
pub(crate) fn quoted(text: &str) -> String {
    let cut: String = text.chars().filter(|letter| !letter.is_control()).take(MAX_QUOTED_LENGTH).collect();
    format!("`{cut}`")
}
