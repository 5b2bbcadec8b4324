//! What the values of a field look like.

use super::Body;

/// What the values of a field look like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A text; numbers and truth values are taken as the text they are written as.
    Text,
    /// A text of at most so many characters.
    ShortText(usize),
    /// A text that is not blank.
    Words,
    /// A text of at most so many characters that is not blank.
    ShortWords(usize),
    /// A text of at most so many characters, and not what is taken as one elsewhere.
    OnlyText(usize),
    /// The same, of this pattern.
    Pattern(usize, &'static str),
    /// A text that fits this pattern.
    Link(&'static str),
    /// One of the values that are listed under this name in the document of the API.
    OneOf(&'static str),
    /// An exact decimal.
    Amount,
    /// A whole number from the first to the second.
    Between(u32, u32),
    /// A whole number that may be negative.
    Signed,
    /// A quantity.
    Quantity,
    /// An id, as a number or as digits.
    Id,
    /// Ids, so many at least and, where there is an end, so many at most.
    Ids(usize, Option<usize>),
    /// At most so many texts, of at most so many characters each.
    Texts(usize, usize),
    /// A date.
    Date,
    /// Yes or no.
    Flag,
    /// Names and texts, of at most so many characters as JSON.
    Map(usize),
    /// An object.
    Object(&'static Body),
    /// A list of such objects, so many at least and so many at most.
    List(Part, usize, usize),
    /// A list of such objects, or a blank text where there are none; it has this name in the document of the API.
    ListOrBlank(&'static str, &'static Body),
}

/// What an object of a list is.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// An object with these fields.
    Body(&'static Body),
    /// An object with the fields of a table of [`domain::fields`], which has this name in the document of the API.
    Named(&'static str),
    /// One of several kinds.
    Kinds(&'static Kinds),
}

/// Objects of several kinds, which are told apart by a field.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    /// Their name in the document of the API.
    pub name: &'static str,
    /// What they are.
    pub doc: &'static str,
    /// The field that says of which kind an object is.
    pub tag: &'static str,
    /// Every kind.
    pub all: fn() -> Vec<Kind>,
}

/// One kind of objects.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What the field that tells them apart says.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its other fields.
    pub body: &'static Body,
}
