//! A browser from which somebody signs in without a code for a while.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Browser, Session};
use crate::AccountId;

/// So many digits of its digest name it.
const ID_LENGTH: usize = 16;

/// A browser in which somebody entered a code, and that they trust: signing in there takes the password alone. What its
/// cookie holds is kept nowhere but there: the row has a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedBrowser {
    /// What names it on pages, and in the sessions that were begun with it.
    pub id: String,
    /// Hex SHA-256 of what its cookie holds behind the account's id.
    pub token_digest: String,
    /// Who trusts it.
    pub account_id: AccountId,
    /// Since when.
    pub made_at: Timestamp,
    /// The browser.
    pub browser: Browser,
    /// From when on signing in there takes a code again.
    pub expires_at: Timestamp,
}

impl TrustedBrowser {
    /// It is trusted for so long.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// One that is trusted from now on, whose cookie holds this token.
    pub fn begun(token: &str, account_id: AccountId, browser: Browser, now: Timestamp) -> Self {
        let token_digest = Session::digest_of(token);
        let id = token_digest.get(..ID_LENGTH).unwrap_or_default().to_owned();
        let expires_at = now.checked_add(Self::LASTS).unwrap_or(Timestamp::MAX);
        Self { id, token_digest, account_id, made_at: now, browser, expires_at }
    }

    /// Whether it is trusted no more.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::tests::account;

    /// Catches a browser that is trusted longer than it may be, or after its owner had all sessions ended.
    #[test]
    fn a_browser_is_trusted_for_thirty_days_and_not_beyond_the_sessions_of_its_time() {
        let days = |days: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days);
        let trusted = TrustedBrowser::begun("token", AccountId::new(7).unwrap(), Browser::default(), days(1));
        assert!(!trusted.is_over(days(30)) && trusted.is_over(days(31)));
        assert!(account().trusts(&trusted, days(30)) && !account().trusts(&trusted, days(31)));
        let mut changed = account();
        changed.sessions_after = Some(days(2));
        assert!(!changed.trusts(&trusted, days(3)));
        changed.sessions_after = Some(days(1));
        assert!(changed.trusts(&trusted, days(3)), "trusted with that change or after it");
    }
}
