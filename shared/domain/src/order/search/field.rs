//! What is looked for in the parts of an order's addresses.

use std::collections::BTreeSet;

use crate::{Address, Order};

/// From so many digits on, a phone is looked for by its digits.
const MIN_PHONE_DIGITS: usize = 5;

/// How many digits a North American number has behind its country code, 1.
const NATIONAL_DIGITS: usize = 10;

/// A part of an address that is searched: one of the ten the reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchField {
    of_customer: bool,
    part: AddressPart,
}

/// The parts that are searched in either address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AddressPart {
    FirstName,
    LastName,
    Company,
    Address1,
    Phone,
}

const PARTS: [(&str, AddressPart); 5] = [
    ("first_name", AddressPart::FirstName),
    ("last_name", AddressPart::LastName),
    ("company", AddressPart::Company),
    ("address1", AddressPart::Address1),
    ("phone", AddressPart::Phone),
];

impl SearchField {
    /// The field of this name: `customer_first_name`, `shipping_phone`, …
    pub fn named(name: &str) -> Option<Self> {
        let (of_customer, rest) = match (name.strip_prefix("customer_"), name.strip_prefix("shipping_")) {
            (Some(rest), _) => (true, rest),
            (_, rest) => (false, rest?),
        };
        let (_, part) = PARTS.into_iter().find(|(name, _)| *name == rest)?;
        Some(Self { of_customer, part })
    }

    /// What an order has there.
    pub fn of(self, order: &Order) -> &str {
        let address = if self.of_customer { &order.customer } else { &order.shipping };
        let [first_name, last_name, company, address1, phone] = Self::parts(address);
        match self.part {
            AddressPart::FirstName => first_name,
            AddressPart::LastName => last_name,
            AddressPart::Company => company,
            AddressPart::Address1 => address1,
            AddressPart::Phone => phone,
        }
    }

    /// Whether it says who bought an order: all of the customer's address does, and the phone of the other.
    pub fn is_of_customer(self) -> bool {
        self.of_customer || self.part == AddressPart::Phone
    }

    /// The parts of an address that are searched.
    pub fn parts(address: &Address) -> [&str; 5] {
        [&address.first_name, &address.last_name, &address.company, &address.address1, &address.phone]
            .map(String::as_str)
    }

    /// Where this field stands among the [`parts`](Self::parts) of the shipping address and, behind them, the
    /// customer's.
    pub fn place(self) -> usize {
        let part = PARTS.iter().position(|(_, part)| *part == self.part).unwrap_or_default();
        if self.of_customer { PARTS.len() + part } else { part }
    }
}

/// What is looked for in one part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartSearch {
    field: SearchField,
    wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// A text, in small letters.
    Text(String),
    /// Digits of a phone, whatever stands between them.
    Digits(String),
}

impl PartSearch {
    /// The search for `text` in a field, in any case. A phone of five digits or more and without a letter is looked for
    /// by its digits, without the country code of North America.
    pub fn new(field: SearchField, text: &str) -> Self {
        let wanted = match phone_digits(text).filter(|_| field.part == AddressPart::Phone) {
            Some(digits) => Wanted::Digits(digits),
            None => Wanted::Text(text.to_lowercase()),
        };
        Self { field, wanted }
    }

    /// The field it is looked for in.
    pub fn field(&self) -> SearchField {
        self.field
    }

    /// Whether a text, in small letters, holds what is looked for.
    pub fn is_in(&self, text: &str) -> bool {
        match &self.wanted {
            Wanted::Text(wanted) => text.contains(wanted),
            Wanted::Digits(wanted) => digits(text).contains(wanted),
        }
    }

    /// Texts that every text that holds what is looked for holds too, however it is written: each digit of a phone by
    /// itself.
    pub fn terms(&self) -> Vec<String> {
        match &self.wanted {
            Wanted::Text(wanted) => vec![wanted.clone()],
            Wanted::Digits(wanted) => {
                let each: BTreeSet<char> = wanted.chars().collect();
                each.into_iter().map(String::from).collect()
            }
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The digits to look for, where `text` is a phone or the better part of one.
fn phone_digits(text: &str) -> Option<String> {
    let digits = digits(text);
    if digits.len() < MIN_PHONE_DIGITS || text.chars().any(char::is_alphabetic) {
        return None;
    }
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == NATIONAL_DIGITS);
    Some(national.unwrap_or(&digits).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_found_by_its_digits_however_either_is_written() {
        let phone = SearchField::named("customer_phone").unwrap();
        for (wanted, has, is_found) in [
            ("2075550147", "(207) 555-0147", true),
            ("2075550147", "+1 207-555-0147", true),
            ("+12075550147", "(207) 555-0147", true),
            ("1-207-555-0147", "207.555.0147", true),
            ("(207) 555-0147", "2075550147", true),
            ("555-01", "2075550147", true),
            ("5550147", "207 555 0147 ext. 12", true),
            ("2075550147", "(207) 555-0148", false),
            // Fewer than five digits, or a letter: as it is written.
            ("0147", "(207) 555-01-47", false),
            ("555-", "(207) 555-0147", true),
            ("ext. 12", "207 555 0147 EXT. 12", true),
            ("2075550147x1", "(207) 555-0147 x1", false),
        ] {
            let search = PartSearch::new(phone, wanted);
            let has = has.to_lowercase();
            assert_eq!(search.is_in(&has), is_found, "{wanted} in {has}");
            assert!(!is_found || search.terms().iter().all(|term| has.contains(term)), "{wanted} in {has}");
        }
    }

    #[test]
    fn only_phones_are_compared_by_digits() {
        let street = PartSearch::new(SearchField::named("shipping_address1").unwrap(), "12 34 56");
        assert!(street.is_in("pier 12 34 56") && !street.is_in("pier 123456"));
    }
}
