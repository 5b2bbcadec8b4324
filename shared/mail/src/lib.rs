//! Adapter: SES, which sends mails. They are written here and go as they are (`SendRawEmail`).

mod heads;
mod identities;
mod letter;
mod token;

pub use domain::Mailbox;
pub use identities::{Identities, IdentityStatus};
pub use letter::{Attachment, Mail, MailTag, NoMail, sender_address};
pub use token::{NoRandomness, random_token};

use std::error::Error;

use aws_sdk_ses::Client;
use aws_sdk_ses::config::Builder;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::error::{BoxError, ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::send_raw_email::SendRawEmailError;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};
use aws_types::SdkConfig;

use letter::Letter;

/// What the HTTP client says of a connection that never stood; a test holds it.
const UNCONNECTED: &str = "client error (Connect)";

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
    /// SES does not send from the address that this mail was to leave from and that is not the deployment's: it is not
    /// verified any more.
    #[error("the mail service does not send from the store's own address")]
    SenderRefused(#[source] BoxError),
    /// It may work later; the mail did not leave.
    #[error("the mail service can't send now")]
    Unavailable(#[source] BoxError),
    /// It did not answer: whether the mail left is not known.
    #[error("the mail service did not answer")]
    Unanswered(#[source] BoxError),
}

/// Sends mails, from one address unless they have another.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    from: String,
    /// The set of SES that tells what becomes of mails; none where nobody is told.
    reporting_to: Option<String>,
}

impl Mailer {
    /// Sends from `from`, an address or domain SES has verified; nothing is sent yet. SES is asked once for each mail: whoever
    /// asks again decides that, and knows of it.
    pub fn new(config: &SdkConfig, from: impl Into<String>) -> Self {
        let config = Builder::from(config).retry_config(RetryConfig::disabled()).build();
        Self { client: Client::from_conf(config), from: from.into(), reporting_to: None }
    }

    /// The same, whose mails belong to this configuration set of SES, which tells what becomes of them.
    #[must_use]
    pub fn reporting_to(self, set: impl Into<String>) -> Self {
        Self { reporting_to: Some(set.into()).filter(|set| !set.is_empty()), ..self }
    }

    /// What SES has verified.
    pub fn identities(&self) -> Identities {
        Identities::of(self.client.clone())
    }

    /// Sends one mail; SES's id of it.
    pub async fn send(&self, mail: &Mail) -> Result<String, MailError> {
        let Letter { sender, receivers, bytes } = Letter::write(mail, &self.from)?;
        let addresses = mail.from.as_ref().map(|_| (sender.clone(), receivers.clone()));
        let message = RawMessage::builder().data(Blob::new(bytes)).build();
        let message = message.map_err(|error| MailError::Refused(error.into()))?;
        let tags = mail.tags.iter().map(|tag| MessageTag::builder().name(tag.name).value(&tag.value).build());
        let tags = tags.collect::<Result<Vec<_>, _>>().map_err(|error| MailError::Refused(error.into()))?;
        let request = self.client.send_raw_email().source(sender).set_destinations(Some(receivers));
        let request = request.set_tags(Some(tags).filter(|tags| !tags.is_empty()));
        let request = request.set_configuration_set_name(self.reporting_to.clone());
        match request.raw_message(message).send().await {
            Ok(sent) => Ok(sent.message_id),
            Err(error) if error.as_service_error().zip(addresses).is_some_and(is_of_sender) => {
                Err(MailError::SenderRefused(error.into()))
            }
            Err(error) if error.as_service_error().is_some_and(is_ours) => Err(MailError::NotAllowed(error.into())),
            Err(error) if error.as_service_error().is_some_and(is_final) => Err(MailError::Refused(error.into())),
            Err(error) if did_not_leave(&error) => Err(MailError::Unavailable(error.into())),
            Err(error) => Err(MailError::Unanswered(error.into())),
        }
    }
}

/// Whether it is known that SES did not take a mail: it answered so, or was never reached.
fn did_not_leave<R>(error: &SdkError<SendRawEmailError, R>) -> bool
where
    SdkError<SendRawEmailError, R>: Error,
{
    if matches!(error, SdkError::ServiceError(_) | SdkError::ConstructionFailure(_)) {
        return true;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.to_string() == UNCONNECTED {
            return true;
        }
        cause = error.source();
    }
    false
}

impl From<NoMail> for MailError {
    fn from(error: NoMail) -> Self {
        Self::Refused(error.into())
    }
}

/// Whether a refusal is about the mail's own sender, and not about the account. In its sandbox receivers are to be verified
/// too, and the same words name them.
fn is_of_sender((error, (sender, receivers)): (&SendRawEmailError, (String, Vec<String>))) -> bool {
    let message = error.message().unwrap_or_default().to_lowercase();
    let is_named = |address: &String| message.contains(&address.to_lowercase());
    (says_unverified(error) && (is_named(&sender) || !receivers.iter().any(is_named)))
        || error.is_mail_from_domain_not_verified_exception()
        || error.code() == Some("AccessDenied")
}

fn says_unverified(error: &SendRawEmailError) -> bool {
    error.is_message_rejected() && error.message().is_some_and(|message| message.contains("not verified"))
}

/// Whether a refusal is about the sender and not about this mail.
fn is_ours(error: &SendRawEmailError) -> bool {
    says_unverified(error)
        || error.is_mail_from_domain_not_verified_exception()
        || error.is_account_sending_paused_exception()
}

fn is_final(error: &SendRawEmailError) -> bool {
    error.is_message_rejected() || matches!(error.code(), Some("InvalidParameterValue" | "ValidationError"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ses::error::ErrorMetadata;
    use aws_sdk_ses::types::error::MessageRejected;

    use super::*;

    fn rejected(message: &str) -> SendRawEmailError {
        let meta = ErrorMetadata::builder().code("MessageRejected").message(message).build();
        SendRawEmailError::MessageRejected(MessageRejected::builder().message(message).meta(meta).build())
    }

    fn is_of(message: &str) -> bool {
        let addresses = ("Orders@shop.example.com".to_owned(), vec!["ada@example.com".to_owned()]);
        is_of_sender((&rejected(message), addresses))
    }

    /// Catches an address of a store that counts as refused because the account is in SES's sandbox, where receivers must be
    /// verified too.
    #[test]
    fn an_unverified_sender_is_told_from_unverified_receivers() {
        let said = "Email address is not verified. The following identities failed the check in region EU-WEST-1: ";
        assert!(is_of(&format!("{said}orders@shop.example.com")));
        assert!(is_of(&format!("{said}ada@example.com, Harbor <Orders@shop.example.com>")));
        assert!(is_of(said), "nobody is named");
        assert!(!is_of(&format!("{said}ada@example.com")));
        assert!(!is_of("Address is on the suppression list."));
    }
}
