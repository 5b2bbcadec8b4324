//! Keys of accounts, of what lies beside them, and of the users of stores.

use domain::{AccountId, StoreId};
use jiff::Timestamp;

use super::store_partition;
use crate::client::Key;

/// The partition of an account: the account, its sessions, its stores, and the lines of what was changed of it. No id
/// has a `#`, so it is none of a store's posts of a minute.
pub(crate) fn account_partition(id: AccountId) -> String {
    format!("P#{id}")
}

/// An account.
pub(crate) fn account(id: AccountId) -> Key {
    Key::new(account_partition(id), "P")
}

/// Which account has an address, by the address's digest.
pub(crate) fn login(email_digest: &str) -> Key {
    Key::new(format!("L#{email_digest}"), "L")
}

/// In front of the digest of each session's token.
pub(crate) const SESSION: &str = "V#";

/// A session of an account.
pub(crate) fn session(id: AccountId, token_digest: &str) -> Key {
    Key::new(account_partition(id), format!("{SESSION}{token_digest}"))
}

/// In front of the digest of each trusted browser's token.
pub(crate) const TRUSTED: &str = "T#";

/// A browser that an account trusts.
pub(crate) fn trusted(id: AccountId, token_digest: &str) -> Key {
    Key::new(account_partition(id), format!("{TRUSTED}{token_digest}"))
}

/// In front of the id of each store of an account.
pub(crate) const STORE_OF_ACCOUNT: &str = "S#";

/// That an account is a user of a store, as the account's partition has it.
pub(crate) fn store_of_account(id: AccountId, store_id: StoreId) -> Key {
    Key::new(account_partition(id), format!("{STORE_OF_ACCOUNT}{store_id}"))
}

/// In front of the id of each user's account: who works in the store.
pub(crate) const USER: &str = "W#";

/// A user of a store.
pub(crate) fn user(store_id: StoreId, id: AccountId) -> Key {
    Key::new(store_partition(store_id), format!("{USER}{id}"))
}

/// In front of the id of each link that invites into a store.
pub(crate) const INVITATION: &str = "G#";

/// That a link invites into a store, as the store's partition has it.
pub(crate) fn invitation(store_id: StoreId, link_id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{INVITATION}{link_id}"))
}

/// A link that was mailed or handed over.
pub(crate) fn account_link(link_id: &str) -> Key {
    Key::new(format!("G#{link_id}"), "G")
}

/// In front of each line of what was changed of a store, or of an account.
pub(crate) const AUDIT: &str = "H#";

/// Behind all of these lines.
pub(crate) const AUDIT_END: &str = "H$";

/// A line of what was changed, by when and by what names it among those of a millisecond. Its cursor is what is behind
/// [`AUDIT`].
pub(crate) fn audit_line(partition: String, at: Timestamp, name: &str) -> Key {
    Key::new(partition, format!("{AUDIT}{:014}-{name}", at.as_millisecond()))
}

/// What was tried in the slot of time that began then: `in#<digest of an address>` and the like.
pub(crate) fn tries(what: &str, began: Timestamp) -> Key {
    Key::new(format!("B#{what}#{}", began.as_second()), "B")
}
