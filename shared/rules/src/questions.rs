//! What the conditions of many rules ask of one field, told by one look at its values.
//!
//! The values at which answers of the conditions change cut all values into classes. Values of one class are alike to
//! every condition, so that an index can say beforehand what holds for each class.

use std::collections::BTreeMap;

use domain::{Order, Quantifier};
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::conditions::Part;
use crate::field::{FieldEntry, Value};
use crate::filter::CompiledFilter;
use crate::meter::{Overrun, Share};

/// So many values of a list are looked at for all rules together. A longer list is left to the rules themselves.
const MAX_VALUES: usize = 64;

/// Where the answers of a condition can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Points {
    /// At these texts; it answers the same for all others.
    Texts(Vec<String>),
    /// At these numbers; it answers the same between two of them, and the same for all that is no number.
    Numbers(Vec<Decimal>),
}

/// A field that conditions with points look at.
pub(crate) struct Question {
    field: &'static FieldEntry,
    name: String,
    /// What of an order it reads.
    parts: Vec<Part>,
    points: Points,
}

/// The questions of these conditions, which give their points for them, and of each condition which is its.
pub(crate) fn questions_of(conditions: &mut [CompiledFilter]) -> (Vec<Question>, Vec<Option<usize>>) {
    let (mut all, mut known, mut of) = (Vec::<Question>::new(), BTreeMap::new(), vec![]);
    for condition in conditions {
        let points = condition.take_points();
        let (field, name) = condition.field();
        of.push(points.map(|points| {
            let key = (field.name, name, matches!(points, Points::Texts(_)));
            let place = *known.entry(key).or_insert(all.len());
            match all.get_mut(place) {
                Some(question) => question.points.add(points),
                None => all.push(Question { field, name: name.to_owned(), parts: Part::read_by(field.name), points }),
            }
            place
        }));
    }
    for question in &mut all {
        question.points.sort();
    }
    (all, of)
}

impl Question {
    /// What of an order it reads that actions change.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// So much memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.name.len() + self.points.bytes()
    }

    /// One value of each class; none where two numbers are too close for one between them.
    pub(crate) fn samples(&self) -> Option<Vec<Sample>> {
        self.points.samples()
    }

    /// Adds the classes in which the values of its field are, as far as the share goes.
    pub(crate) fn look(
        &self,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
        classes: &mut Vec<usize>,
    ) -> Result<(), Overrun> {
        let (first, among, mut values) = (classes.len(), self.points.len(), 0);
        let look = |value: Value<'_>| {
            values += 1;
            share.find(if let Value::Text(text) = value { text } else { "" }, among)?;
            if values > MAX_VALUES {
                return Err(Overrun);
            }
            let class = self.points.class_of(value);
            if !classes.iter().skip(first).any(|known| *known == class) {
                classes.push(class);
            }
            // It goes on to the next.
            Ok(false)
        };
        self.field.holds(&self.name, Quantifier::Any, order, circumstances, look).map(drop)
    }
}

/// A value that stands for all of its class.
pub(crate) enum Sample {
    Text(String),
    Number(Decimal),
}

impl Sample {
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Number(number) => Value::Number(*number),
        }
    }
}

impl Points {
    fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.iter().map(|text| size_of::<String>() + text.len()).sum(),
            Self::Numbers(numbers) => size_of_val(numbers.as_slice()),
        }
    }

    fn add(&mut self, more: Self) {
        match (self, more) {
            (Self::Texts(texts), Self::Texts(more)) => texts.extend(more),
            (Self::Numbers(numbers), Self::Numbers(more)) => numbers.extend(more),
            // Those of one question are of one kind.
            _ => {}
        }
    }

    fn sort(&mut self) {
        match self {
            Self::Texts(texts) => {
                texts.sort_unstable_by(|one, other| by_length(one, other));
                texts.dedup();
            }
            Self::Numbers(numbers) => {
                numbers.sort_unstable();
                numbers.dedup();
            }
        }
    }

    /// The class of a value: of texts their places and last all others, of numbers each and the room between two in
    /// turns, and last what is none.
    fn class_of(&self, value: Value<'_>) -> usize {
        match self {
            Self::Texts(texts) => {
                let Value::Text(text) = value else { return texts.len() };
                texts.binary_search_by(|known| by_length(known, text)).unwrap_or(texts.len())
            }
            Self::Numbers(numbers) => match value.number().map(|number| numbers.binary_search(&number)) {
                Some(Ok(place)) => 2 * place + 1,
                Some(Err(place)) => 2 * place,
                None => 2 * numbers.len() + 1,
            },
        }
    }

    fn samples(&self) -> Option<Vec<Sample>> {
        match self {
            Self::Texts(texts) => {
                // Longer than any of them, so none of them.
                let longest = texts.iter().map(String::len).max().unwrap_or_default();
                let other = "x".repeat(longest + 1);
                Some(texts.iter().cloned().chain([other]).map(Sample::Text).collect())
            }
            Self::Numbers(numbers) => {
                let (first, last) = (numbers.first()?, numbers.last()?);
                let mut samples = vec![first.checked_sub(Decimal::ONE).filter(|below| below < first)?];
                for pair in numbers.windows(2) {
                    let &[low, high] = pair else { return None };
                    let between = low.checked_add(high)?.checked_div(Decimal::TWO)?;
                    samples.extend([low, Some(between).filter(|it| low < *it && *it < high)?]);
                }
                samples.extend([*last, last.checked_add(Decimal::ONE).filter(|above| last < above)?]);
                let samples = samples.into_iter().map(Sample::Number);
                // What is no number.
                Some(samples.chain([Sample::Text(String::new())]).collect())
            }
        }
    }
}

/// The shorter first: texts of other lengths are told apart without a look at their letters.
fn by_length(one: &str, other: &str) -> std::cmp::Ordering {
    (one.len(), one).cmp(&(other.len(), other))
}
