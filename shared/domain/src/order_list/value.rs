//! What an order has in a column of a list.

use jiff::Timestamp;

use crate::{FolderId, Money};

/// So many entries of a list are shown in one cell.
const MAX_SHOWN: usize = 5;

/// A text in a cell has at most so many characters.
const MAX_CELL_LENGTH: usize = 200;

/// What an order has in a column: what is shown, not how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnValue {
    /// Whom it goes to, and where that is.
    ShipTo,
    /// What of it is worth a look: that it was split, is shipped in part.
    State,
    /// A text; blank for none.
    Text(String),
    /// An amount of money.
    Amount(Money),
    /// A weight.
    Weight(Money),
    /// A whole number.
    Whole(u64),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Moment(Timestamp),
    /// How long ago a moment was.
    Since(Timestamp),
    /// A tag, by its name; blank for none.
    Tag(String),
    /// A folder.
    Folder(FolderId),
    /// A supplier, by its id; blank for none.
    Supplier(String),
}

impl ColumnValue {
    /// A text, as far as a cell has room for it.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(cut(text))
    }

    /// What the entries of a list have, each text once, the first of them.
    pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut distinct: Vec<&str> = vec![];
        for text in texts.filter(|text| !text.is_empty()) {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        let more = distinct.len().saturating_sub(MAX_SHOWN);
        distinct.truncate(MAX_SHOWN);
        let shown = cut(&distinct.join(", "));
        Self::Text(if more == 0 { shown } else { format!("{shown} and {more} more") })
    }
}

/// The beginning of a text that is longer than a cell has room for.
fn cut(text: &str) -> String {
    let mut letters = text.chars();
    let shown: String = letters.by_ref().take(MAX_CELL_LENGTH).collect();
    if letters.next().is_none() { shown } else { format!("{shown}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_each_text_once_and_says_how_many_it_leaves_out() {
        let of = |texts: &[&'static str]| ColumnValue::texts(texts.iter().copied());
        assert_eq!(of(&["MUG", "", "CAP", "MUG"]), ColumnValue::Text("MUG, CAP".into()));
        assert_eq!(of(&["1", "2", "3", "4", "5", "6", "7"]), ColumnValue::Text("1, 2, 3, 4, 5 and 2 more".into()));
        assert_eq!(of(&[]), ColumnValue::Text(String::new()));
        let ColumnValue::Text(long) = ColumnValue::text(&"ü".repeat(201)) else { panic!("a text") };
        assert_eq!((long.chars().count(), long.ends_with('…')), (201, true));
    }
}
