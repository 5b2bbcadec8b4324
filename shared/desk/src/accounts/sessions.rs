//! Sessions: who looks at a page, by the cookie that it came with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{
    Account, AccountId, Browser, Permission, Session, SessionLevel, Store, StoreId, TrustedBrowser, User, UserScope,
};
use jiff::Timestamp;
use table::{KeptSession, Outcome};

use super::{change, trust};
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
    /// When a page was last seen with it before this one, as far as it was noted.
    seen_before: Timestamp,
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
    /// What another cookie is to hold, where the browser is trusted from now on.
    pub trust: Option<String>,
}

/// Whether a session may go on in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It may.
    Opened,
    /// No page was seen with it for longer than the store allows: it has ended.
    TooIdle,
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
/// cookie gets another value, and once an hour it is noted that it was seen. A session that was begun by a mailed link
/// is a user's only where they ship for the store.
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
    let user = rows.user.filter(|user| !session.by_link || matches!(user.scope, UserScope::Supplier(_)));
    let seen_before = session.seen_at;
    let mut signed_in = SignedIn { account, session, user, renewed: None, seen_before, kept };
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

/// Lets a session go on in a store, unless it was idle for longer than the store allows: then it is ended. Where the
/// store allows another time than those before, that is noted; and copies of the account that are old are mended, as a
/// crash may have left them so.
pub async fn open_store(
    desk: &Desk,
    signed_in: &SignedIn,
    store: &Store,
    now: Timestamp,
) -> Result<Opening, DeskError> {
    let (session, allowed) = (&signed_in.session, store.settings.session_idle_minutes);
    if let Some(opened) = session.opening(allowed) {
        if now.duration_since(signed_in.seen_before) >= opened.idle() {
            end_where(desk, session.account_id, |other| other.id == session.id).await?;
            return Ok(Opening::TooIdle);
        }
        // A value that was replaced must not answer for longer. Another page that was first has noted it.
        if session.replaced_at.is_none() {
            let _ = desk.table.save_session(&signed_in.kept, opened.seen(now)).await?;
        }
    }
    if let Some(user) = &signed_in.user
        && (user.email != signed_in.account.email || user.name != signed_in.account.name())
    {
        change::copy_to_user(desk, &signed_in.account, store.id).await?;
    }
    Ok(Opening::Opened)
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
    insert(desk, account, session, &token).await
}

/// The same in a browser that they trust: no code is missing.
pub(super) async fn begin_trusted(
    desk: &Desk,
    account: Account,
    trusted: &TrustedBrowser,
    browser: &Browser,
    now: Timestamp,
) -> Result<NewSession, DeskError> {
    let token = new_token()?;
    let session = Session::begun(&token, account.id, SessionLevel::SecondFactor, browser.clone(), now);
    insert(desk, account, Session { trusted_by: trusted.id.clone(), ..session }, &token).await
}

async fn insert(desk: &Desk, account: Account, session: Session, token: &str) -> Result<NewSession, DeskError> {
    let session = desk.table.insert_session(session).await?.session;
    Ok(NewSession { cookie: cookie(account.id, token), session, account, trust: None })
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
    if let Outcome::Done(kept) = desk.table.rotate_session(&signed_in.kept, &old, session.clone()).await? {
        let cookie = cookie(account.id, &token);
        return Ok(NewSession { cookie, session: kept.session, account, trust: None });
    }
    let begun = Session::begun(&token, account.id, session.level, session.browser.clone(), now);
    let Session { by_link, idle_minutes, trusted_by, .. } = session;
    insert(desk, account, Session { by_link, idle_minutes, trusted_by, ..begun }.seen(now), &token).await
}

/// The browsers that somebody is signed in with, the one seen last first.
pub async fn list(desk: &Desk, account: &Account, now: Timestamp) -> Result<Vec<Session>, DeskError> {
    let mut sessions = desk.table.sessions(account.id).await?;
    sessions.retain(|session| !session.is_over(now) && session.replaced_at.is_none() && !account.has_ended(session));
    sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
    Ok(sessions)
}

/// Ends the session of this id, under every value that its cookie had. A browser that was trusted with it is trusted no
/// more.
pub async fn end(desk: &Desk, account_id: AccountId, session_id: &str) -> Result<(), DeskError> {
    let sessions = desk.table.sessions(account_id).await?;
    if let Some(session) = sessions.iter().find(|it| it.id == session_id && !it.trusted_by.is_empty()) {
        trust::end_where(desk, account_id, |trusted| trusted.id == session.trusted_by).await?;
    }
    let ended = end_where(desk, account_id, |session| session.id == session_id).await?;
    if ended == 0 { Err(DeskError::NotFound(SESSION)) } else { Ok(()) }
}

/// Ends all sessions of somebody but the one they do so with, and trusts no other browser any more; how many rows of
/// sessions there were.
pub async fn end_others(desk: &Desk, signed_in: &SignedIn) -> Result<usize, DeskError> {
    let (id, own) = (signed_in.account.id, &signed_in.session);
    trust::end_where(desk, id, |trusted| trusted.id != own.trusted_by).await?;
    end_where(desk, id, |session| session.id != own.id).await
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

/// What the cookie of a session, or of a trusted browser, holds.
pub(super) fn cookie(id: AccountId, token: &str) -> String {
    format!("{id}.{token}")
}

/// The account and the token that a cookie holds; nothing where it can't be one of ours.
pub(super) fn read_cookie(cookie: &str) -> Option<(AccountId, &str)> {
    let (id, token) = cookie.split_once('.')?;
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_token = token.len() == TOKEN_LENGTH && token.bytes().all(is_sign);
    is_token.then_some((id.parse().ok()?, token))
}

pub(super) fn new_token() -> Result<String, DeskError> {
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
