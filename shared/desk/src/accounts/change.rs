//! What somebody changes of their own account.

use domain::{Account, AccountId, AccountMail, AuditChange, Session, StoreId};
use jiff::Timestamp;

use super::passwords::{self, Verdict};
use super::sessions::{self, SignedIn};
use super::sign_in::{SignIn, by_password, changed};
use super::{By, SealingKey, mails, throttle};
use crate::{Desk, DeskError};

/// Whether keys of one letter do something in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SingleKeys {
    /// They do.
    On,
    /// They don't.
    Off,
}

/// Puts another password in the place of the present one, ends all other sessions, and has that mailed, in one
/// transaction. A new one that is not good enough is a problem of `new_password`.
pub async fn change_password(
    desk: &Desk,
    keys: &SealingKey,
    signed_in: &SignedIn,
    present: &str,
    new: &str,
    now: Timestamp,
) -> Result<SignIn, DeskError> {
    let seen = &signed_in.account;
    let network = &signed_in.session.browser.network;
    if let Some(retry_after_seconds) = throttle::try_password(desk, &seen.email, network, now).await? {
        return Ok(SignIn::TooMany { retry_after_seconds });
    }
    let data_key = keys.get().await?;
    if passwords::verify(data_key, Some(seen), present)? == Verdict::Wrong {
        return Ok(SignIn::Wrong);
    }
    if let Some(problem) = passwords::check("new_password", new, &seen.email) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let sealed = passwords::seal(data_key, seen.id, new)?;
    let change = |account: &mut Account| {
        if account.password != seen.password {
            return Err(DeskError::Conflict("The password was changed meanwhile".to_owned()));
        }
        account.password.clone_from(&sealed);
        account.sessions_after = Some(now);
        Ok(())
    };
    let line = By::console(signed_in, "").line("password changed", "", vec![AuditChange::of_secret("password")], now);
    let mail = AccountMail::PasswordChanged { browser: signed_in.session.browser.clone() };
    let notice = mails::of_change(seen, mail, now);
    let account = changed(desk.table.change_account_and_tell(seen.id, &line, &notice, change).await?)?;
    let anew = |session: Session| by_password(session, now).signed_in_again(now);
    Ok(SignIn::Done(Box::new(sessions::renew(desk, signed_in, account, anew, now).await?)))
}

/// Changes somebody's names, and the copies of them that stores have.
pub async fn change_names(
    desk: &Desk,
    signed_in: &SignedIn,
    first_name: &str,
    last_name: &str,
    now: Timestamp,
) -> Result<Account, DeskError> {
    let problems = Account::check_names(first_name, last_name);
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let before = &signed_in.account;
    let changes = [
        AuditChange::between("first_name", &before.first_name, first_name.trim()),
        AuditChange::between("last_name", &before.last_name, last_name.trim()),
    ];
    let line = By::console(signed_in, "").line("names changed", "", changes.into_iter().flatten().collect(), now);
    let change = |account: &mut Account| {
        first_name.trim().clone_into(&mut account.first_name);
        last_name.trim().clone_into(&mut account.last_name);
        Ok(())
    };
    let account = changed(desk.table.change_account(before.id, Some(&line), change).await?)?;
    copy_names(desk, &account).await?;
    Ok(account)
}

/// Says whether keys of one letter do something for somebody.
pub async fn change_single_keys(desk: &Desk, account_id: AccountId, keys: SingleKeys) -> Result<Account, DeskError> {
    let change = |account: &mut Account| {
        account.single_keys_off = keys == SingleKeys::Off;
        Ok(())
    };
    changed(desk.table.change_account(account_id, None, change).await?)
}

/// Brings the copies of somebody's names and address in their stores up to date. A crash in between leaves old ones,
/// until they open the store.
pub(super) async fn copy_names(desk: &Desk, account: &Account) -> Result<(), DeskError> {
    for store in desk.table.stores_of_account(account.id).await? {
        copy_to_user(desk, account, store.store_id).await?;
    }
    Ok(())
}

/// The same in one store; nothing where they are no user of it.
pub(super) async fn copy_to_user(desk: &Desk, account: &Account, store_id: StoreId) -> Result<(), DeskError> {
    let mut tries = desk.table.tries();
    while let Some(seen) = desk.table.user(store_id, account.id).await? {
        let user = domain::User { name: account.name(), email: account.email.clone(), ..seen.user.clone() };
        if user == seen.user || desk.table.copy_to_user(&seen, &user).await?.is_done() {
            break;
        }
        tries.again().await?;
    }
    Ok(())
}
