//! Adapter: SES, which sends mails.

mod token;

pub use token::{NoRandomness, random_token};

use aws_sdk_ses::Client;
use aws_sdk_ses::error::{BoxError, ProvideErrorMetadata};
use aws_sdk_ses::operation::send_email::SendEmailError;
use aws_sdk_ses::types::{Body, Content, Destination, Message};
use aws_types::SdkConfig;

/// A mail in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who gets it.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// An error of SES.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// This mail will never be sent: its address is none, or one SES does not take.
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

    /// Sends one mail.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let body = Body::builder().text(content(&mail.text)?).build();
        let message = Message::builder().subject(content(&one_line(&mail.subject))?).body(body).build();
        let to = Destination::builder().to_addresses(address(&mail.to)?).build();
        let sent = self.client.send_email().source(&self.from).destination(to).message(message).send().await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(is_ours) => Err(MailError::NotAllowed(error.into())),
            Err(error) if error.as_service_error().is_some_and(is_final) => Err(MailError::Refused(error.into())),
            Err(error) => Err(MailError::Unavailable(error.into())),
        }
    }
}

/// Whether a refusal is about the sender and not about this mail.
fn is_ours(error: &SendEmailError) -> bool {
    let says_unverified = error.message().is_some_and(|message| message.contains("not verified"));
    (error.is_message_rejected() && says_unverified)
        || error.is_mail_from_domain_not_verified_exception()
        || error.is_account_sending_paused_exception()
}

fn is_final(error: &SendEmailError) -> bool {
    error.is_message_rejected() || matches!(error.code(), Some("InvalidParameterValue" | "ValidationError"))
}

fn content(text: &str) -> Result<Content, MailError> {
    Content::builder().data(text).charset("UTF-8").build().map_err(|error| MailError::Refused(error.into()))
}

/// What can be an address at all; whether there is one, SES says.
fn address(text: &str) -> Result<&str, MailError> {
    let address = Some(text.trim()).filter(|text| domain::is_address(text));
    address.ok_or_else(|| MailError::Refused("its address is no mail address".into()))
}

/// Whatever an order holds, a subject stays one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_address_is_refused_for_good() {
        for none in ["", "n/a", "ada.example.com", "@example.com", "ada@", "ada@example.com\r\nBcc: all@example.com"] {
            assert!(matches!(address(none), Err(MailError::Refused(_))), "{none:?}");
        }
        assert_eq!(address(" ada@example.com ").unwrap(), "ada@example.com");
    }

    #[test]
    fn a_subject_cannot_carry_a_header_of_its_own() {
        assert_eq!(one_line("Order 1\r\nBcc: all@example.com"), "Order 1  Bcc: all@example.com");
    }
}
