//! Links that are mailed or handed over, each of which does one thing, once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{SignUp, UserScope};
use crate::{AccountId, Permissions, StoreId};

/// A link in a mail, or one that was handed over. The secret in its address is kept nowhere: it follows from the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLink {
    /// Its id.
    pub id: String,
    /// What it does.
    pub kind: LinkKind,
    /// Whom it is for.
    pub email: String,
    /// Whose password it sets, whose address it confirms or which account it gives another address; of a link that does
    /// so. None of one that anybody asked for by an address alone: then it is the account that has the address when the
    /// link is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on it does nothing.
    pub expires_at: Timestamp,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// What a link does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LinkKind {
    /// Makes an account that is in no store yet.
    Welcome,
    /// Makes its account, or a known one, a user of a store.
    Invite(Invitation),
    /// Sets another password.
    Reset,
    /// Confirms that the address of an account is its owner's.
    Confirm,
    /// Makes its address that of an account.
    ChangeEmail,
    /// Signs in somebody who ships for a store.
    SignIn,
    /// Finishes a sign-up: makes its account, its store, and the one an owner of the other.
    SignUp(Box<SignUp>),
}

/// As what somebody is invited into a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The store.
    pub store_id: StoreId,
    /// What it was called.
    pub store_name: String,
    /// What they may do there.
    pub permissions: Permissions,
    /// Which orders they see.
    pub scope: UserScope,
    /// The class of their pages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub css_class: String,
    /// Who invites them; nobody where it is the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// What those are called.
    pub by_name: String,
}

impl LinkKind {
    /// How long a link of its kind can be used.
    pub const fn lasts(&self) -> SignedDuration {
        match self {
            Self::Welcome | Self::Invite(_) | Self::Confirm => SignedDuration::from_hours(7 * 24),
            Self::ChangeEmail | Self::SignUp(_) => SignedDuration::from_hours(24),
            Self::Reset => SignedDuration::from_hours(1),
            Self::SignIn => SignedDuration::from_mins(15),
        }
    }

    /// Where in the console it leads to, without what stands behind: `/console/invite`.
    pub const fn page(&self) -> &'static str {
        match self {
            Self::Welcome => "/console/welcome",
            Self::Invite(_) => "/console/invite",
            Self::Reset => "/console/reset",
            Self::Confirm => "/console/confirm",
            Self::ChangeEmail => "/console/account/email",
            Self::SignIn => "/console/sign-in/link",
            Self::SignUp(_) => "/console/sign-up",
        }
    }

    /// The invitation, of one that is one.
    pub const fn invitation(&self) -> Option<&Invitation> {
        match self {
            Self::Invite(invitation) => Some(invitation),
            Self::Welcome | Self::Reset | Self::Confirm | Self::ChangeEmail | Self::SignIn | Self::SignUp(_) => None,
        }
    }
}

impl AccountLink {
    /// A link of this id that is made now.
    pub fn new(id: String, kind: LinkKind, email: &str, account_id: Option<AccountId>, now: Timestamp) -> Self {
        let expires_at = now.checked_add(kind.lasts()).unwrap_or(Timestamp::MAX);
        Self { id, kind, email: email.trim().to_owned(), account_id, made_at: now, expires_at, used_at: None }
    }

    /// Whether it has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_opens_an_account_ends_within_the_hour_and_an_invitation_within_a_week() {
        let now = Timestamp::UNIX_EPOCH;
        let made = |kind| AccountLink::new("1".into(), kind, " ada@example.com", None, now);
        assert_eq!(made(LinkKind::Reset).expires_at, now + SignedDuration::from_hours(1));
        assert_eq!(made(LinkKind::SignIn).expires_at, now + SignedDuration::from_mins(15));
        let welcome = made(LinkKind::Welcome);
        assert_eq!((welcome.expires_at, &*welcome.email), (now + SignedDuration::from_hours(168), "ada@example.com"));
        assert!(!welcome.is_over(now) && welcome.is_over(welcome.expires_at));
    }

    #[test]
    fn a_row_says_of_which_kind_a_link_is() {
        let invitation = Invitation {
            store_id: StoreId::new(42).unwrap(),
            store_name: "Harbor Prints".into(),
            permissions: Permissions::none(),
            scope: UserScope::Everything,
            css_class: String::new(),
            by: None,
            by_name: "Operator".into(),
        };
        let others = [LinkKind::Welcome, LinkKind::Reset, LinkKind::Confirm, LinkKind::ChangeEmail, LinkKind::SignIn];
        for kind in others.into_iter().chain([LinkKind::Invite(invitation)]) {
            let row = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<LinkKind>(&row).unwrap(), kind, "{row}");
        }
    }
}
