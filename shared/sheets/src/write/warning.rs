//! What is not as it should be in a file that is written all the same.

use std::fmt;

use domain::OrderId;

/// So many warnings of a file are kept; of the others it is known how many there are.
pub const MAX_WARNINGS: usize = 1_000;

/// Something that is not in a file as it is in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The order; none where it is about the whole file.
    pub order_id: Option<OrderId>,
    /// The heading of the column; none where it is about no single one.
    pub column: Option<String>,
    /// What it is.
    pub kind: WarningKind,
}

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningKind {
    /// A text is longer than a cell of a workbook can be, and its end is missing.
    Cut,
    /// The file's encoding does not have this character; a `?` stands in its place.
    Unmappable(char),
    /// XML does not allow this character; it was left out.
    Removed(char),
    /// A template asks for what is not there, or reads as a number what is none; told of the first order.
    Missing(String),
    /// A template could not be run to its end, and its cell is blank.
    Failed(String),
    /// A column of numbers has a text, which was written as it is.
    NotANumber,
    /// A number has more digits than a cell of a workbook keeps; it was written as text.
    TooPrecise,
    /// A column of dates has a text, or a date that a workbook can't have, which was written as text.
    NotADate,
    /// An order without items, of which a file of items has no row.
    NoItems,
    /// A document that says it is XML is none.
    NotWellFormed(String),
}

impl WarningKind {
    /// Whether the file lacks something that was asked for, so that a person should look at it before it is sent.
    pub const fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NotWellFormed(_))
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("was cut, as it is longer than a cell can be"),
            Self::Unmappable(c) => {
                write!(f, "has U+{:04X}, which the encoding lacks; ? stands in its place", u32::from(*c))
            }
            Self::Removed(c) => write!(f, "had U+{:04X}, which XML does not allow", u32::from(*c)),
            Self::Missing(what) => f.write_str(what),
            Self::Failed(why) => write!(f, "is blank: {why}"),
            Self::NotANumber => f.write_str("is no number, and was written as text"),
            Self::TooPrecise => f.write_str("has more digits than a cell keeps, and was written as text"),
            Self::NotADate => f.write_str("is no date of a cell, and was written as text"),
            Self::NoItems => f.write_str("has no items, and so no row"),
            Self::NotWellFormed(why) => write!(f, "is no well-formed XML: {why}"),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = self.order_id {
            write!(f, "order {id}: ")?;
        }
        match &self.column {
            Some(column) => write!(f, "{column}: {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

/// The warnings of a file, as far as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Warnings {
    /// The first ones.
    pub kept: Vec<Warning>,
    /// How many there are beyond those.
    pub left_out: usize,
}

impl Warnings {
    pub(crate) fn note(&mut self, place: Place<'_>, kind: WarningKind) {
        // What one template asks for in vain it asks for in each order.
        let is_told = |told: &Warning| told.kind == kind && told.column.as_deref() == place.column;
        if matches!(kind, WarningKind::Missing(_)) && self.kept.iter().any(is_told) {
            return;
        }
        if self.kept.len() == MAX_WARNINGS {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        let Place { order_id, column } = place;
        self.kept.push(Warning { order_id, column: column.map(str::to_owned), kind });
    }
}

/// What a warning is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) order_id: Option<OrderId>,
    pub(crate) column: Option<&'a str>,
}

impl Place<'_> {
    /// The whole file.
    pub(crate) const FILE: Self = Self { order_id: None, column: None };
}
