//! People who sign in, for calls that need one.

use anyhow::{Context, Result, ensure};
use domain::{Account, AccountId, AccountLink, AuditChannel, AuditLine, LinkKind};
use serde_json::{Value, json};
use table::Acceptance;

use super::desk::Desk;

const EMAIL: &str = "ada@example.com";

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
        let account = Account {
            id,
            email: EMAIL.to_owned(),
            first_name: "Ada".to_owned(),
            last_name: "Lind".to_owned(),
            password: String::new(),
            second_factor: None,
            recovery_codes: vec![],
            sessions_after: None,
            single_keys_off: false,
            created_at: now,
            last_sign_in_at: None,
        };
        let noted = AuditLine {
            at: now,
            who: "bench".to_owned(),
            account_id: Some(id),
            how: AuditChannel::Api,
            network: String::new(),
            what: "invitation accepted".to_owned(),
            id: EMAIL.to_owned(),
            changes: vec![],
            request_id: String::new(),
        };
        let accepted = Acceptance { link_id: &link.id, account: Some(&account), user: None, line: &noted, at: now };
        ensure!(desk.table.accept_link(&accepted).await?.is_done(), "no account was made");
    }
    Ok(json!({ "email": EMAIL }))
}
