//! A field whose value is read as one thing: a text, a number, a date.

use domain::limits::MAX_SHORT_TEXT_LENGTH;
use domain::{Money, Variations, id_digits};
use jiff::Timestamp;

use super::{Entry, Form};
use crate::read::Object;

/// So many ids are read where the field says nothing else.
const MAX_IDS: usize = 1_000;

/// A field that is read as a `V`.
#[derive(Debug)]
pub struct Field<V> {
    /// What is known of it.
    pub(crate) entry: Entry,
    read: fn(&Object, &Entry) -> Option<V>,
    default: fn() -> V,
}

impl<V> Field<V> {
    const fn new(form: Form, read: fn(&Object, &Entry) -> Option<V>, default: fn() -> V) -> Self {
        Self { entry: Entry::new(form), read, default }
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

    /// What it is when it is left out, and how people write that.
    pub(crate) const fn or(mut self, words: &'static str, default: fn() -> V) -> Self {
        self.entry.default = words;
        self.default = default;
        self
    }

    /// Its name.
    pub(crate) const fn name(&self) -> &'static str {
        self.entry.name
    }

    /// Its value in `object`; none when it is absent, or noted as wrong.
    pub(crate) fn of(&self, object: &Object) -> Option<V> {
        (self.read)(object, &self.entry)
    }

    /// Its value in `object`, or what it is when it is left out.
    pub(crate) fn filled(&self, object: &Object) -> V {
        self.of(object).unwrap_or_else(self.default)
    }

    /// Its value in `object` where the field is there at all; null is what it is when it is left out.
    pub(crate) fn changed(&self, object: &Object) -> Option<V> {
        object.has(self.name()).then(|| self.filled(object))
    }

    /// What it is when it is left out.
    pub(crate) fn default(&self) -> V {
        (self.default)()
    }
}

impl Field<String> {
    /// A text of at most `max` characters.
    pub(crate) const fn short_text(max: usize) -> Self {
        Self::limited(Form::ShortText(max))
    }

    /// A text that is not blank. Whether it is, is looked at by whom it is for.
    pub(crate) const fn words() -> Self {
        Self::unlimited(Form::Words)
    }

    /// A text of at most `max` characters that is not blank. Whether it is, is looked at by whom it is for.
    pub(crate) const fn short_words(max: usize) -> Self {
        Self::limited(Form::ShortWords(max))
    }

    /// The text of an entry that was made elsewhere.
    pub(crate) const fn of_entry(entry: Entry) -> Self {
        Self::limited(entry.form).named(entry.name, entry.doc)
    }

    /// A text of at most `max` characters, sent as nothing else.
    pub(crate) const fn only_text(max: usize) -> Self {
        Self::limited(Form::OnlyText(max))
    }

    /// The name of one of the values that are listed under `list` in the document of the API. Whether it is, is the
    /// reader's to look at.
    pub(crate) const fn one_of(list: &'static str) -> Self {
        Self::unlimited(Form::OneOf(list))
    }

    /// A text whose length and form are looked at by whom it is for.
    pub(crate) const fn checked_later(form: Form) -> Self {
        Self::unlimited(form)
    }

    /// An id, as it was sent.
    pub(crate) const fn sent_id() -> Self {
        Self::of_id(Form::Id)
    }

    /// The id of a part of an order, as it was sent.
    pub(crate) const fn part_id() -> Self {
        let read = |object: &Object, entry: &Entry| {
            let text = object.short_text(entry.name, MAX_SHORT_TEXT_LENGTH)?;
            Some(id_digits(&text).to_owned())
        };
        Self::new(Form::ShortText(MAX_SHORT_TEXT_LENGTH), read, String::new)
    }

    const fn of_id(form: Form) -> Self {
        Self::new(form, |object, entry| object.id_text(entry.name), String::new)
    }

    /// Its value in `object` without the blanks around it; none when that is blank.
    pub(crate) fn given(&self, object: &Object) -> Option<String> {
        self.of(object).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Its value in `object` without the blanks around it.
    pub(crate) fn trimmed(&self, object: &Object) -> String {
        self.of(object).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    const fn unlimited(form: Form) -> Self {
        Self::new(form, |object, entry| object.text(entry.name), String::new)
    }

    const fn limited(form: Form) -> Self {
        let read = |object: &Object, entry: &Entry| match entry.max_length() {
            Some(max) => object.short_text(entry.name, max),
            None => object.text(entry.name),
        };
        Self::new(form, read, String::new)
    }
}

impl Field<Money> {
    /// An exact decimal.
    pub(crate) const fn amount() -> Self {
        Self::new(Form::Amount, |object, entry| object.money(entry.name), Money::default)
    }
}

impl Field<u64> {
    /// A whole number from `min` to `max`. Whether it is, is the reader's to look at.
    pub(crate) const fn between(min: u32, max: u32) -> Self {
        Self::new(Form::Between(min, max), |object, entry| object.whole(entry.name), u64::default)
    }

    /// An id.
    pub(crate) const fn id() -> Self {
        Self::new(Form::Id, |object, entry| object.whole(entry.name), u64::default)
    }
}

impl Field<i64> {
    /// A whole number that may be negative.
    pub(crate) const fn signed() -> Self {
        Self::new(Form::Signed, |object, entry| object.signed(entry.name), i64::default)
    }
}

impl Field<u32> {
    /// A quantity.
    pub(crate) const fn quantity() -> Self {
        Self::new(Form::Quantity, |object, entry| object.quantity(entry.name), u32::default)
    }
}

impl Field<bool> {
    /// Yes or no.
    pub(crate) const fn flag() -> Self {
        Self::new(Form::Flag, |object, entry| object.flag(entry.name), bool::default)
    }
}

impl Field<Timestamp> {
    /// A date.
    pub(crate) const fn moment() -> Self {
        Self::new(Form::Date, |object, entry| object.time(entry.name), Timestamp::default)
    }

    /// A date of which only the day counts, as it was written.
    pub(crate) const fn day() -> Self {
        Self::new(Form::Date, |object, entry| object.day(entry.name), Timestamp::default)
    }
}

impl Field<Variations> {
    /// Names and texts of at most `max` characters as JSON.
    pub(crate) const fn map(max: usize) -> Self {
        let read = |object: &Object, entry: &Entry| match entry.form {
            Form::Map(max) => Some(object.limited_map(entry.name, max)),
            _ => object.map(entry.name),
        };
        Self::new(Form::Map(max), read, Variations::default)
    }
}

impl Field<Vec<String>> {
    /// Ids, from `min` to `max` of them. Whether there are enough is the reader's to look at.
    pub(crate) const fn ids(min: usize, max: Option<usize>) -> Self {
        let read = |object: &Object, entry: &Entry| match entry.form {
            Form::Ids(_, Some(max)) => object.id_texts(entry.name, max),
            _ => object.id_texts(entry.name, MAX_IDS),
        };
        Self::new(Form::Ids(min, max), read, Vec::new)
    }

    /// At most `count` texts of at most `max` characters each.
    pub(crate) const fn texts(count: usize, max: usize) -> Self {
        let read = |object: &Object, entry: &Entry| match entry.form {
            Form::Texts(count, max) => object.texts(entry.name, count, max),
            _ => None,
        };
        Self::new(Form::Texts(count, max), read, Vec::new)
    }
}
