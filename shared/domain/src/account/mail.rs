//! What people are mailed of their accounts.

use serde::{Deserialize, Serialize};

use super::Browser;

/// What a person is mailed of their account. The secret of a link stands in none of these: whoever sends the mail makes
/// it again from the link's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum AccountMail {
    /// A link. What is said with it follows from what the link does.
    Link {
        /// Its id.
        link_id: String,
    },
    /// Somebody wanted another account for an address that has one.
    HasAccount,
    /// The password was changed, and other sessions have ended.
    PasswordChanged {
        /// By which browser.
        browser: Browser,
    },
    /// Another address is the account's from now on. It is told to the one of before.
    EmailChanged {
        /// By which browser.
        browser: Browser,
    },
    /// Signing in takes no code any more.
    SecondFactorOff {
        /// By which browser.
        browser: Browser,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a mail that waits and can't be read when it is to be sent, and a name in rows that changed.
    #[test]
    fn a_row_says_what_is_mailed() {
        let browser = Browser { name: "Firefox on Linux".into(), network: "203.0.113.0/24".into() };
        for (mail, about) in [
            (AccountMail::Link { link_id: "0a".into() }, "link"),
            (AccountMail::HasAccount, "has_account"),
            (AccountMail::PasswordChanged { browser: browser.clone() }, "password_changed"),
            (AccountMail::EmailChanged { browser: browser.clone() }, "email_changed"),
            (AccountMail::SecondFactorOff { browser }, "second_factor_off"),
        ] {
            let row = serde_json::to_string(&mail).unwrap();
            assert!(row.starts_with(&format!(r#"{{"about":"{about}""#)), "{row}");
            assert_eq!(serde_json::from_str::<AccountMail>(&row).unwrap(), mail);
        }
    }
}
