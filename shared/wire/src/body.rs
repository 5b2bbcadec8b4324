//! Bodies of calls as tables: each field of a body stands in one entry, with its name, what it is and its form. The
//! readers go by the entries, and the document of the API is made of them.

mod entry;
mod field;
mod form;
mod list;

pub use entry::Entry;
pub use field::Field;
pub use form::{Form, Kind, Kinds, Part};
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

impl Body {
    /// Made by the macro `body!`, but for what has no fields.
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

#[cfg(test)]
mod tests;
