//! Accepting a link: it makes an account, a user of a store, or both.

use domain::{Account, AccountLink, Browser, Invitation, LinkKind, SessionLevel, User, UserScope};
use jiff::Timestamp;
use table::{Acceptance, Outcome, Taken};

use super::links::{self, FoundLink};
use super::sessions::{self, NewSession, SignedIn};
use super::{By, SealingKey, new_id, passwords};
use crate::{Desk, DeskError};

/// What a person says of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPerson {
    /// The first name; it may be blank.
    pub first_name: String,
    /// The last name; it may be blank.
    pub last_name: String,
    /// The password. Who is to ship for a store may leave it blank: then a link is mailed to them each time they sign
    /// in.
    pub password: String,
}

/// What became of a link that was to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// There is an account, and it is signed in.
    Done(Box<NewSession>),
    /// A known account is a user of the store now.
    Joined(Box<User>),
    /// It is good for nothing, and why.
    Useless(FoundLink),
    /// Its address has an account: sign in with it first, and accept the link then.
    HasAccount,
}

/// Makes the account of a link, and the user of an invitation. The row of its login is written first; all else in one
/// transaction. After a crash in between, whoever tries again makes the account that the login names.
pub async fn accept(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    person: &NewPerson,
    browser: &Browser,
    now: Timestamp,
) -> Result<Accepted, DeskError> {
    let link = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, .. } if !matches!(link.kind, LinkKind::Welcome | LinkKind::Invite(_)) => {
            return Ok(Accepted::Useless(FoundLink::Unknown));
        }
        FoundLink::Good { account_id: Some(_), .. } => return Ok(Accepted::HasAccount),
        FoundLink::Good { link, account_id: None } => link,
        useless => return Ok(Accepted::Useless(useless)),
    };
    check(person, &link)?;
    let account = new_account(desk, keys, person, &link, now).await?;
    let user = link.kind.invitation().map(|invitation| (user_of(&account, invitation, now), invitation));
    let noted = By::person(&account, browser).line("invitation accepted", link.email.as_str(), vec![], now);
    let acceptance = Acceptance {
        link_id: &link.id,
        account: Some(&account),
        user: user.as_ref().map(|(user, invitation)| (user, invitation.store_name.as_str())),
        line: &noted,
        at: now,
    };
    match desk.table.accept_link(&acceptance).await? {
        Outcome::Refused(Taken::Link) => Ok(Accepted::Useless(FoundLink::Used)),
        Outcome::Refused(Taken::Account | Taken::User) => Ok(Accepted::HasAccount),
        _ => {
            let level = if account.password.is_empty() { SessionLevel::Link } else { SessionLevel::Password };
            let session = sessions::begin(desk, account, level, browser, now).await?;
            Ok(Accepted::Done(Box::new(session)))
        }
    }
}

/// Makes whoever is signed in a user of the store that a link invites them to. It must be their own address that was
/// invited.
pub async fn accept_as(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    signed_in: &SignedIn,
    now: Timestamp,
) -> Result<Accepted, DeskError> {
    let link = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, .. } => link,
        useless => return Ok(Accepted::Useless(useless)),
    };
    let Some(invitation) = link.kind.invitation() else { return Ok(Accepted::Useless(FoundLink::Unknown)) };
    if !signed_in.account.is_of(&link.email) {
        let message = format!("This invitation is for {}; sign in with that address", link.email);
        return Err(DeskError::Conflict(message));
    }
    let user = user_of(&signed_in.account, invitation, now);
    let noted = By::console(signed_in, "").line("invitation accepted", link.email.as_str(), vec![], now);
    let acceptance = Acceptance {
        link_id: &link.id,
        account: None,
        user: Some((&user, &invitation.store_name)),
        line: &noted,
        at: now,
    };
    match desk.table.accept_link(&acceptance).await? {
        Outcome::Refused(Taken::Link) => Ok(Accepted::Useless(FoundLink::Used)),
        Outcome::Refused(Taken::Account | Taken::User) => {
            Err(DeskError::Conflict("You are a user of this store already".to_owned()))
        }
        _ => Ok(Accepted::Joined(Box::new(user))),
    }
}

fn check(person: &NewPerson, link: &AccountLink) -> Result<(), DeskError> {
    let mut problems = Account::check_names(&person.first_name, &person.last_name);
    if !(person.password.is_empty() && needs_no_password(link)) {
        problems.extend(passwords::check("password", &person.password, &link.email));
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// Whether whoever accepts a link may do without a password: who is to ship for a store, as its supplier.
pub fn needs_no_password(link: &AccountLink) -> bool {
    link.kind.invitation().is_some_and(|invitation| matches!(invitation.scope, UserScope::Supplier(_)))
}

/// The account that a link makes. Its login is claimed, and names it.
async fn new_account(
    desk: &Desk,
    keys: &SealingKey,
    person: &NewPerson,
    link: &AccountLink,
    now: Timestamp,
) -> Result<Account, DeskError> {
    let id = desk.table.claim_login(&Account::digest_of_email(&link.email), new_id(desk).await?).await?;
    let password = match person.password.as_str() {
        "" => String::new(),
        password => passwords::seal(keys.get().await?, id, password)?,
    };
    Ok(Account {
        id,
        email: link.email.clone(),
        email_confirmed_at: None,
        first_name: person.first_name.trim().to_owned(),
        last_name: person.last_name.trim().to_owned(),
        password,
        second_factor: None,
        recovery_codes: vec![],
        sessions_after: None,
        single_keys_off: false,
        created_at: now,
        last_sign_in_at: Some(now),
    })
}

fn user_of(account: &Account, invitation: &Invitation, now: Timestamp) -> User {
    User {
        store_id: invitation.store_id,
        account_id: account.id,
        email: account.email.clone(),
        name: account.name(),
        permissions: invitation.permissions,
        scope: invitation.scope.clone(),
        css_class: invitation.css_class.clone(),
        invited_by: invitation.by_name.clone(),
        since: now,
    }
}
