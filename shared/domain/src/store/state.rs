//! Whether a store can be worked with (accounts.md 6). One that is locked is read and nothing more (orderdesk-app 9.3).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{Problem, time};

/// An owner can open a store again for so long after it was closed.
pub const REOPENED_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Why a store is locked has at most this many characters.
pub const MAX_LOCK_REASON_LENGTH: usize = 500;

/// Whether a store can be worked with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreState {
    /// It can.
    #[default]
    Active,
    /// The operator locked it: it is read and nothing more.
    Locked(Lock),
    /// An owner closed it: it is read and nothing more, webhooks of its shops are not taken, and it may be deleted
    /// one day.
    Closed(Closing),
}

/// That a store is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Since when.
    pub since: Timestamp,
    /// Why, for people.
    pub why: String,
}

/// That a store is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Since when.
    pub since: Timestamp,
    /// Until then an owner can open it again.
    pub delete_after: Timestamp,
    /// The lock it had when it was closed, and has again when it is opened: closing is no way around a lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
}

/// The store can be read and nothing more. A sentence for people, without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadOnly(String);

impl StoreState {
    /// Its name in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked(_) => "locked",
            Self::Closed(_) => "closed",
        }
    }

    /// Whether the store can be worked with.
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active)
    }

    /// Whether webhooks of the store's shops are taken; those of one that is locked wait.
    pub const fn takes_webhooks(&self) -> bool {
        !matches!(self, Self::Closed(_))
    }

    /// Why the store can only be read, where that is so.
    pub fn check(&self) -> Result<(), ReadOnly> {
        match self {
            Self::Active => Ok(()),
            Self::Locked(lock) if lock.why.is_empty() => Err(ReadOnly("This store is locked".to_owned())),
            Self::Locked(lock) => Err(ReadOnly(format!("This store is locked: {}", lock.why))),
            Self::Closed(closing) => {
                let until = time::text(closing.delete_after);
                Err(ReadOnly(format!("This store is closed; an owner can open it again until {until} UTC")))
            }
        }
    }

    /// The lock it is under, also while it is closed.
    pub const fn lock(&self) -> Option<&Lock> {
        match self {
            Self::Active => None,
            Self::Locked(lock) => Some(lock),
            Self::Closed(closing) => closing.lock.as_ref(),
        }
    }

    /// The same, locked for this reason. One that was locked before is so since then; one that is closed stays closed.
    #[must_use]
    pub fn locked(self, why: &str, now: Timestamp) -> Self {
        let since = self.lock().map_or(now, |before| before.since);
        let lock = Lock { since, why: why.to_owned() };
        match self {
            Self::Closed(closing) => Self::Closed(Closing { lock: Some(lock), ..closing }),
            Self::Active | Self::Locked(_) => Self::Locked(lock),
        }
    }

    /// The same, closed. One that was closed before is so since then.
    #[must_use]
    pub fn closed(self, now: Timestamp) -> Self {
        let lock = match self {
            Self::Closed(_) => return self,
            Self::Active => None,
            Self::Locked(lock) => Some(lock),
        };
        let delete_after = now.checked_add(REOPENED_WITHIN).unwrap_or(now);
        Self::Closed(Closing { since: now, delete_after, lock })
    }

    /// The same, opened by an owner: as it was before it was closed. Nothing where it is too late for that.
    pub fn reopened(self, now: Timestamp) -> Option<Self> {
        match self {
            Self::Closed(closing) if closing.delete_after <= now => None,
            Self::Closed(closing) => Some(closing.lock.map_or(Self::Active, Self::Locked)),
            Self::Active | Self::Locked(_) => Some(self),
        }
    }
}

/// What is wrong with the reason why a store is to be locked.
pub fn check_lock_reason(why: &str) -> Option<Problem> {
    if why.trim().is_empty() {
        return Some(Problem::new("why", "must say why: the people of the store read it"));
    }
    check_text_length("why", why, MAX_LOCK_REASON_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Catches an owner who closes and opens a store to be rid of its lock.
    #[test]
    fn a_store_that_is_closed_and_opened_again_is_locked_as_it_was() {
        let locked = StoreState::Active.locked("unpaid", at(10));
        let closed = locked.clone().closed(at(20));
        assert_eq!((closed.name(), closed.is_active(), closed.takes_webhooks()), ("closed", false, false));
        assert_eq!(closed.clone().reopened(at(30)), Some(locked.clone()));
        assert_eq!(StoreState::Active.closed(at(20)).reopened(at(30)), Some(StoreState::Active));
        let meanwhile = StoreState::Active.closed(at(20)).locked("unpaid", at(25));
        assert_eq!(meanwhile.name(), "closed");
        assert_eq!(meanwhile.reopened(at(30)), Some(StoreState::Active.locked("unpaid", at(25))));
    }

    #[test]
    fn a_store_can_be_opened_again_for_thirty_days() {
        let closed = StoreState::Active.closed(at(0));
        assert_eq!(closed.clone().closed(at(99)), closed, "closed once");
        let last = at(30 * 24 * 60 * 60 - 1);
        assert!(closed.clone().reopened(last).is_some());
        assert_eq!(closed.reopened(at(30 * 24 * 60 * 60)), None);
    }

    #[test]
    fn whoever_is_refused_reads_why_and_another_reason_leaves_since_when() {
        assert_eq!(StoreState::Active.check(), Ok(()));
        let locked = StoreState::Active.locked("the bill of May is open", at(10));
        assert_eq!(locked.check().unwrap_err().to_string(), "This store is locked: the bill of May is open");
        let again = locked.locked("the bill of June is open", at(20));
        assert_eq!(again.lock().unwrap(), &Lock { since: at(10), why: "the bill of June is open".into() });
        let closed = StoreState::Active.closed(at(0)).check().unwrap_err().to_string();
        assert_eq!(closed, "This store is closed; an owner can open it again until 1970-01-31 00:00:00 UTC");
        assert!(check_lock_reason(" ").is_some() && check_lock_reason("unpaid").is_none());
    }

    #[test]
    fn a_row_says_how_a_store_is() {
        let states = [
            (StoreState::Active, r#""active""#.to_owned()),
            (
                StoreState::Active.locked("unpaid", at(0)),
                r#"{"locked":{"since":"1970-01-01T00:00:00Z","why":"unpaid"}}"#.to_owned(),
            ),
            (
                StoreState::Active.closed(at(0)),
                r#"{"closed":{"since":"1970-01-01T00:00:00Z","delete_after":"1970-01-31T00:00:00Z"}}"#.to_owned(),
            ),
        ];
        for (state, row) in states {
            assert_eq!(serde_json::to_string(&state).unwrap(), row);
            assert_eq!(serde_json::from_str::<StoreState>(&row).unwrap(), state);
        }
    }
}
