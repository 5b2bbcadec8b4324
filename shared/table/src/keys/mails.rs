//! Keys of mails, and of what keeps people from getting them.

use domain::StoreId;

use crate::client::Key;

/// The sort key of every notice.
pub(crate) const NOTICE: &str = "M";

/// A mail that is to be sent, or was; of a store, or to a person of their account.
pub(crate) fn notice(store_id: Option<StoreId>, id: &str) -> Key {
    let whose = store_id.map_or_else(|| "people".to_owned(), |store_id| store_id.to_string());
    Key::new(format!("M#{whose}#{id}"), NOTICE)
}

/// Reads the store back from a notice's partition; nothing of one that is no store's.
pub(crate) fn read_notice_partition(pk: &str) -> Option<StoreId> {
    pk.strip_prefix("M#")?.split_once('#')?.0.parse().ok()
}

/// A link that confirms a mail address, by the digest of its token.
pub(crate) fn mail_confirmation(digest: &str) -> Key {
    Key::new(format!("V#{digest}"), "V")
}

/// A link by which who ships an order confirms it, by the digest of its token.
pub(crate) fn dropship_link(digest: &str) -> Key {
    Key::new(format!("V#{digest}"), "D")
}

/// A link by which a reader has an address left out of a store's mails, by the digest of its token.
pub(crate) fn unsubscribe_link(digest: &str) -> Key {
    Key::new(format!("V#{digest}"), "U")
}

/// When a link was last mailed to an address, by its digest.
pub(crate) fn mailed_address(digest: &str) -> Key {
    Key::new(format!("X#{digest}"), "X")
}

/// Which store sends from an address, whatever the case of its letters.
pub(crate) fn mail_sender(address: &str) -> Key {
    Key::new(format!("F#{}", address.to_lowercase()), "F")
}

/// The addresses that a store mails nothing to.
pub(crate) fn mail_suppressions(store_id: StoreId) -> String {
    format!("Q#{store_id}")
}

/// In front of each of these addresses.
pub(crate) const SUPPRESSION: &str = "Q#";

/// Behind all of them.
pub(crate) const SUPPRESSIONS_END: &str = "Q$";

/// The sort key of an address, whatever the case of its letters.
pub(crate) fn suppressed(address: &str) -> String {
    format!("{SUPPRESSION}{}", address.to_lowercase())
}

/// That a store mails nothing to an address.
pub(crate) fn mail_suppression(store_id: StoreId, address: &str) -> Key {
    Key::new(mail_suppressions(store_id), suppressed(address))
}
