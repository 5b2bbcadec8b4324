//! How orders of a connection are taken, and what its shop is told.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::check_words;
use crate::limits::check_text_length;
use crate::{FolderId, Problem, Schedule, is_default};

/// An order is held back for at most so long: thirty days.
const MAX_DELAY_MINUTES: u32 = 43_200;

/// A list of words in the settings has at most so many.
const MAX_WORDS: usize = 100;

/// A word has at most this many characters.
const MAX_WORD_LENGTH: usize = 100;

/// What stands in front of an order's number has at most this many characters.
const MAX_PREFIX_LENGTH: usize = 20;

/// How orders of a connection are taken, and what its shop is told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own that people know from Order Desk")]
pub struct ConnectionSettings {
    /// When the shop is asked for what webhooks did not bring; never without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polled: Option<Schedule>,
    /// An order is taken so many minutes after it was placed, so that a shopper can still change or cancel it.
    #[serde(skip_serializing_if = "is_default")]
    pub delay_minutes: u32,
    /// Orders that were placed before are not taken by themselves; when the connection was added without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders_from: Option<Timestamp>,
    /// Whether orders that are not paid yet are taken.
    #[serde(skip_serializing_if = "is_default")]
    pub takes_unpaid: bool,
    /// Whether orders that the shop shipped already are taken.
    #[serde(skip_serializing_if = "is_default")]
    pub takes_shipped: bool,
    /// Whether orders are taken that somebody only tried the shop out with.
    #[serde(skip_serializing_if = "is_default")]
    pub takes_tests: bool,
    /// The cart's own words for how far an order is with which it is taken; any without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<String>,
    /// Only items of these vendors (their category) are taken; those of any without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<String>,
    /// Only orders that go to these countries are taken, two letters each; those to any without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// The folder for new orders; the store's first without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
    /// The folder for orders that need a person; that for new ones without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_folder_id: Option<FolderId>,
    /// The folder that orders go to which the shop canceled; they stay where they are without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canceled_folder_id: Option<FolderId>,
    /// What stands in front of the shop's numbers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Whether an order is split by its items' vendors (their category) as it is taken.
    #[serde(skip_serializing_if = "is_default")]
    pub splits_by_vendor: bool,
    /// In what weights are kept.
    #[serde(skip_serializing_if = "is_default")]
    pub weight_unit: WeightUnit,
    /// What becomes of taxes that are in the shop's prices.
    #[serde(skip_serializing_if = "is_default")]
    pub included_tax: IncludedTax,
    /// The status that the shop is given once an order is taken, in the cart's own word; none when blank.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status_after_import: String,
    /// Whether the shop is told of shipments.
    #[serde(skip_serializing_if = "is_default")]
    pub sends_shipments: bool,
    /// Whether the shop mails its customer of them, where it leaves us the choice.
    #[serde(skip_serializing_if = "is_default")]
    pub notifies_customers: bool,
}

impl ConnectionSettings {
    /// What a connection has that says nothing: shipments go back, and the customer is mailed.
    pub fn usual() -> Self {
        Self { polled: Some(Schedule::Hourly), sends_shipments: true, notifies_customers: true, ..Self::default() }
    }

    /// When an order that was placed at `placed_at` may be taken.
    pub fn taken_at(&self, placed_at: Timestamp) -> Timestamp {
        let delay = SignedDuration::from_mins(i64::from(self.delay_minutes));
        placed_at.checked_add(delay).unwrap_or(placed_at)
    }

    /// Everything that is wrong with them.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.delay_minutes > MAX_DELAY_MINUTES {
            let message = format!("must be at most {MAX_DELAY_MINUTES}: 30 days");
            problems.push(Problem::new("delay_minutes", message));
        }
        problems.extend(check_words("statuses", &self.statuses, MAX_WORDS, MAX_WORD_LENGTH));
        problems.extend(check_words("vendors", &self.vendors, MAX_WORDS, MAX_WORD_LENGTH));
        problems.extend(check_words("countries", &self.countries, MAX_WORDS, MAX_WORD_LENGTH));
        let is_country = |word: &String| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let wrong = self.countries.iter().enumerate().filter(|(_, word)| !word.trim().is_empty() && !is_country(word));
        problems.extend(wrong.map(|(index, _)| {
            Problem::new(format!("countries[{index}]"), "must be the two letters of a country, such as US")
        }));
        problems.extend(check_text_length("prefix", &self.prefix, MAX_PREFIX_LENGTH));
        problems.extend(check_text_length("status_after_import", &self.status_after_import, MAX_WORD_LENGTH));
        if self.is_status(&self.status_after_import) {
            let message = "must not be one of the statuses that orders are taken with: they would be taken again";
            problems.push(Problem::new("status_after_import", message));
        }
        problems
    }

    /// Whether orders of this status are named as those to take.
    pub fn is_status(&self, status: &str) -> bool {
        is_word(&self.statuses, status)
    }

    /// Whether items of this vendor are taken.
    pub fn takes_vendor(&self, vendor: &str) -> bool {
        self.vendors.is_empty() || is_word(&self.vendors, vendor)
    }

    /// Whether orders to this country are taken.
    pub fn takes_country(&self, country: &str) -> bool {
        self.countries.is_empty() || is_word(&self.countries, country)
    }
}

fn is_word(words: &[String], word: &str) -> bool {
    let folded = word.trim().to_lowercase();
    !folded.is_empty() && words.iter().any(|known| known.trim().to_lowercase() == folded)
}

/// What becomes of taxes that are in the cart's prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncludedTax {
    /// They stay in the prices, and are shown as checkout data: no cent is rounded.
    #[default]
    Keep,
    /// They are taken out of them, in proportion, and are the order's tax.
    Extract,
}

/// In what a store weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightUnit {
    /// Grams.
    Gram,
    /// Kilograms.
    Kilogram,
    /// Pounds, the original's usual unit.
    #[default]
    Pound,
    /// Ounces.
    Ounce,
}

impl IncludedTax {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Keep, Self::Extract];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Extract => "extract",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl WeightUnit {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Gram, Self::Kilogram, Self::Pound, Self::Ounce];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gram => "gram",
            Self::Kilogram => "kilogram",
            Self::Pound => "pound",
            Self::Ounce => "ounce",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_and_what_fits_is_not() {
        let fields = |settings: ConnectionSettings| {
            settings.check().into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(ConnectionSettings::usual()), [""; 0]);
        assert_eq!(fields(ConnectionSettings { delay_minutes: 43_201, ..Default::default() }), ["delay_minutes"]);
        let countries = vec!["us".to_owned(), "USA".into(), " ".into()];
        let wrong = ConnectionSettings { countries, ..Default::default() };
        assert_eq!(fields(wrong), ["countries[2]", "countries[1]"]);
        let again = ConnectionSettings {
            statuses: vec!["Processing".into()],
            status_after_import: " processing".into(),
            ..Default::default()
        };
        assert_eq!(fields(again), ["status_after_import"]);
    }

    #[test]
    fn without_a_list_everything_is_taken_and_letters_case_does_not_count() {
        let settings = ConnectionSettings::default();
        assert!(settings.takes_country("US") && settings.takes_vendor("") && !settings.is_status("open"));
        let settings = ConnectionSettings {
            countries: vec!["us".into()],
            vendors: vec!["Acme Co".into()],
            ..ConnectionSettings::default()
        };
        assert!(settings.takes_country("US") && settings.takes_vendor("acme co "));
        assert!(!settings.takes_country("CA") && !settings.takes_country("") && !settings.takes_vendor(""));
    }
}
