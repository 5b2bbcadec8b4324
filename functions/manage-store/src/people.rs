//! Users of a store, invitations into it, and its audit: our own `/v1/users`, `/v1/invitations` and `/v1/audit`. A key
//! is nobody's, and its scope is that of an owner: it may give anything. The audit names it.

use desk::accounts::users::{self, NewInvitation, SendMail};
use desk::accounts::{By, Giver, audit, invitations};
use domain::{AccountId, User};
use http::{ApiReply, AuthorizedCall, Failure, Operation, etag};
use wire::accounts::AccountLinkView;
use wire::audit::AuditLineView;
use wire::users::{InvitationView, UserView, read_change, read_invitation};

use crate::app::App;

/// The calls of people.
pub(crate) async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::ListUsers => list(app, call).await,
        Operation::ShowUser => show(app, call).await,
        Operation::ChangeUser => Box::pin(change(app, call)).await,
        Operation::RemoveUser => Box::pin(remove(app, call)).await,
        Operation::ListInvitations => list_invitations(app, call).await,
        Operation::AddInvitation => Box::pin(invite(app, call)).await,
        Operation::RemoveInvitation => Box::pin(withdraw(app, call)).await,
        Operation::ListAudit => list_audit(app, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}

/// `GET /v1/users`.
async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = users::list(&app.desk, call.store()?.id).await?;
    let views: Vec<_> = found.iter().map(UserView::from).collect();
    Ok(ApiReply::success(200).with("users", &views))
}

/// `GET /v1/users/{id}`, with the version.
async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (user, version) = users::find(&app.desk, call.store()?.id, account_id(call)?).await?;
    Ok(versioned(ApiReply::success(200), &user, version))
}

/// `PATCH /v1/users/{id}`: what is named changes. With `If-Match`, only the version that was read.
async fn change(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id) = (call.store()?.id, account_id(call)?);
    // Whom the address names is looked for before the body is read.
    users::find(&app.desk, store_id, id).await?;
    let change = read_change(call.body()?).map_err(ApiReply::from_problems)?;
    let (expected, by) = (call.expected_version(), By::key(&call.key_name));
    users::change(&app.desk, Giver::Key(store_id), id, &change, &expected, &by, call.now).await?;
    let (user, version) = users::find(&app.desk, store_id, id).await?;
    Ok(versioned(ApiReply::success(200).with("message", &"User Updated"), &user, version))
}

/// `DELETE /v1/users/{id}`.
async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id, by) = (call.store()?.id, account_id(call)?, By::key(&call.key_name));
    users::remove(&app.desk, Giver::Key(store_id), id, &by, call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("User {id} Removed")))
}

/// `GET /v1/invitations`, the newest first.
async fn list_invitations(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let links = invitations::list(&app.desk, call.store()?.id, call.now).await?;
    let views: Vec<_> = links.iter().filter_map(InvitationView::of).collect();
    Ok(ApiReply::success(200).with("invitations", &views))
}

/// `POST /v1/invitations`: the link is answered this once, and mailed unless the body says otherwise.
async fn invite(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let invited = read_invitation(call.body()?).map_err(ApiReply::from_problems)?;
    let new = NewInvitation {
        email: invited.email,
        permissions: invited.permissions,
        scope: invited.scope,
        css_class: invited.css_class,
        send_mail: if invited.sends_mail { SendMail::Yes } else { SendMail::No },
    };
    let (giver, by) = (Giver::Key(call.store()?.id), By::key(&call.key_name));
    let made = users::invite(&app.desk, &app.sealing_key, giver, &new, &by, call.now).await?;
    let said = match (new.send_mail, made.is_mailed) {
        (_, true) => "Invitation Added And Mailed",
        (SendMail::Yes, false) => "Invitation Added; It Is Not Mailed, As The Address Got Five Links Within The Hour",
        (SendMail::No, false) => "Invitation Added",
    };
    let reply = ApiReply::success(201).with("message", &said);
    Ok(reply
        .with("invitation", &InvitationView::of(&made.link))
        .with("link", &AccountLinkView::new(&made.link, &made.token)))
}

/// `DELETE /v1/invitations/{id}`.
async fn withdraw(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (store_id, id, by) = (call.store()?.id, call.value("invitation_id"), By::key(&call.key_name));
    let email = invitations::withdraw(&app.desk, store_id, id, &by, call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("Invitation Of {email} Withdrawn")))
}

/// `GET /v1/audit`, the newest first.
async fn list_audit(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let limit = call.page().0.clamp(1, audit::MAX_LINES);
    let found = audit::list(&app.desk, call.store()?.id, call.query("cursor"), limit).await?;
    let views: Vec<_> = found.lines.iter().map(AuditLineView::from).collect();
    Ok(ApiReply::success(200).with("audit", &views).with("limit", &limit).with("next_cursor", &found.next))
}

/// The account that the address names.
fn account_id(call: &AuthorizedCall<'_>) -> Result<AccountId, Failure> {
    call.value("account_id").parse().map_err(|_| ApiReply::not_found("User").into())
}

fn versioned(reply: ApiReply, user: &User, version: u64) -> ApiReply {
    reply.with("user", &UserView::from(user)).header("etag", etag(version))
}
