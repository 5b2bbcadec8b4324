//! Signing up: somebody makes an account and its first store by themselves (accounts.md 3.2;
//! docs/adr/0050-stores-of-people.md).
//!
//! What they say is kept in a link, which is mailed to the address, and nothing is made before it is followed. So the
//! page answers the same, after the same reads and writes, whether or not the address has an account: that is looked
//! up when the mail is written, and who has one is mailed that. Looking at the link changes nothing. To finish takes
//! the browser that signed up, or the password that was chosen: nobody finishes what another one began for their
//! address.

use domain::{
    Account, AccountLink, Browser, LinkKind, Problem, Session, SessionLevel, SignUp, StoreDetails, StoreId,
    is_same_hash,
};
use jiff::Timestamp;
use table::{Acceptance, Outcome, Taken};

use super::links::{self, FoundLink};
use super::passwords::{self, Verdict};
use super::sessions::{self, NewSession};
use super::throttle::{self, MailKind};
use super::{By, NewPerson, SealingKey, mails, new_id};
use crate::stores::on_screen::{drafted, insert_once, owner_of, sign};
use crate::{Desk, DeskError};

/// So many hexadecimal digits the cookie of a browser holds that signs up.
const TOKEN_LENGTH: usize = 32;

/// Who may make accounts and stores on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignUpMode {
    /// Nobody: the operator makes stores, and links for their first users.
    Off,
    /// Who owns a store here, or was sent a link and is in none yet, makes stores; nobody signs up.
    #[default]
    Invited,
    /// Anybody signs up, and who did makes further stores.
    Open,
}

/// What somebody says who signs up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSignUp {
    /// Their address.
    pub email: String,
    /// Who they are.
    pub person: NewPerson,
    /// Their first store.
    pub store: StoreDetails,
}

/// What became of a sign-up. Nobody learns from it whether the address has an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUpBegun {
    /// A mail says how to go on.
    Mailed {
        /// What a cookie of the browser is to hold, so that it finishes without the password.
        browser_token: String,
    },
    /// There were too many from this network.
    TooMany {
        /// So many seconds later there may be others.
        retry_after_seconds: u64,
    },
}

/// What became of a sign-up that was to be finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedUp {
    /// There are an account and its store, and it is signed in.
    Done {
        /// Their session.
        session: Box<NewSession>,
        /// Their store.
        store_id: StoreId,
    },
    /// It is another browser, and the password is not the one that was chosen.
    Wrong,
    /// There were too many tries of the password.
    TooMany {
        /// So many seconds later there may be others.
        retry_after_seconds: u64,
    },
    /// The address has an account by now: sign in with it.
    HasAccount,
    /// The link is good for nothing, and why.
    Useless(FoundLink),
}

impl SignUpMode {
    /// The one of this name: `off`, `invited` or `open`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "invited" => Some(Self::Invited),
            "open" => Some(Self::Open),
            _ => None,
        }
    }
}

/// Keeps what somebody says, and has them mailed a link that finishes it; who has an account is mailed that instead.
/// Three writes count it, and two follow: the link, then the notice. A crash between those leaves a link that nobody
/// gets; whoever sends the form again gets another. After five mails to an address within the hour there is none, and
/// the same answer.
pub async fn begin(
    desk: &Desk,
    keys: &SealingKey,
    new: &NewSignUp,
    browser: &Browser,
    now: Timestamp,
) -> Result<SignUpBegun, DeskError> {
    let problems = check(new);
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    if let Some(retry_after_seconds) = throttle::try_sign_up(desk, &browser.network, now).await? {
        return Ok(SignUpBegun::TooMany { retry_after_seconds });
    }
    let browser_token = secrets::random_hex(TOKEN_LENGTH)?;
    if !throttle::may_mail(desk, MailKind::SignUp, &new.email, &browser.network, now).await? {
        return Ok(SignUpBegun::Mailed { browser_token });
    }
    let sign_up = SignUp {
        account: account(desk, keys, new, now).await?,
        store: new.store.clone(),
        browser_digest: Session::digest_of(&browser_token),
    };
    let link = links::keep(desk, LinkKind::SignUp(Box::new(sign_up)), &new.email, None, now).await?;
    let _ = desk.table.insert_notice(&mails::of_link(&link)).await?;
    Ok(SignUpBegun::Mailed { browser_token })
}

/// Makes the account and the store of a link, signed in and its owner. The store comes first, with its secrets, then
/// the row of the login, then all else in one transaction. After a crash in between the same link goes on with what
/// is there; the store is nobody's before.
pub async fn finish(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    (browser_token, password): (&str, &str),
    browser: &Browser,
    now: Timestamp,
) -> Result<SignedUp, DeskError> {
    let (link, has_account) = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, account_id } => (link, account_id.is_some()),
        useless => return Ok(SignedUp::Useless(useless)),
    };
    let LinkKind::SignUp(sign_up) = &link.kind else { return Ok(SignedUp::Useless(FoundLink::Unknown)) };
    if has_account {
        return Ok(SignedUp::HasAccount);
    }
    if !is_of_browser(sign_up, browser_token) {
        if let Some(retry_after_seconds) = throttle::try_password(desk, &link.email, &browser.network, now).await? {
            return Ok(SignedUp::TooMany { retry_after_seconds });
        }
        if passwords::verify(keys.get().await?, Some(&sign_up.account), password)? == Verdict::Wrong {
            return Ok(SignedUp::Wrong);
        }
    }
    Box::pin(make(desk, keys, &link, sign_up, browser, now)).await
}

/// Whether it is the browser that signed up whose cookie holds this.
pub fn is_of_browser(sign_up: &SignUp, browser_token: &str) -> bool {
    is_same_hash(&sign_up.browser_digest, &Session::digest_of(browser_token))
}

async fn make(
    desk: &Desk,
    keys: &SealingKey,
    link: &AccountLink,
    sign_up: &SignUp,
    browser: &Browser,
    now: Timestamp,
) -> Result<SignedUp, DeskError> {
    // Who follows the link reads what is mailed to the address.
    let said = Account { email_confirmed_at: Some(now), ..sign_up.account.clone() };
    let key = format!("sign-up {}", link.id);
    let store = insert_once(desk, &drafted(&said, &sign_up.store, now), &key).await?;
    sign(desk, keys, store.id).await?;
    let id = desk.table.claim_login(&Account::digest_of_email(&link.email), said.id).await?;
    let password = passwords::seal_again(keys.get().await?, &said, id)?;
    let account = Account { id, password, created_at: now, last_sign_in_at: Some(now), ..said };
    let user = owner_of(&account, store.id, now);
    let entry = By::person(&account, browser).line("signed up", link.email.as_str(), vec![], now);
    let acceptance = Acceptance {
        link_id: &link.id,
        account: Some(&account),
        user: Some((&user, &store.name)),
        line: &entry,
        at: now,
    };
    match desk.table.accept_link(&acceptance).await? {
        Outcome::Refused(Taken::Link) => Ok(SignedUp::Useless(FoundLink::Used)),
        Outcome::Refused(Taken::Account | Taken::User) => Ok(SignedUp::HasAccount),
        _ => {
            let session = sessions::begin(desk, account, SessionLevel::Password, browser, now).await?;
            Ok(SignedUp::Done { session: Box::new(session), store_id: store.id })
        }
    }
}

fn check(new: &NewSignUp) -> Vec<Problem> {
    let mut problems = new.store.check();
    problems.extend(Account::check_names(&new.person.first_name, &new.person.last_name));
    problems.extend(Account::check_email(new.email.trim()));
    problems.extend(passwords::check("password", &new.person.password, &new.email));
    problems
}

/// The account as it will be.
async fn account(desk: &Desk, keys: &SealingKey, new: &NewSignUp, now: Timestamp) -> Result<Account, DeskError> {
    let id = new_id(desk).await?;
    Ok(Account {
        id,
        email: new.email.trim().to_owned(),
        email_confirmed_at: None,
        first_name: new.person.first_name.trim().to_owned(),
        last_name: new.person.last_name.trim().to_owned(),
        password: passwords::seal(keys.get_or_make().await?, id, &new.person.password)?,
        second_factor: None,
        recovery_codes: vec![],
        sessions_after: None,
        single_keys_off: false,
        created_at: now,
        last_sign_in_at: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_known_by_its_name_and_without_one_it_is_by_invitation() {
        let named = ["off", "invited", "open", "", "Open"].map(SignUpMode::named);
        assert_eq!(named, [Some(SignUpMode::Off), Some(SignUpMode::Invited), Some(SignUpMode::Open), None, None]);
        assert_eq!(SignUpMode::default(), SignUpMode::Invited);
    }
}
