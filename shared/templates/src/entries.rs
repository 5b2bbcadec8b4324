//! The filters and functions that templates may use, each in one entry.

use minijinja::{Environment, Error, State, Value};

use crate::functions::{barcodes, dates, lists, numbers, texts};

/// How an entry is carried out: with the value it is applied to first, then its arguments.
pub(crate) type Carry = fn(&State<'_, '_>, &[Value]) -> Result<Value, Error>;

/// A filter, or a function.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name in templates.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// How many arguments it takes, at least and at most; the value a filter is applied to is none of them.
    pub arguments: (usize, usize),
    pub(crate) carry: Carry,
}

const fn entry(name: &'static str, arguments: (usize, usize), doc: &'static str, carry: Carry) -> Entry {
    Entry { name, doc, arguments, carry }
}

/// The filters, by their names.
pub static FILTERS: &[Entry] = &[
    entry("abs", (0, 0), "The number without its sign.", numbers::abs),
    entry(
        "barcode",
        (0, 3),
        "The address of a picture of the text as a barcode: type (`C128`, `C39`, `EAN13`, `QR`), width of a bar, height.",
        barcodes::barcode,
    ),
    entry("capitalize", (0, 0), "The first letter large, the others small.", texts::capitalize),
    entry(
        "date",
        (0, 2),
        "A date in PHP's letters (in the store's form when left out), in a time zone (the store's when left out).",
        dates::date,
    ),
    entry(
        "date_modify",
        (1, 1),
        "A date shifted: `+1 day`, `-2 hours`, `+3 weekdays`, `tomorrow`.",
        dates::date_modify,
    ),
    entry("default", (0, 1), "Something else where the value is missing or empty.", lists::default),
    entry("e", (0, 1), "Escaped for HTML and XML; for an address with `url`.", texts::escape),
    entry("escape", (0, 1), "The same as `e`.", texts::escape),
    entry("first", (0, 0), "The first entry or letter.", lists::first),
    entry("join", (0, 1), "The entries of a list as one text, with a text between.", lists::join),
    entry("json_encode", (0, 0), "As JSON.", texts::json_encode),
    entry("keys", (0, 0), "The names of a map's entries.", lists::keys),
    entry("last", (0, 0), "The last entry or letter.", lists::last),
    entry("length", (0, 0), "How many entries or letters.", lists::length),
    entry("lower", (0, 0), "All letters small.", texts::lower),
    entry("money_format", (0, 0), "An amount in the store's form.", numbers::money_format),
    entry("nl2br", (0, 0), "With `<br />` before each line's end.", texts::nl2br),
    entry(
        "number_format",
        (0, 3),
        "A number with so many places, its point, and what stands between thousands.",
        numbers::number_format,
    ),
    entry(
        "pre_vat",
        (1, 1),
        "What of a gross amount is left without a tax of this rate: amount / (1 + rate).",
        numbers::pre_vat,
    ),
    entry("raw", (0, 0), "As it is.", texts::raw),
    entry("receipt_link", (0, 1), "The public address of an order's document of this number.", texts::receipt_link),
    entry("replace", (1, 1), "With texts replaced, as a map says.", texts::replace),
    entry("reverse", (0, 0), "The other way round.", lists::reverse),
    entry("round", (0, 2), "A number rounded to so many places: `common`, `ceil` or `floor`.", numbers::round),
    entry("slice", (1, 2), "A part of a list or text: from where, and how much.", lists::slice),
    entry("split", (1, 2), "A text as a list, split at a text; at most so many parts.", lists::split),
    entry("striptags", (0, 0), "Without the tags of HTML.", texts::striptags),
    entry("title", (0, 0), "The first letter of each word large.", texts::title),
    entry("trim", (0, 1), "Without blanks at both ends, or without these letters.", texts::trim),
    entry("upper", (0, 0), "All letters large.", texts::upper),
    entry("url_encode", (0, 0), "As a part of an address.", texts::url_encode),
    entry("vat_amount", (1, 1), "What of a gross amount is tax of this rate.", numbers::vat_amount),
];

/// The functions, by their names.
pub static FUNCTIONS: &[Entry] = &[
    entry("date", (0, 2), "A moment: now, or the date that a text writes; in a time zone.", dates::moment),
    entry("max", (1, 100), "The largest.", numbers::max),
    entry("min", (1, 100), "The smallest.", numbers::min),
    entry("range", (2, 3), "Numbers from one to another, with a step.", numbers::range),
];

/// The filter of this name.
pub(crate) fn filter_named(name: &str) -> Option<&'static Entry> {
    FILTERS.iter().find(|filter| filter.name == name)
}

/// The function of this name.
pub(crate) fn function_named(name: &str) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Makes them known to the engine.
pub(crate) fn add_to(engine: &mut Environment<'static>, prefix: &str) {
    use minijinja::value::Rest;
    for filter in FILTERS {
        let carry = filter.carry;
        engine.add_filter(filter.name, move |state: &State<'_, '_>, all: Rest<Value>| carry(state, &all));
    }
    for function in FUNCTIONS {
        let carry = function.carry;
        let name = format!("{prefix}call_{}", function.name);
        engine.add_function(name, move |state: &State<'_, '_>, all: Rest<Value>| carry(state, &all));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_by_name_and_names_nothing_twice() {
        for list in [FILTERS, FUNCTIONS] {
            assert!(list.is_sorted_by(|one, next| one.name < next.name));
            assert!(list.iter().all(|entry| entry.doc.ends_with('.')));
        }
    }
}
