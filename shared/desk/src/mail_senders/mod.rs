//! The address that mails of a store's orders leave from (docs/adr/0046-senders-of-stores.md).
//!
//! Two who know nothing of each other must agree to it. A link of ours is followed by who reads the address, for this store
//! and no other; and SES sends from it, because of a link that it mails itself, or as the whole domain is verified. SES
//! verifies for the AWS account, which all stores share: what it says does not tell whose an address is.

mod sending;
mod verifying;

use domain::{MAX_CONFIRMATIONS_A_DAY, MailSender, MailSenderStatus, Permission, Store, StoreId};
use jiff::Timestamp;
use mail::{Identities, NoMail, sender_address};
use table::{Outcome, SenderTaken};

use crate::notices::{Requested, request_sender_confirmation, request_sender_verification};
use crate::{Desk, DeskError, stores};

#[cfg(feature = "mails")]
pub(crate) use sending::sender_of;
#[cfg(any(feature = "mails", feature = "deliveries"))]
pub(crate) use sending::{from_sender, note_refusal};
#[cfg(feature = "mails")]
pub(crate) use verifying::{Verification, verify};

const SENDER: &str = "Mail Sender";

const ADDRESS: &str = "address";

/// The address of a store, as it is now: where it waits for SES, that is asked, and what it says is kept. Where it does not
/// answer, the address is as it was.
pub async fn find(
    desk: &Desk,
    identities: &Identities,
    store_id: StoreId,
    now: Timestamp,
) -> Result<MailSender, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let store = stores::find(desk, store_id).await?;
    Ok(verifying::look(desk, identities, store_id, of(&store)?.clone(), now).await?)
}

/// Sets the address of a store, of which no other store has it, and has a link mailed there. The one that it has stays as it
/// is; where nobody followed the link, another is mailed, a minute later at the earliest. The address `mail_from`, which the
/// deployment sends from, is no store's.
///
/// Claim, store and notice are written one after the other. A crash leaves an address that is free after a minute, or one to
/// which no link was mailed yet: the same call again does what is left.
pub async fn set(
    desk: &Desk,
    store_id: StoreId,
    address: &str,
    mail_from: &str,
    now: Timestamp,
) -> Result<MailSender, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let address = sender_address(address).map_err(|error| DeskError::invalid(ADDRESS, words_of(&error)))?;
    if is_same_address(&address, mail_from) {
        return Err(DeskError::invalid(ADDRESS, "is the address that all stores' mails leave from"));
    }
    let changed = desk.table.change_mail_sender(store_id, now, |store| -> Result<_, DeskError> {
        let before = store.settings.mail_sender.clone().filter(|sender| sender.address == address);
        Ok(Some(before.unwrap_or_else(|| MailSender::new(address.clone(), now))))
    });
    let store = changed_store(changed.await?)?;
    let sender = of(&store)?;
    if !sender.is_confirmed()
        && let Err(error) = request_sender_confirmation(desk, &store, &sender.address, now).await
    {
        // What was written is there: the same call again, or one for another link, mails it.
        tracing::warn!(%store_id, "no link is mailed yet: {error:#}");
    }
    Ok(sender.clone())
}

/// Gives the address of a store up: whoever proves to read it may have it. What SES has verified stays there. The address.
pub async fn give_up(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<String, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let store = stores::find(desk, store_id).await?;
    let address = of(&store)?.address.clone();
    let changed = desk.table.change_mail_sender(store_id, now, |store| of(store).map(|_| None));
    changed_store(changed.await?)?;
    Ok(address)
}

/// Has the mail sent again that the address waits for: our link, or that of SES, which is told to verify it. In the
/// background, and once a minute.
pub async fn request(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<MailSender, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let store = stores::find(desk, store_id).await?;
    let sender = of(&store)?;
    match sender.status {
        MailSenderStatus::Verified => {
            Err(DeskError::Conflict("Mails leave from this address; there is nothing left to verify".to_owned()))
        }
        MailSenderStatus::Unconfirmed => match request_sender_confirmation(desk, &store, &sender.address, now).await? {
            Requested::Now => Ok(sender.clone()),
            Requested::TooSoon => Err(too_soon()),
            Requested::TooOften => Err(DeskError::Conflict(format!(
                "The store had {MAX_CONFIRMATIONS_A_DAY} links mailed today, which is all it may; the next one can be \
                     mailed tomorrow, in UTC"
            ))),
        },
        MailSenderStatus::Pending | MailSenderStatus::Failed => {
            // One of a minute, whoever asks.
            let minute = now.strftime("%Y%m%d%H%M").to_string();
            if !request_sender_verification(desk, &store, &sender.address, &minute, now).await?.is_done() {
                return Err(too_soon());
            }
            // Where the notice was quicker it is as that left it.
            let try_again = |it: &mut MailSender| {
                if it.status == MailSenderStatus::Failed {
                    it.begin_anew(now);
                }
            };
            let changed = verifying::change(desk, store_id, &sender.address, try_again).await?;
            changed.ok_or(DeskError::NotFound(SENDER))
        }
    }
}

fn too_soon() -> DeskError {
    DeskError::Conflict(
        "A mail went there within the last minute; wait for it before you have another one sent".to_owned(),
    )
}

fn of(store: &Store) -> Result<&MailSender, DeskError> {
    store.settings.mail_sender.as_ref().ok_or(DeskError::NotFound(SENDER))
}

fn changed_store(outcome: Outcome<Store, std::convert::Infallible, DeskError>) -> Result<Store, DeskError> {
    match outcome {
        Outcome::Done(store) => Ok(store),
        Outcome::Refused(error) => Err(error),
        _ => Err(DeskError::NotFound("Store")),
    }
}

/// Whether two texts are spellings of one address.
fn is_same_address(address: &str, other: &str) -> bool {
    let other = sender_address(other).unwrap_or_else(|_| other.to_owned());
    address.to_lowercase() == other.to_lowercase()
}

fn words_of(error: &NoMail) -> &'static str {
    match error {
        NoMail::ForeignLetters(_) => "has letters before the @ that are not ASCII, from which Amazon SES sends nothing",
        _ => "must be a bare mail address, such as orders@shop.example.com",
    }
}

impl From<SenderTaken> for DeskError {
    fn from(SenderTaken: SenderTaken) -> Self {
        Self::ConflictIn(vec![domain::Problem::new(ADDRESS, "is the sender of another store")])
    }
}
