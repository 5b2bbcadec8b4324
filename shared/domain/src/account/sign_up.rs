//! What somebody says who signs up, until they confirm that the address is theirs.

use serde::{Deserialize, Serialize};

use super::Account;
use crate::{Business, Problem, SettingsPatch};

/// What somebody says of a store that they make.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreDetails {
    /// What it is called.
    pub name: String,
    /// Who fulfils its orders.
    pub business: Business,
    /// Code of its country; blank where nobody said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub store_country: String,
    /// ISO 4217 code of its currency; blank where nobody said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// IANA name; UTC where it is blank.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub timezone: String,
}

/// What somebody said who signed up: nothing is made of it before they follow the link that is mailed to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The account as it will be. Its password is sealed for its id, which it has unless another sign-up of the
    /// address was begun to be finished before.
    pub account: Account,
    /// The store that it begins with.
    pub store: StoreDetails,
    /// Hex SHA-256 of what a cookie of the browser holds that signed up: with it the password is not asked for again.
    pub browser_digest: String,
}

impl StoreDetails {
    /// What the settings of a store say of it.
    pub fn patch(&self) -> SettingsPatch {
        let texts = vec![
            ("store_country", self.store_country.clone()),
            ("currency", self.currency.clone()),
            ("timezone", self.timezone.clone()),
        ];
        SettingsPatch { name: Some(self.name.clone()), texts, ..SettingsPatch::default() }
    }

    /// Everything that is wrong with it, each by the name of its setting.
    pub fn check(&self) -> Vec<Problem> {
        self.patch().check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_needs_a_name_and_a_time_zone_that_is_one() {
        let details = |name: &str, timezone: &str| StoreDetails {
            name: name.into(),
            timezone: timezone.into(),
            ..StoreDetails::default()
        };
        assert_eq!(details("Harbor", "").check(), vec![]);
        assert_eq!(details("Harbor", "Europe/Berlin").check(), vec![]);
        let fields = |wrong: StoreDetails| wrong.check().into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        assert_eq!(fields(details("", "Mars/Olympus")), ["name", "timezone"]);
    }
}
