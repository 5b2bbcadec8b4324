//! Links to documents of orders: who has one sees the document, and nobody makes one.
//!
//! A link names the store, the order and the print template, and a code that only the store's key makes. So no row is needed
//! for it, and a rule can write one down before there is a document.

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::{OrderId, StoreId};

/// A code has so many hexadecimal digits: 128 bits.
const CODE_LENGTH: usize = 32;

/// So many print templates have a number that `receipt_link` knows them by, those that were removed included.
pub const MAX_NUMBERED_TEMPLATES: usize = 500;

/// What links to documents of a store are made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentLinks {
    /// The address of the API, without a path.
    pub base_url: String,
    /// What codes are made with.
    pub key: String,
    /// The ids of the store's print templates as they were made, by which `receipt_link` counts them from 0. One that was
    /// removed keeps its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<String>,
}

impl DocumentLinks {
    /// The address of a document of an order.
    pub fn of(&self, store_id: StoreId, order_id: OrderId, template_id: &str) -> String {
        let code = code(&self.key, store_id, order_id, template_id);
        format!("{}/documents/{store_id}-{order_id}-{template_id}-{code}", self.base_url)
    }
}

/// What a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLink {
    /// The store.
    pub store_id: StoreId,
    /// The order.
    pub order_id: OrderId,
    /// The print template, by its id.
    pub template_id: String,
    code: String,
}

impl DocumentLink {
    /// Reads the last part of an address; nothing where it can't be one.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (store_id, order_id) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let (template_id, code) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let is_id = (1..=16).contains(&template_id.len()) && template_id.bytes().all(|byte| byte.is_ascii_digit());
        let is_one = parts.next().is_none() && code.len() == CODE_LENGTH && is_id;
        is_one.then_some(Self { store_id, order_id, template_id, code })
    }

    /// Whether the store made it with this key. How much of the code is right shows in no time that could be measured.
    pub fn is_of(&self, key: &str) -> bool {
        let made = code(key, self.store_id, self.order_id, &self.template_id);
        !key.is_empty() && made.as_bytes().ct_eq(self.code.as_bytes()).into()
    }
}

/// Where the PDF of a document lies in the private bucket. A newer one takes the place of an older one.
pub fn document_object(store_id: StoreId, order_id: OrderId, template_id: &str) -> String {
    format!("documents/{store_id}/{order_id}/{template_id}.pdf")
}

fn code(key: &str, store_id: StoreId, order_id: OrderId, template_id: &str) -> String {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(format!("document\n{store_id}\n{order_id}\n{template_id}").as_bytes());
    let digits = format!("{:x}", mac.finalize().into_bytes());
    digits.get(..CODE_LENGTH).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(key: &str) -> DocumentLinks {
        DocumentLinks { base_url: "https://desk.example.com".into(), key: key.into(), templates: vec![] }
    }

    #[test]
    fn only_the_store_s_key_makes_a_link_and_only_for_what_it_names() {
        let (store_id, order_id) = ("42".parse().unwrap(), "1001".parse().unwrap());
        let address = links("secret").of(store_id, order_id, "7");
        let text = address.strip_prefix("https://desk.example.com/documents/").unwrap();
        let link = DocumentLink::read(text).unwrap();
        assert_eq!((link.store_id, link.order_id, &*link.template_id), (store_id, order_id, "7"));
        assert!(link.is_of("secret") && !link.is_of("other") && !link.is_of(""));
        for other in
            [text.replacen("42-", "43-", 1), text.replacen("-1001-", "-1002-", 1), text.replacen("-7-", "-8-", 1)]
        {
            assert!(!DocumentLink::read(&other).unwrap().is_of("secret"), "{other}");
        }
    }

    #[test]
    fn what_is_no_link_is_none() {
        for none in
            ["", "42-1001-7", "42-1001-x-0123456789abcdef0123456789abcdef", "42-1001-7-0123", "a-b-c-d-e", "../.."]
        {
            assert_eq!(DocumentLink::read(none), None, "{none}");
        }
    }
}
