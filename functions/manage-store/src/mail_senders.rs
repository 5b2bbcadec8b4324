//! The address that mails of a store's orders leave from: our own `/v1/store/mail-sender`.

use desk::mail_senders;
use domain::MailSender;
use http::{ApiReply, AuthorizedCall, Failure};
use wire::mail_senders::{MailSenderView, read_sender};

use crate::app::App;

/// `GET /v1/store/mail-sender`.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sender = mail_senders::find(&app.desk, &app.identities, call.store()?.id, call.now).await?;
    Ok(with(ApiReply::success(200), &sender))
}

/// `PUT /v1/store/mail-sender`. Done again it changes nothing.
pub(crate) async fn set(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let address = read_sender(call.body()?).map_err(ApiReply::from_problems)?;
    let sender = mail_senders::set(&app.desk, call.store()?.id, &address, &app.mail_from, call.now).await?;
    Ok(with(ApiReply::success(200).with("message", &"Mail Sender Set"), &sender))
}

/// `DELETE /v1/store/mail-sender`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let address = mail_senders::give_up(&app.desk, call.store()?.id, call.now).await?;
    Ok(ApiReply::success(200).with("message", &format!("Mail Sender {address} Given Up")))
}

/// `POST /v1/store/mail-sender/verification`: in the background.
pub(crate) async fn verify(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let sender = mail_senders::request(&app.desk, call.store()?.id, call.now).await?;
    Ok(with(ApiReply::success(202).with("message", &"Mail On Its Way"), &sender))
}

fn with(reply: ApiReply, sender: &MailSender) -> ApiReply {
    reply.with("mail_sender", &MailSenderView::from(sender))
}
