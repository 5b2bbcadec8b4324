//! How others become users of a store: by a link that is mailed, handed over, or both.

use askama::Template;
use desk::accounts::invitations;
use desk::accounts::users::{self, NewInvitation, SendMail};
use domain::{AccountLink, Supplier};
use http::{ApiReply, Failure};

use super::grants::Given;
use super::{in_short, list_page, scope_text};
use crate::answer;
use crate::form::Form;
use crate::frame::Frame;
use crate::screens::problem::problems_of;
use crate::view::{Times, When};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "users/invited.html")]
struct InvitedPage {
    frame: Frame,
    email: String,
    link: String,
    until: When,
    /// Whether it is on its way by mail too.
    is_mailed: bool,
    /// Whether it was to be, and is not, as there were too many.
    is_too_often: bool,
}

/// An invitation that waits to be accepted.
pub(super) struct Waiting {
    pub(super) id: String,
    pub(super) email: String,
    pub(super) permissions: String,
    pub(super) scope: String,
    pub(super) by: String,
    pub(super) until: When,
}

/// `POST …/users`.
pub(in crate::screens) async fn invite(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let form = member.visit().form();
    let given = Given::read(&form);
    let new = NewInvitation {
        email: form.text("email").to_owned(),
        permissions: given.permissions,
        scope: given.scope.clone().unwrap_or_else(|| member.user.scope.clone()),
        css_class: given.css_class.clone(),
        send_mail: send_mail(&form),
    };
    let (keys, by) = (&member.app().keys, member.by());
    let invited = users::invite(member.desk(), keys, &member.user, &new, &by, member.now());
    let made = match Box::pin(invited).await {
        Ok(made) => made,
        Err(error) => {
            let problems = problems_of(error)?;
            let page = list_page(member, (&new.email, new.send_mail), &given, &problems).await?;
            return answer::page(422, &page);
        }
    };
    let page = InvitedPage {
        frame: Frame::of(member, "Invited", None).await?,
        link: format!("{}{}/{}", member.visit().public_url, made.link.kind.page(), made.token),
        until: Times::of(&member.store, member.now()).when(made.link.expires_at),
        email: made.link.email,
        is_mailed: made.is_mailed,
        is_too_often: new.send_mail == SendMail::Yes && !made.is_mailed,
    };
    answer::page(200, &page)
}

/// `POST …/invitations/{invitation_id}/remove`.
pub(in crate::screens) async fn withdraw(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (id, by) = (member.visit().value("invitation_id"), member.by());
    Box::pin(invitations::withdraw(member.desk(), member.store.id, id, &by, member.now())).await?;
    Ok(ApiReply::see_other(&with_query(&member.path("users"), &[("done", "withdrawn")])))
}

/// The invitations of the store that can be accepted.
pub(super) async fn waiting(member: &Member<'_>, suppliers: &[Supplier]) -> Result<Vec<Waiting>, Failure> {
    let links = invitations::list(member.desk(), member.store.id, member.now()).await?;
    let times = Times::of(&member.store, member.now());
    let waiting = |link: AccountLink| {
        let invitation = link.kind.invitation()?;
        Some(Waiting {
            permissions: in_short(invitation.permissions),
            scope: scope_text(member, &invitation.scope, suppliers),
            by: invitation.by_name.clone(),
            until: times.when(link.expires_at),
            email: link.email.clone(),
            id: link.id.clone(),
        })
    };
    Ok(links.into_iter().filter_map(waiting).collect())
}

/// Whether the form has the link mailed.
fn send_mail(form: &Form) -> SendMail {
    if form.has("mail") { SendMail::Yes } else { SendMail::No }
}
