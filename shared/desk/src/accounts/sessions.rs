//! Sessions: who looks at a page, by the cookie that it came with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Account, AccountId, Browser, Permission, Session, SessionLevel, StoreId, User};
use jiff::Timestamp;
use table::{KeptSession, Outcome};

use crate::{Desk, DeskError};

/// A cookie's token is so many random bytes, in base64 without padding.
const TOKEN_BYTES: usize = 32;

/// So many characters has a token.
const TOKEN_LENGTH: usize = 43;

const SESSION: &str = "Session";

/// Who looks at a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundSession {
    /// Somebody who is signed in.
    SignedIn(Box<SignedIn>),
    /// Somebody whose password was right, and whose code is missing: they may enter it, and nothing else.
    CodeMissing(Box<HalfSignedIn>),
    /// Nobody, or nobody any more.
    Nobody,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub account: Account,
    /// Their session.
    pub session: Session,
    /// What they are in the store that was named; none in no store, or in one where they are no user.
    pub user: Option<User>,
    /// What the cookie is to hold from now on, where it is another value than it came with.
    pub renewed: Option<String>,
    kept: KeptSession,
}

/// Somebody whose password was right, and whose code is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfSignedIn(pub(super) SignedIn);

/// A session under a value that its cookie did not have before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What the cookie is to hold.
    pub cookie: String,
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
}

impl SignedIn {
    /// Whether they may do it in the store that was named.
    pub fn may(&self, permission: Permission) -> bool {
        self.user.as_ref().is_some_and(|user| user.may(permission))
    }
}

impl HalfSignedIn {
    /// Whose password it was.
    pub fn account(&self) -> &Account {
        &self.0.account
    }
}

/// Who looks at a page with this cookie, and what they are in a store: one request, of all as it is now. Once a day the
/// cookie gets another value, and once an hour it is noted that it was seen.
pub async fn find(
    desk: &Desk,
    cookie: &str,
    store_id: Option<StoreId>,
    now: Timestamp,
) -> Result<FoundSession, DeskError> {
    let Some((id, token)) = read_cookie(cookie) else { return Ok(FoundSession::Nobody) };
    let rows = desk.table.signed_in(id, &Session::digest_of(token), store_id).await?;
    let (Some(kept), Some(account)) = (rows.session, rows.account) else { return Ok(FoundSession::Nobody) };
    if kept.session.is_over(now) || account.has_ended(&kept.session) {
        return Ok(FoundSession::Nobody);
    }
    let is_code_missing = account.has_second_factor() && kept.session.level != SessionLevel::SecondFactor;
    let session = kept.session.clone();
    let mut signed_in = SignedIn { account, session, user: rows.user, renewed: None, kept };
    if is_code_missing {
        signed_in.user = None;
        return Ok(FoundSession::CodeMissing(Box::new(HalfSignedIn(signed_in))));
    }
    keep_up(desk, &mut signed_in, now).await?;
    Ok(FoundSession::SignedIn(Box::new(signed_in)))
}

/// Gives the cookie another value, or notes that the session was seen, where it is time for that. Where another page
/// was first, nothing is to be done.
async fn keep_up(desk: &Desk, signed_in: &mut SignedIn, now: Timestamp) -> Result<(), DeskError> {
    let session = signed_in.session.clone();
    let kept = if session.is_to_rotate(now) {
        let token = new_token()?;
        let (old, new) = (session.clone().replaced(now), session.under(&token, now));
        let rotated = desk.table.rotate_session(&signed_in.kept, &old, new).await?.done();
        signed_in.renewed = rotated.is_some().then(|| cookie(signed_in.account.id, &token));
        rotated
    } else if session.is_to_note(now) {
        desk.table.save_session(&signed_in.kept, session.seen(now)).await?.done()
    } else {
        None
    };
    if let Some(kept) = kept {
        signed_in.session = kept.session.clone();
        signed_in.kept = kept;
    }
    Ok(())
}

/// A session of somebody who has just signed in.
pub(super) async fn begin(
    desk: &Desk,
    account: Account,
    level: SessionLevel,
    browser: &Browser,
    now: Timestamp,
) -> Result<NewSession, DeskError> {
    let token = new_token()?;
    let session = Session::begun(&token, account.id, level, browser.clone(), now);
    let session = desk.table.insert_session(session).await?.session;
    Ok(NewSession { cookie: cookie(account.id, &token), session, account })
}

/// The same session changed, under another value of its cookie, when somebody has just proven that it is them. Where it
/// was ended or got another value meanwhile, they have a session of their own for it.
pub(super) async fn renew(
    desk: &Desk,
    signed_in: &SignedIn,
    account: Account,
    change: impl FnOnce(Session) -> Session,
    now: Timestamp,
) -> Result<NewSession, DeskError> {
    let token = new_token()?;
    let old = signed_in.session.clone().replaced(now);
    let session = change(signed_in.session.clone()).under(&token, now);
    match desk.table.rotate_session(&signed_in.kept, &old, session.clone()).await? {
        Outcome::Done(kept) => Ok(NewSession { cookie: cookie(account.id, &token), session: kept.session, account }),
        _ => begin(desk, account, session.level, &session.browser, now).await,
    }
}

/// The browsers that somebody is signed in with, the one seen last first.
pub async fn list(desk: &Desk, account: &Account, now: Timestamp) -> Result<Vec<Session>, DeskError> {
    let mut sessions = desk.table.sessions(account.id).await?;
    sessions.retain(|session| !session.is_over(now) && session.replaced_at.is_none() && !account.has_ended(session));
    sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
    Ok(sessions)
}

/// Ends the session of this id, under every value that its cookie had.
pub async fn end(desk: &Desk, account_id: AccountId, session_id: &str) -> Result<(), DeskError> {
    let ended = end_where(desk, account_id, |session| session.id == session_id).await?;
    if ended == 0 { Err(DeskError::NotFound(SESSION)) } else { Ok(()) }
}

/// Ends all sessions of somebody but the one they do so with; how many rows of sessions there were.
pub async fn end_others(desk: &Desk, signed_in: &SignedIn) -> Result<usize, DeskError> {
    end_where(desk, signed_in.account.id, |session| session.id != signed_in.session.id).await
}

async fn end_where(
    desk: &Desk,
    account_id: AccountId,
    is_meant: impl Fn(&Session) -> bool,
) -> Result<usize, DeskError> {
    let mut ended = 0_usize;
    for session in desk.table.sessions(account_id).await?.iter().filter(|session| is_meant(session)) {
        desk.table.remove_session(account_id, &session.token_digest).await?;
        ended = ended.saturating_add(1);
    }
    Ok(ended)
}

/// Ends the session of this cookie, if it is one's.
pub(super) async fn end_of_cookie(desk: &Desk, cookie: &str) -> Result<(), DeskError> {
    let Some((id, token)) = read_cookie(cookie) else { return Ok(()) };
    let digest = Session::digest_of(token);
    let Some(kept) = desk.table.signed_in(id, &digest, None).await?.session else { return Ok(()) };
    end_where(desk, id, |session| session.id == kept.session.id).await.map(drop)
}

/// What the cookie of a session holds.
fn cookie(id: AccountId, token: &str) -> String {
    format!("{id}.{token}")
}

/// The account and the token that a cookie holds; nothing where it can't be one of ours.
fn read_cookie(cookie: &str) -> Option<(AccountId, &str)> {
    let (id, token) = cookie.split_once('.')?;
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_token = token.len() == TOKEN_LENGTH && token.bytes().all(is_sign);
    is_token.then_some((id.parse().ok()?, token))
}

fn new_token() -> Result<String, DeskError> {
    let bytes: [u8; TOKEN_BYTES] = secrets::random_bytes()?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_is_written_and_nothing_else_is_read() {
        let (id, token) = (AccountId::new(1_234_567_890_123_456).unwrap(), new_token().unwrap());
        let written = cookie(id, &token);
        assert_eq!(read_cookie(&written), Some((id, token.as_str())));
        assert_ne!(token, new_token().unwrap());
        let no_id = format!("x.{token}");
        for bad in ["", ".", "1", "1.", &*no_id, &format!("{written}a"), &written.replace('.', "#")] {
            assert_eq!(read_cookie(bad), None, "{bad}");
        }
    }
}
