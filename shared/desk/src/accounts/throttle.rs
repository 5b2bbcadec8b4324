//! How often a password, a code or a link may be tried. A slot of time has so many tries, for all processes together;
//! in two slots that meet there may be twice as many.

use domain::{Account, AccountId};
use futures_util::future::try_join;
use jiff::{SignedDuration, Timestamp};

use crate::{Desk, DeskError};

/// The slot of passwords and codes.
const SLOT: SignedDuration = SignedDuration::from_mins(10);

/// So many passwords of one address are tried in a slot.
const MAX_TRIES_OF_EMAIL: u64 = 10;

/// So many passwords and codes are tried from one network in a slot.
const MAX_TRIES_OF_NETWORK: u64 = 50;

/// So many codes of one account are tried in a slot.
const MAX_CODES: u64 = 10;

/// So many sign-ups come from one network in a slot.
const MAX_SIGN_UPS: u64 = 20;

/// So many stores somebody makes in an hour.
const MAX_STORES_AN_HOUR: u64 = 20;

/// The slot of links.
const LINK_SLOT: SignedDuration = SignedDuration::from_hours(1);

/// So many mails of one kind go to an address in a slot of which somebody is the cause.
const MAX_MAILS_OF_KIND: u64 = 5;

/// So many mails are asked for from one network in a slot of passwords.
const MAX_MAILS_OF_NETWORK: u64 = 50;

/// A kind of mail to a person. Each is counted by itself: who asks for one for somebody else's address uses up none of
/// the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MailKind {
    Confirmation,
    Invitation,
    NewEmail,
    Reset,
    SignIn,
    SignUp,
}

impl MailKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Invitation => "invitation",
            Self::NewEmail => "new-email",
            Self::Reset => "reset",
            Self::SignIn => "sign-in",
            Self::SignUp => "sign-up",
        }
    }
}

/// Counts the try of a password; after how many seconds to come again, where there were too many.
pub(super) async fn try_password(
    desk: &Desk,
    email: &str,
    network: &str,
    now: Timestamp,
) -> Result<Option<u64>, DeskError> {
    let began = slot(now, SLOT);
    let email = format!("in#{}", Account::digest_of_email(email));
    let network = format!("in#{network}");
    let count = |what| Box::pin(desk.table.count_try(what, began, SLOT));
    let (of_email, of_network) = try_join(count(&email), count(&network)).await?;
    Ok(over(of_email > MAX_TRIES_OF_EMAIL || of_network > MAX_TRIES_OF_NETWORK, began, SLOT, now))
}

/// Counts the try of a code, in the same way.
pub(super) async fn try_code(
    desk: &Desk,
    id: AccountId,
    network: &str,
    now: Timestamp,
) -> Result<Option<u64>, DeskError> {
    let began = slot(now, SLOT);
    let (account, network) = (format!("code#{id}"), format!("in#{network}"));
    let count = |what| Box::pin(desk.table.count_try(what, began, SLOT));
    let (of_account, of_network) = try_join(count(&account), count(&network)).await?;
    Ok(over(of_account > MAX_CODES || of_network > MAX_TRIES_OF_NETWORK, began, SLOT, now))
}

/// Counts an invitation that is to be mailed to an address; whether it may leave.
pub(super) async fn may_mail_invitation(desk: &Desk, email: &str, now: Timestamp) -> Result<bool, DeskError> {
    let what = mails_to(email, MailKind::Invitation);
    Ok(desk.table.count_try(&what, slot(now, LINK_SLOT), LINK_SLOT).await? <= MAX_MAILS_OF_KIND)
}

/// Counts a sign-up from a network; after how many seconds to come again, where there were too many.
pub(super) async fn try_sign_up(desk: &Desk, network: &str, now: Timestamp) -> Result<Option<u64>, DeskError> {
    let (began, what) = (slot(now, SLOT), format!("up#{network}"));
    let of_network = desk.table.count_try(&what, began, SLOT).await?;
    Ok(over(of_network > MAX_SIGN_UPS, began, SLOT, now))
}

/// Counts a store that somebody makes; whether they may.
pub(crate) async fn may_make_store(desk: &Desk, id: AccountId, now: Timestamp) -> Result<bool, DeskError> {
    let made = desk.table.count_try(&format!("store#{id}"), slot(now, LINK_SLOT), LINK_SLOT).await?;
    Ok(made <= MAX_STORES_AN_HOUR)
}

/// Counts a mail that a form asks for; whether it may leave. Counted are the address, for this kind of mail alone, and
/// the network, whatever comes of it.
pub(super) async fn may_mail(
    desk: &Desk,
    kind: MailKind,
    email: &str,
    network: &str,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let (of_email, of_network) = (mails_to(email, kind), format!("link#{network}"));
    let email = Box::pin(desk.table.count_try(&of_email, slot(now, LINK_SLOT), LINK_SLOT));
    let network = Box::pin(desk.table.count_try(&of_network, slot(now, SLOT), SLOT));
    let (of_email, of_network) = try_join(email, network).await?;
    Ok(of_email <= MAX_MAILS_OF_KIND && of_network <= MAX_MAILS_OF_NETWORK)
}

/// What the mails of a kind to an address are counted under.
fn mails_to(email: &str, kind: MailKind) -> String {
    format!("link#{}#{}", kind.name(), Account::digest_of_email(email))
}

/// When the slot of now began.
fn slot(now: Timestamp, length: SignedDuration) -> Timestamp {
    let (second, length) = (now.as_second(), length.as_secs());
    Timestamp::from_second(second.saturating_sub(second.rem_euclid(length))).unwrap_or(now)
}

/// How many seconds it is to the next slot, one at least, where there were too many tries in this one.
fn over(is_over: bool, began: Timestamp, length: SignedDuration, now: Timestamp) -> Option<u64> {
    let end = began.as_second().saturating_add(length.as_secs());
    is_over.then(|| u64::try_from(end.saturating_sub(now.as_second())).unwrap_or_default().max(1))
}
