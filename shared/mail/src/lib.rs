//! Adapter: SES, which sends mails. They are written here and go as they are (`SendRawEmail`).

mod letter;
mod token;

pub use domain::Mailbox;
pub use letter::{Attachment, Mail, NoMail};
pub use token::{NoRandomness, random_token};

use aws_sdk_ses::Client;
use aws_sdk_ses::error::{BoxError, ProvideErrorMetadata};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use aws_types::SdkConfig;

use letter::Letter;

/// An error of SES.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// This mail will never be sent: it is none, or has an address that SES does not take.
    #[error("the mail was refused")]
    Refused(#[source] BoxError),
    /// SES sends nothing for us until the operator has done something: verified the sender, left the sandbox, had the
    /// pause of the account's sending ended.
    #[error("the mail service lets nobody send: the operator must act")]
    NotAllowed(#[source] BoxError),
    /// It may work later.
    #[error("the mail service did not answer")]
    Unavailable(#[source] BoxError),
}

/// Sends mails from one address.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    from: String,
}

impl Mailer {
    /// Sends from `from`, an address or domain SES has verified; nothing is sent yet.
    pub fn new(config: &SdkConfig, from: impl Into<String>) -> Self {
        Self { client: Client::new(config), from: from.into() }
    }

    /// Sends one mail; SES's id of it.
    pub async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        let Letter { receivers, bytes } = Letter::write(mail, &self.from)?;
        let message = RawMessage::builder().data(Blob::new(bytes)).build();
        let message = message.map_err(|error| MailError::Refused(error.into()))?;
        let request = self.client.send_raw_email().source(&self.from).set_destinations(Some(receivers));
        match request.raw_message(message).send().await {
            Ok(sent) => Ok(sent.message_id),
            Err(error) if error.as_service_error().is_some_and(is_ours) => Err(MailError::NotAllowed(error.into())),
            Err(error) if error.as_service_error().is_some_and(is_final) => Err(MailError::Refused(error.into())),
            Err(error) => Err(MailError::Unavailable(error.into())),
        }
    }
}

impl From<NoMail> for MailError {
    fn from(error: NoMail) -> Self {
        Self::Refused(error.into())
    }
}

/// Whether a refusal is about the sender and not about this mail.
fn is_ours(error: &SendRawEmailError) -> bool {
    let says_unverified = error.message().is_some_and(|message| message.contains("not verified"));
    (error.is_message_rejected() && says_unverified)
        || error.is_mail_from_domain_not_verified_exception()
        || error.is_account_sending_paused_exception()
}

fn is_final(error: &SendRawEmailError) -> bool {
    error.is_message_rejected() || matches!(error.code(), Some("InvalidParameterValue" | "ValidationError"))
}
