//! How filters compare: one entry per comparator.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::iter;

use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::field::Value;
use crate::kind::{self, Kind};
use crate::meter::Price;
use crate::moment::Moment;
use crate::pattern::Pattern;
use crate::questions::Points;

/// A comparator that filters can use. All look at exact bytes and tell letters of another case apart, unless the
/// filter says `ignore_case` (orderdesk-app 1.3).
pub struct ComparatorEntry {
    /// Its name in [`domain::Filter::comparator`].
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Whether it looks at [`domain::Filter::value`].
    pub takes_value: bool,
    kinds: &'static [Kind],
    way: Way,
}

/// How a comparison is made.
enum Way {
    /// Of two texts.
    Texts(fn(&str, &str) -> bool),
    /// Of two numbers, by how the left stands to the right.
    Numbers(fn(Ordering) -> bool),
    /// Of two times, by how the left stands to the right.
    Times(fn(Ordering) -> bool),
    /// In its own way.
    Own(fn(&Operand<'_>) -> Made),
}

impl ComparatorEntry {
    pub(crate) fn fits(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Where the answers of the comparison with `operand` can change; none where they change in other ways.
    pub(crate) fn points(&self, operand: &Operand<'_>) -> Option<Points> {
        let numbers = |entries: &mut dyn Iterator<Item = &str>| {
            entries.map(|entry| operand.kind.number(entry).ok()).collect::<Option<Vec<_>>>().map(Points::Numbers)
        };
        let texts = |entries: &mut dyn Iterator<Item = &str>| {
            let entries = entries.map(str::to_owned).collect();
            (!operand.ignore_case).then_some(Points::Texts(entries))
        };
        let is_counted = operand.kind.is_counted();
        let points = match self.name {
            "equals" | "not_equal" if is_counted => numbers(&mut iter::once(operand.value)),
            "equals" | "not_equal" => texts(&mut iter::once(operand.value)),
            "in_list" | "not_in_list" if is_counted => numbers(&mut operand.entries()),
            "in_list" | "not_in_list" => texts(&mut operand.entries()),
            "is_empty" | "is_not_empty" => texts(&mut iter::once("")),
            "greater_than" | "less_than" | "at_least" | "at_most" => numbers(&mut iter::once(operand.value)),
            _ => None,
        };
        points.filter(|points| !matches!(points, Points::Texts(texts) if texts.is_empty()))
    }

    /// The comparison with `operand`, or what is wrong with it.
    pub(crate) fn make(&self, operand: &Operand<'_>) -> Made {
        match self.way {
            Way::Texts(holds) => Ok(texts_compared(operand, holds)),
            Way::Numbers(holds) => numbers_compared(operand, holds),
            Way::Times(holds) => times_compared(operand, holds),
            Way::Own(make) => make(operand),
        }
    }
}

/// Every comparator, in the order the rule builder offers them.
pub fn comparators() -> impl Iterator<Item = &'static ComparatorEntry> {
    COMPARATORS.iter()
}

/// The comparator of this name.
pub(crate) fn named(name: &str) -> Option<&'static ComparatorEntry> {
    comparators().find(|comparator| comparator.name == name)
}

/// Whether the comparator of this name keeps a compiled regular expression in memory.
pub(crate) fn keeps_regex(name: &str) -> bool {
    matches!(name, "matches_regex" | "does_not_match")
}

/// A comparison with its right side read.
pub(crate) struct Test {
    /// What it takes to look at a text.
    pub(crate) price: Price,
    /// So much memory it takes, about.
    pub(crate) bytes: usize,
    holds: Box<Holds>,
}

/// The left side and the time in, whether it holds out.
type Holds = dyn Fn(Value<'_>, Timestamp) -> bool + Send + Sync;

impl Test {
    fn new(price: Price, bytes: usize, holds: impl Fn(Value<'_>, Timestamp) -> bool + Send + Sync + 'static) -> Self {
        Self { price, bytes, holds: Box::new(holds) }
    }

    /// Whether it holds for `left`.
    pub(crate) fn holds(&self, left: Value<'_>, now: Timestamp) -> bool {
        (self.holds)(left, now)
    }
}

type Made = Result<Test, String>;

/// The right side of a comparison, as the filter gives it.
pub(crate) struct Operand<'a> {
    pub(crate) kind: Kind,
    pub(crate) value: &'a str,
    pub(crate) ignore_case: bool,
}

/// So much memory an entry of a list takes beside its letters, about.
const ENTRY_BYTES: usize = 40;

const TEXTS: &[Kind] = &[Kind::Text, Kind::Entry];
const EQUAL: &[Kind] = &[Kind::Text, Kind::Entry, Kind::Number, Kind::Flag, Kind::Weekday, Kind::Day];
const LISTED: &[Kind] = &[Kind::Text, Kind::Entry, Kind::Number, Kind::Weekday, Kind::Day];
const ORDERED: &[Kind] = &[Kind::Text, Kind::Entry, Kind::Number, Kind::TimeOfDay];
const TIMES: &[Kind] = &[Kind::Entry, Kind::Time, Kind::Day];

const fn text(name: &'static str, doc: &'static str, holds: fn(&str, &str) -> bool) -> ComparatorEntry {
    ComparatorEntry { name, doc, takes_value: true, kinds: TEXTS, way: Way::Texts(holds) }
}

const fn emptiness(name: &'static str, doc: &'static str, holds: fn(&str, &str) -> bool) -> ComparatorEntry {
    ComparatorEntry { name, doc, takes_value: false, kinds: TEXTS, way: Way::Texts(holds) }
}

const fn number_order(name: &'static str, doc: &'static str, holds: fn(Ordering) -> bool) -> ComparatorEntry {
    ComparatorEntry { name, doc, takes_value: true, kinds: ORDERED, way: Way::Numbers(holds) }
}

const fn time_order(name: &'static str, doc: &'static str, holds: fn(Ordering) -> bool) -> ComparatorEntry {
    ComparatorEntry { name, doc, takes_value: true, kinds: TIMES, way: Way::Times(holds) }
}

const fn own(
    name: &'static str,
    doc: &'static str,
    kinds: &'static [Kind],
    make: fn(&Operand<'_>) -> Made,
) -> ComparatorEntry {
    ComparatorEntry { name, doc, takes_value: true, kinds, way: Way::Own(make) }
}

static COMPARATORS: &[ComparatorEntry] = &[
    own("equals", "The same text, digit for digit; in a number field, the same number.", EQUAL, equals),
    own("not_equal", "Not what `equals` finds.", EQUAL, |operand| Ok(not(equals(operand)?))),
    text("contains", "The value is somewhere in the text.", |text, value| text.contains(value)),
    text("does_not_contain", "The value is nowhere in the text.", |text, value| !text.contains(value)),
    text("starts_with", "The text starts with the value.", |text, value| text.starts_with(value)),
    text("ends_with", "The text ends with the value.", |text, value| text.ends_with(value)),
    own("in_list", "Exactly one of the values between commas or on lines of their own.", LISTED, in_list),
    own("not_in_list", "None of the values of the list.", LISTED, |operand| Ok(not(in_list(operand)?))),
    number_order(
        "greater_than",
        "A number greater, or a time of day later, than the value; never, when it is no number.",
        Ordering::is_gt,
    ),
    number_order(
        "less_than",
        "A number less, or a time of day earlier, than the value; never, when it is no number.",
        Ordering::is_lt,
    ),
    number_order(
        "at_least",
        "A number not less, or a time of day not earlier, than the value; never, when it is no number.",
        Ordering::is_ge,
    ),
    number_order(
        "at_most",
        "A number not greater, or a time of day not later, than the value; never, when it is no number.",
        Ordering::is_le,
    ),
    emptiness("is_empty", "Missing, or no text; `0` is not empty.", |text, _| text.is_empty()),
    emptiness("is_not_empty", "Any text at all.", |text, _| !text.is_empty()),
    own(
        "matches_regex",
        "The regular expression is found anywhere in the text, of which it sees the first 4 KB.",
        TEXTS,
        matches_regex,
    ),
    own("does_not_match", "Not what `matches_regex` finds.", TEXTS, |operand| Ok(not(matches_regex(operand)?))),
    time_order("before", "Earlier than the date, `now`, `-5 minutes`; never, when it is no time.", Ordering::is_lt),
    time_order("after", "Later than the date, `now`, `-5 minutes`; never, when it is no time.", Ordering::is_gt),
];

fn equals(operand: &Operand<'_>) -> Made {
    if operand.kind.is_counted() {
        return numbers_compared(operand, Ordering::is_eq);
    }
    Ok(texts_compared(operand, |text, value| text == value))
}

fn in_list(operand: &Operand<'_>) -> Made {
    let wanted = operand.entries();
    if operand.kind.is_counted() {
        let mut wanted: Vec<_> = wanted.map(|entry| operand.kind.number(entry)).collect::<Result<_, _>>()?;
        wanted.sort_unstable();
        wanted.dedup();
        let bytes = wanted.len() * size_of::<Decimal>();
        let is_wanted = move |left: Decimal| wanted.binary_search(&left).is_ok();
        return Ok(Test::new(Price::Compared, bytes, move |left, _| left.number().is_some_and(&is_wanted)));
    }
    let mut wanted: Vec<Box<str>> = wanted.map(|entry| operand.fold(entry).into()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let bytes = wanted.iter().map(|entry| entry.len() + ENTRY_BYTES).sum();
    let is_wanted = move |text: &str| wanted.binary_search_by(|entry| (**entry).cmp(text)).is_ok();
    Ok(on_text(operand.ignore_case, bytes, is_wanted))
}

fn matches_regex(operand: &Operand<'_>) -> Made {
    let pattern = Pattern::compile(operand.value, operand.ignore_case)?;
    let (price, bytes) = (Price::Searched(pattern.size()), pattern.bytes());
    Ok(Test::new(price, bytes, move |left, _| matches!(left, Value::Text(text) if pattern.is_found(text))))
}

fn numbers_compared(operand: &Operand<'_>, holds: fn(Ordering) -> bool) -> Made {
    let right = operand.kind.number(operand.value)?;
    let holds = move |left: Decimal| holds(left.cmp(&right));
    Ok(Test::new(Price::Compared, 0, move |left, _| left.number().is_some_and(holds)))
}

fn times_compared(operand: &Operand<'_>, holds: fn(Ordering) -> bool) -> Made {
    if operand.kind.is_counted() {
        return numbers_compared(operand, holds);
    }
    let Some(right) = Moment::read(operand.value) else {
        return Err("is neither a date, nor `now`, nor a distance like `-5 minutes` or `+2 days`".to_owned());
    };
    Ok(Test::new(Price::Timed, 0, move |left, now| {
        left.time().zip(right.seen_from(now)).is_some_and(|(left, right)| holds(left.cmp(&right)))
    }))
}

fn texts_compared(operand: &Operand<'_>, holds: fn(&str, &str) -> bool) -> Test {
    let value = operand.fold(operand.value).into_owned();
    on_text(operand.ignore_case, value.len(), move |text| holds(text, &value))
}

fn on_text(ignore_case: bool, bytes: usize, holds: impl Fn(&str) -> bool + Send + Sync + 'static) -> Test {
    let price = if ignore_case { Price::Folded } else { Price::Compared };
    Test::new(price, bytes, move |left, _| match left {
        Value::Text(text) if ignore_case => holds(&folded(text)),
        Value::Text(text) => holds(text),
        Value::Number(_) | Value::Time(_) => false,
    })
}

fn not(test: Test) -> Test {
    Test { holds: Box::new(move |left, now| !(test.holds)(left, now)), ..test }
}

impl Operand<'_> {
    /// The entries of a list: between commas or on lines of their own.
    fn entries(&self) -> impl Iterator<Item = &str> {
        self.value.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
    }

    fn fold<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.ignore_case { folded(text).into() } else { text.into() }
    }
}

impl Value<'_> {
    pub(crate) fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => kind::number(text.trim()),
            Self::Time(_) => None,
        }
    }

    fn time(self) -> Option<Timestamp> {
        match self {
            Self::Time(at) => Some(at),
            Self::Text(text) => domain::time::parse(text),
            Self::Number(_) => None,
        }
    }
}

/// Letter by letter, so that a text folds alike wherever it stands in a longer one.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
