//! People who sign in, for calls that need one.

use anyhow::{Context, Result, ensure};
use domain::{Account, AccountId, AccountLink, AuditChannel, AuditLine, Invitation, LinkKind, Preset, User, UserScope};
use http::Operation;
use jiff::Timestamp;
use serde_json::{Value, json};
use table::Acceptance;

use super::desk::{Ask, Desk, part, text};
use super::scenarios::MANY;

const EMAIL: &str = "ada@example.com";

const STORE_NAME: &str = "Harbor Prints";

/// Accounts of users have ids from this one on.
const FIRST_ID: u64 = 1_000_000_000_000_000;

/// Who is to be invited to the store.
pub(super) fn invited(desk: &Desk<'_>) -> Result<Value> {
    Ok(json!({ "email": "grace@example.com", "store_id": desk.account()?.store_id.number() }))
}

/// Somebody with an account, as a link made it.
pub(super) async fn locked_out(desk: &Desk<'_>) -> Result<Value> {
    let now = runtime::system_clock().now();
    let id = AccountId::new(1_000_000_000_000_007).context("no id")?;
    let id = desk.table.claim_login(&Account::digest_of_email(EMAIL), id).await?;
    let link = AccountLink::new(format!("{:032x}", 7), LinkKind::Welcome, EMAIL, None, now);
    // Another measurement made both before.
    if desk.table.insert_account_link(&link).await?.is_done() {
        let account = account(id, EMAIL, now);
        let noted = accepted_line(&account, now);
        let accepted = Acceptance { link_id: &link.id, account: Some(&account), user: None, line: &noted, at: now };
        ensure!(desk.table.accept_link(&accepted).await?.is_done(), "no account was made");
    }
    Ok(json!({ "email": EMAIL }))
}

/// A call of the store's users, of invitations, or of its audit.
pub(super) async fn of_store(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    Ok(match operation {
        Operation::ListUsers => {
            for number in 0..MANY {
                user(desk, number).await?;
            }
            Ask::new(operation, "ten")
        }
        Operation::ChangeUser => ask.at("account_id", &user(desk, 0).await?).body(&json!({ "preset": "warehouse" })),
        Operation::ShowUser | Operation::RemoveUser => ask.at("account_id", &user(desk, 0).await?),
        Operation::AddInvitation => ask.body(&json!({ "email": "mara@example.com", "preset": "staff" })),
        Operation::RemoveInvitation => ask.at("invitation_id", &invitation(desk, 0).await?),
        _ => {
            for number in 0..MANY {
                invitation(desk, number).await?;
            }
            Ask::new(operation, "ten")
        }
    })
}

/// The id of an invitation that nobody is mailed.
async fn invitation(desk: &mut Desk<'_>, number: usize) -> Result<String> {
    let email = format!("invited-{number}@example.com");
    let body = json!({ "email": email, "preset": "staff", "send_mail": false });
    let ask = Ask::new(Operation::AddInvitation, "").body(&body);
    Ok(text(&part(desk.call(ask).await?, "invitation")?, "id"))
}

/// The account of a user of the store, as an invitation made both.
async fn user(desk: &Desk<'_>, number: usize) -> Result<String> {
    let (now, store_id) = (runtime::system_clock().now(), desk.account()?.store_id);
    let email = format!("user-{number}-of-{store_id}@example.com");
    let place = store_id.number().saturating_mul(100).saturating_add(u64::try_from(number)?);
    let id = AccountId::new(FIRST_ID.saturating_add(place)).context("no id")?;
    let id = desk.table.claim_login(&Account::digest_of_email(&email), id).await?;
    let (permissions, scope) = (Preset::Staff.permissions(), UserScope::Everything);
    let invitation = Invitation {
        store_id,
        store_name: STORE_NAME.to_owned(),
        permissions,
        scope: scope.clone(),
        css_class: String::new(),
        by: None,
        by_name: "bench".to_owned(),
    };
    let link = AccountLink::new(format!("{place:032x}"), LinkKind::Invite(invitation), &email, None, now);
    ensure!(desk.table.insert_account_link(&link).await?.is_done(), "the link is there already");
    let account = account(id, &email, now);
    let user = User {
        store_id,
        account_id: id,
        email,
        name: account.name(),
        permissions,
        scope,
        css_class: String::new(),
        invited_by: "bench".to_owned(),
        since: now,
    };
    let noted = accepted_line(&account, now);
    let acceptance = Acceptance {
        link_id: &link.id,
        account: Some(&account),
        user: Some((&user, STORE_NAME)),
        line: &noted,
        at: now,
    };
    ensure!(desk.table.accept_link(&acceptance).await?.is_done(), "no user was made");
    Ok(id.to_string())
}

fn account(id: AccountId, email: &str, now: Timestamp) -> Account {
    Account {
        id,
        email: email.to_owned(),
        email_confirmed_at: None,
        first_name: "Ada".to_owned(),
        last_name: "Lind".to_owned(),
        password: String::new(),
        second_factor: None,
        recovery_codes: vec![],
        sessions_after: None,
        single_keys_off: false,
        created_at: now,
        last_sign_in_at: None,
    }
}

fn accepted_line(account: &Account, now: Timestamp) -> AuditLine {
    AuditLine {
        at: now,
        who: "bench".to_owned(),
        account_id: Some(account.id),
        how: AuditChannel::Api,
        network: String::new(),
        what: "invitation accepted".to_owned(),
        id: account.email.clone(),
        changes: vec![],
        request_id: String::new(),
    }
}
