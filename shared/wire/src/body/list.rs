//! Fields that are read as objects: one, or a list of them.

use domain::{MAX_ITEMS, Problem};

use super::{Body, Entry, Form, Part};
use crate::read::{AtMost, Document, Object};

/// A field that is read as an object.
#[derive(Debug)]
pub struct ObjectField {
    /// What is known of it.
    pub(crate) entry: Entry,
}

impl ObjectField {
    /// An object of this kind.
    pub(crate) const fn new(body: &'static Body) -> Self {
        Self { entry: Entry::new(Form::Object(body)) }
    }

    pub(crate) const fn named(mut self, name: &'static str, doc: &'static str) -> Self {
        self.entry = self.entry.named(name, doc);
        self
    }

    /// Its name.
    pub(crate) const fn name(&self) -> &'static str {
        self.entry.name
    }

    /// The object in `object`; none when it is absent, or noted as wrong.
    pub(crate) fn of<'a>(&self, object: &Object<'a>) -> Option<Object<'a>> {
        object.object(self.entry.name)
    }
}

/// A field that is read as a list of objects.
#[derive(Debug)]
pub struct ListField {
    /// What is known of it.
    pub(crate) entry: Entry,
}

impl ListField {
    /// From `min` to `max` objects of this kind. Whether there are enough is looked at by whom they are for.
    pub(crate) const fn new(of: Part, min: usize, max: usize) -> Self {
        Self { entry: Entry::new(Form::List(of, min, max)) }
    }

    /// Objects of this kind, or a blank text where there are none; `name` is what the document of the API calls that.
    pub(crate) const fn or_blank(name: &'static str, body: &'static Body) -> Self {
        Self { entry: Entry::new(Form::ListOrBlank(name, body)) }
    }

    pub(crate) const fn named(mut self, name: &'static str, doc: &'static str) -> Self {
        self.entry = self.entry.named(name, doc);
        self
    }

    /// It must be there. Whether it is, is the reader's to look at.
    pub(crate) const fn needed(mut self) -> Self {
        self.entry.is_needed = true;
        self
    }

    /// Its name.
    pub(crate) const fn name(&self) -> &'static str {
        self.entry.name
    }

    /// The objects of `document`, which is this list, bare or under its name; more or less of them than there may be are
    /// refused.
    pub(crate) fn entries<'a>(&self, document: &Document<'a>) -> Result<Vec<Object<'a>>, Vec<Problem>> {
        document.entries(self.name(), self.max())
    }

    /// The objects of `document`, which is this list, bare or under its name; more of them than there may be are refused.
    pub(crate) fn all<'a>(&self, document: &Document<'a>) -> Result<Vec<Object<'a>>, Vec<Problem>> {
        let entries = document.list(self.name(), self.max());
        document.finish(entries)
    }

    fn max(&self) -> usize {
        if let Form::List(_, _, max) = self.entry.form { max } else { MAX_ITEMS }
    }

    /// The objects in `object`.
    pub(crate) fn of<'a>(&self, object: &Object<'a>) -> Vec<Object<'a>> {
        object.list_of(self.name(), AtMost { count: self.max(), what: "entries" }).unwrap_or_default()
    }
}
