//! Bodies of calls as tables: each field of a body stands in one entry, with its name, what it is and its form. The
//! readers go by the entries, and the document of the API is made of them.

mod field;
mod list;

pub use field::Field;
pub use list::{ListField, ObjectField};

use crate::read::Object;

/// What a body, or an object inside one, is read of.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// Its name in the document of the API.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What becomes of a field that is not in the table.
    pub unknown: Unknown,
    /// The fields of its own.
    own: &'static [Entry],
    /// What it has the fields of beside its own.
    base: Option<&'static Self>,
}

/// What becomes of a field that is not in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// It is passed over.
    PassedOver,
    /// It is refused by name.
    Refused,
}

/// What is known of a field, whatever its values are read as.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What its values look like.
    pub form: Form,
    /// Whether it must be there.
    pub is_needed: bool,
    /// What it is when it is left out, as people write it; empty where there is nothing to say.
    pub default: &'static str,
}

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

impl Body {
    /// Made by the macro `body!` alone.
    pub(crate) const fn new(
        name: &'static str,
        doc: &'static str,
        unknown: Unknown,
        own: &'static [Entry],
        base: Option<&'static Self>,
    ) -> Self {
        Self { name, doc, unknown, own, base }
    }

    /// Every field, those of its own first.
    pub fn fields(&self) -> Vec<&'static Entry> {
        let base = self.base.map(Self::fields).unwrap_or_default();
        self.own.iter().chain(base).collect()
    }

    /// Refuses by name what is not in the table.
    pub(crate) fn refuse_unknown(&self, object: &Object) {
        let known: Vec<&str> = self.fields().iter().map(|field| field.name).collect();
        object.refuse_unknown(&known);
    }
}

impl Entry {
    pub(crate) const fn new(form: Form) -> Self {
        Self { name: "", doc: "", form, is_needed: false, default: "" }
    }

    pub(crate) const fn named(self, name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, ..self }
    }

    /// How many characters a text of it may have.
    pub(crate) const fn max_length(&self) -> Option<usize> {
        match self.form {
            Form::ShortText(max) | Form::ShortWords(max) | Form::OnlyText(max) | Form::Pattern(max, _) => Some(max),
            _ => None,
        }
    }

    /// What it is, how large it may be, and what it is when it is left out.
    pub fn description(&self) -> String {
        let limit = match self.form {
            Form::Map(max) => format!("; at most {} characters as JSON", with_thousands(max)),
            _ => String::new(),
        };
        let default = match self.default {
            "" => String::new(),
            default => format!("; `{default}` when left out"),
        };
        format!("{}{limit}{default}.", self.doc.trim().trim_end_matches('.'))
    }
}

/// A number of less than a million as people write it: `2,000`.
fn with_thousands(number: usize) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// Bodies with their fields: a type for each, of which `READ` has the fields and `BODY` is the table.
macro_rules! body {
    ($(
        $(#[doc = $about:literal])+
        $name:ident: $unknown:ident $(, and $base:ident)? {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $form:expr,)*
        }
    )*) => {$(
        $(#[doc = $about])+
        #[derive(Debug)]
        pub struct $name {
            $($(#[doc = $doc])+ pub(crate) $field: $type,)*
        }

        impl $name {
            /// The fields, as the reader takes them.
            pub(crate) const READ: Self = Self {
                $($field: $form.named(stringify!($field), concat!($($doc),+)),)*
            };

            /// The table.
            pub const BODY: $crate::body::Body = $crate::body::Body::new(
                stringify!($name),
                concat!($($about),+),
                $crate::body::Unknown::$unknown,
                &[$(Self::READ.$field.entry),*],
                $crate::body::body!(@base $($base)?),
            );
        }

        impl $crate::body::Described for $name {
            const BODY: &'static $crate::body::Body = &$name::BODY;
        }
    )*};
    (@base) => { None };
    (@base $base:ident) => { Some(&$base::BODY) };
}

pub(crate) use body;

/// A type that stands for a body.
pub trait Described {
    /// The body's table.
    const BODY: &'static Body;
}
