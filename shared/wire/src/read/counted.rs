//! Lists that are counted before they are read.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The first elements of a list, and how many it has. Those behind cost nothing.
#[derive(Debug, Default)]
pub(super) struct Counted<'a> {
    pub(super) kept: Vec<&'a RawValue>,
    pub(super) count: usize,
}

impl<'a> Counted<'a> {
    /// Counts the elements of `list`, and keeps at most `max` of them. What is no list has none.
    pub(super) fn read(list: &'a RawValue, max: usize) -> Self {
        serde_json::Deserializer::from_str(list.get()).deserialize_seq(AtMost(max)).unwrap_or_default()
    }
}

struct AtMost(usize);

impl<'de> Visitor<'de> for AtMost {
    type Value = Counted<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Counted<'de>, A::Error> {
        let mut counted = Counted::default();
        while counted.count < self.0 {
            let Some(element) = list.next_element()? else { return Ok(counted) };
            counted.kept.push(element);
            counted.count += 1;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            counted.count += 1;
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_whole_and_kept_in_part() {
        let list: &RawValue = serde_json::from_str(r#"[0, {"a": [1]}, "b", null]"#).unwrap();
        for (max, kept) in [(0, 0), (2, 2), (4, 4), (9, 4)] {
            let counted = Counted::read(list, max);
            assert_eq!((counted.kept.len(), counted.count), (kept, 4));
        }
        let none: &RawValue = serde_json::from_str("7").unwrap();
        assert_eq!(Counted::read(none, 9).count, 0);
    }
}
