//! Browsers that somebody trusts: for thirty days signing in there takes the password alone. Ending a session ends the
//! trust that its browser has; so does whatever ends all other sessions.

use domain::{Account, AccountId, Session, TrustedBrowser};
use jiff::Timestamp;

use super::sessions;
use crate::{Desk, DeskError};

const TRUSTED_BROWSER: &str = "Trusted browser";

/// Whether the browser is trusted in which somebody enters a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The next time it takes a code again.
    None,
    /// For thirty days it takes none.
    ThirtyDays,
}

/// The browsers that somebody trusts, the newest first.
pub async fn list(desk: &Desk, account: &Account, now: Timestamp) -> Result<Vec<TrustedBrowser>, DeskError> {
    let mut browsers = desk.table.trusted_browsers(account.id).await?;
    browsers.retain(|browser| account.trusts(browser, now));
    browsers.sort_by_key(|browser| std::cmp::Reverse(browser.made_at));
    Ok(browsers)
}

/// Trusts the browser of this id no more. What is signed in there goes on.
pub async fn end(desk: &Desk, account_id: AccountId, id: &str) -> Result<(), DeskError> {
    match end_where(desk, account_id, |browser| browser.id == id).await? {
        0 => Err(DeskError::NotFound(TRUSTED_BROWSER)),
        _ => Ok(()),
    }
}

/// Trusts the browser of a session from now on; it, and what its cookie is to hold.
pub(super) async fn begin(
    desk: &Desk,
    session: &Session,
    now: Timestamp,
) -> Result<(TrustedBrowser, String), DeskError> {
    let token = sessions::new_token()?;
    let browser = TrustedBrowser::begun(&token, session.account_id, session.browser.clone(), now);
    desk.table.insert_trusted_browser(&browser).await?;
    Ok((browser, sessions::cookie(session.account_id, &token)))
}

/// The trusted browser that shows this cookie to sign in with an account; nothing where the account does not trust it.
pub(super) async fn of_cookie(
    desk: &Desk,
    account: &Account,
    cookie: Option<&str>,
    now: Timestamp,
) -> Result<Option<TrustedBrowser>, DeskError> {
    let Some((id, token)) = cookie.and_then(sessions::read_cookie) else { return Ok(None) };
    if id != account.id {
        return Ok(None);
    }
    let found = desk.table.trusted_browser(id, &Session::digest_of(token)).await?;
    Ok(found.filter(|browser| account.trusts(browser, now)))
}

/// Ends the trust in those that are meant; how many there were.
pub(super) async fn end_where(
    desk: &Desk,
    account_id: AccountId,
    is_meant: impl Fn(&TrustedBrowser) -> bool,
) -> Result<usize, DeskError> {
    let mut ended = 0_usize;
    for browser in desk.table.trusted_browsers(account_id).await?.iter().filter(|browser| is_meant(browser)) {
        desk.table.remove_trusted_browser(account_id, &browser.token_digest).await?;
        ended = ended.saturating_add(1);
    }
    Ok(ended)
}
