//! Where an order goes to, who pays, and where it comes back to.

use serde::{Deserialize, Serialize};

/// A shipping or customer address; a customer's has no `address3` and `address4` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields' names say it all")]
pub struct Address {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub first_name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub company: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address1: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address2: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address3: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address4: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// Code or full name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

impl Address {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.lines().into_iter().all(str::is_empty)
    }

    /// All that stands in it.
    #[inline]
    pub(crate) fn lines(&self) -> [&str; 12] {
        let Self { first_name, last_name, company, phone, .. } = self;
        let Self { address1, address2, address3, address4, city, state, postal_code, country, .. } = self;
        [
            first_name,
            last_name,
            company,
            phone,
            address1,
            address2,
            address3,
            address4,
            city,
            state,
            postal_code,
            country,
        ]
    }

    /// Whether it names somebody.
    pub fn is_named(&self) -> bool {
        [&self.first_name, &self.last_name, &self.company].iter().any(|part| !part.trim().is_empty())
    }

    /// The same address as a customer's, which has no third and no fourth line.
    #[must_use]
    pub fn as_customer(&self) -> Self {
        Self { address3: String::new(), address4: String::new(), ..self.clone() }
    }
}

/// Where returns go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields' names say it all")]
pub struct ReturnAddress {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub company: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address1: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address2: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

impl ReturnAddress {
    /// All that stands in it.
    #[inline]
    pub(crate) fn lines(&self) -> [&str; 10] {
        let Self { title, name, company, address1, address2, city, state, postal_code, country, phone } = self;
        [title, name, company, address1, address2, city, state, postal_code, country, phone]
    }
}
