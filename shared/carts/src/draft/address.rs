//! Addresses as carts write them.

use domain::Address;

use crate::json::Node;

/// Where a cart has the lines of an address; each may lie under one of several keys, of which the first filled one counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AddressKeys {
    /// The whole name, for where there is no first and no last one.
    pub(crate) name: &'static [&'static str],
    pub(crate) first_name: &'static [&'static str],
    pub(crate) last_name: &'static [&'static str],
    pub(crate) company: &'static [&'static str],
    pub(crate) address1: &'static [&'static str],
    pub(crate) address2: &'static [&'static str],
    pub(crate) city: &'static [&'static str],
    pub(crate) state: &'static [&'static str],
    pub(crate) postal_code: &'static [&'static str],
    pub(crate) country: &'static [&'static str],
    pub(crate) phone: &'static [&'static str],
}

impl AddressKeys {
    /// The address under a node; empty where there is none.
    pub(crate) fn read(&self, node: &Node) -> Address {
        let text = |keys: &[&str]| node.first_text(keys);
        let mut address = Address {
            first_name: text(self.first_name),
            last_name: text(self.last_name),
            company: text(self.company),
            address1: text(self.address1),
            address2: text(self.address2),
            city: text(self.city),
            state: text(self.state),
            postal_code: text(self.postal_code),
            country: text(self.country),
            phone: text(self.phone),
            ..Address::default()
        };
        if address.first_name.is_empty() && address.last_name.is_empty() {
            (address.first_name, address.last_name) = split_name(&text(self.name));
        }
        address
    }
}

/// First and last name out of one text, split at its last blank; one word is a first name.
pub(crate) fn split_name(name: &str) -> (String, String) {
    let name = name.trim();
    let (first, last) = name.rsplit_once(char::is_whitespace).unwrap_or((name, ""));
    (first.trim_end().to_owned(), last.to_owned())
}

/// What a parcel can't do without and this address does. Not every country has postal codes.
pub(crate) fn missing_lines(address: &Address) -> Vec<&'static str> {
    let is_blank = |text: &String| text.trim().is_empty();
    let has_no_place = is_blank(&address.city) && is_blank(&address.postal_code);
    let lines = [
        ("address1", is_blank(&address.address1)),
        ("city and postal_code", has_no_place),
        ("country", is_blank(&address.country)),
    ];
    lines.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_one_text_is_split_at_its_last_blank() {
        for (name, first, last) in [
            ("Ada Maria Example", "Ada Maria", "Example"),
            (" Ada  Example ", "Ada", "Example"),
            ("Ada", "Ada", ""),
            ("", "", ""),
        ] {
            assert_eq!(split_name(name), (first.to_owned(), last.to_owned()), "{name}");
        }
    }
}
