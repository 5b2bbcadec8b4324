//! Links that confirm mail addresses, each under a digest of its token, and which addresses were mailed one just now.

use domain::{ConfirmationPurpose, MailConfirmation};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::{Outcome, Table, TableError, keys};

/// The attributes of a row, which has no body.
const STORE: &str = "store";
const ADDRESS: &str = "address";
const PURPOSE: &str = "purpose";
const ENDS_AT: &str = "ends_at";
const USED_AT: &str = "used_at";
const MAILED_AT: &str = "mailed_at";
const EXPIRES_AT: &str = "expires_at";

/// What the attribute says of a link that lets a store send from an address. One of an `admin_email` has none.
const MAIL_SENDER: &str = "mail_sender";

/// A link that has ended says so for so long before nobody knows it.
const EXPLAINED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// That an address was mailed is kept for so long.
const NOTED_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Table {
    /// Keeps a link under the digest of its token.
    pub async fn put_mail_confirmation(&self, digest: &str, link: &MailConfirmation) -> Result<(), TableError> {
        let item = NewItem::at(keys::mail_confirmation(digest))
            .text(STORE, link.store_id.to_string())
            .text(ADDRESS, link.address.as_str())
            .number(ENDS_AT, seconds(link.ends_at))
            .number(EXPIRES_AT, seconds_after(link.ends_at, EXPLAINED_FOR));
        let item = match link.purpose {
            ConfirmationPurpose::AdminEmail => item,
            ConfirmationPurpose::MailSender => item.text(PURPOSE, MAIL_SENDER),
        };
        self.client.put(item.sized()?).await
    }

    /// The link of the token with this digest.
    pub async fn mail_confirmation(&self, digest: &str) -> Result<Option<MailConfirmation>, TableError> {
        let item = self.client.get(keys::mail_confirmation(digest), Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// Notes that a link was followed; it confirms nothing any more. Done again it changes nothing that counts.
    pub async fn note_confirmation_used(&self, digest: &str, now: Timestamp) -> Result<(), TableError> {
        let update = Update::of(keys::mail_confirmation(digest)).set_once(USED_AT, now.as_second());
        self.client.update(update.only_if(Condition::exists())).await.map(drop)
    }

    /// Notes that a link of a purpose is about to be mailed to an address; [`Outcome::Stale`] when that was less than `pause`
    /// ago, whichever store it was for.
    pub async fn note_address_mailed(
        &self,
        address: &str,
        purpose: ConfirmationPurpose,
        pause: SignedDuration,
        now: Timestamp,
    ) -> Result<Outcome<()>, TableError> {
        let before = now.checked_sub(pause).unwrap_or(now);
        let digest = MailConfirmation::digest_of_address(address, purpose);
        let update = Update::of(keys::mailed_address(&digest)).set(MAILED_AT, now.as_second());
        let update = update.set(EXPIRES_AT, seconds_after(now, NOTED_FOR));
        let is_past = Condition::number_is_below(MAILED_AT, seconds(before).saturating_add(1));
        Ok(self.client.update(update.only_if(is_past)).await?.map(drop))
    }
}

fn read(item: &Item) -> Result<MailConfirmation, TableError> {
    let time = |name: &str| Timestamp::from_second(i64::try_from(item.number(name)?).ok()?).ok();
    let read = || {
        let store_id = item.text(STORE)?.parse().ok()?;
        let address = item.text(ADDRESS)?.to_owned();
        let purpose = match item.text(PURPOSE) {
            None => ConfirmationPurpose::AdminEmail,
            Some(MAIL_SENDER) => ConfirmationPurpose::MailSender,
            // Of a later build: it confirms nothing here.
            Some(_) => return None,
        };
        Some(MailConfirmation { store_id, purpose, address, ends_at: time(ENDS_AT)?, used_at: time(USED_AT) })
    };
    read().ok_or_else(|| TableError::unreadable(item.place(), "it is no link that confirms an address"))
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

fn seconds_after(at: Timestamp, by: SignedDuration) -> u64 {
    seconds(at.checked_add(by).unwrap_or(at))
}
