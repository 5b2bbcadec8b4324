//! Signing in by a mailed link: for who ships for a store, and may have no password. Such a session opens what
//! suppliers see, and nothing else.

use domain::{Account, Browser, LinkKind, SessionLevel};
use jiff::Timestamp;
use table::Outcome;

use super::links::{self, FoundLink};
use super::sessions;
use super::sign_in::SignIn;
use super::{ACCOUNT, By, SealingKey, ships_for_a_store};
use crate::{Desk, DeskError};

/// What became of a link that was to sign somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByLink {
    /// They are signed in, or their code is to follow.
    SignIn(SignIn),
    /// The link is good for nothing, and why.
    Useless(FoundLink),
}

/// Signs in whoever has this link, which is used up with it. Who ships for no store by then is not signed in.
pub async fn sign_in_by_link(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    browser: &Browser,
    now: Timestamp,
) -> Result<ByLink, DeskError> {
    let (link, of_address) = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, account_id } => (link, account_id),
        useless => return Ok(ByLink::Useless(useless)),
    };
    let Some(id) = of_address.filter(|_| link.kind == LinkKind::SignIn) else {
        return Ok(ByLink::Useless(FoundLink::Unknown));
    };
    if !ships_for_a_store(desk, id).await? {
        return Ok(ByLink::Useless(FoundLink::Over));
    }
    let seen = desk.table.account(id).await?.ok_or(DeskError::NotFound(ACCOUNT))?;
    let noted = By::person(&seen, browser).line("signed in by a link", browser.name.as_str(), vec![], now);
    let change = |account: &mut Account| {
        if !account.is_of(&link.email) {
            return Err(());
        }
        account.email_confirmed_at.get_or_insert(now);
        if !account.has_second_factor() {
            account.last_sign_in_at = Some(now);
        }
        Ok(())
    };
    let account = match desk.table.change_account_by_link(id, &link.id, &noted, None, change).await? {
        Outcome::Done((account, ())) => account,
        Outcome::Refused(()) => return Ok(ByLink::Useless(FoundLink::Unknown)),
        Outcome::Stale => return Ok(ByLink::Useless(FoundLink::Used)),
        Outcome::Missing => return Err(DeskError::NotFound(ACCOUNT)),
    };
    let has_second_factor = account.has_second_factor();
    let session = Box::new(sessions::begin(desk, account, SessionLevel::Link, browser, now).await?);
    Ok(ByLink::SignIn(if has_second_factor { SignIn::CodeNeeded(session) } else { SignIn::Done(session) }))
}
