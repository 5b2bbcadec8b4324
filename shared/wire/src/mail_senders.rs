//! The address that mails of a store's orders leave from: our own `/v1/store/mail-sender`.

use domain::{MailSender, MailSenderStatus, Problem, time};
use serde::Serialize;

use crate::body::{Field, body};
use crate::mails::{MAX_MAIL_ADDRESS_LENGTH, read_bare_address};

body! {
    /// Which address mails of orders are to leave from.
    MailSenderInput: Refused {
        /// The address, without a name: a mail's `from_name`, or the store's name, stands in front of it.
        address: Field<String> = Field::short_words(MAX_MAIL_ADDRESS_LENGTH).needed(),
    }
}

/// Reads the body of `PUT /v1/store/mail-sender`: an address.
pub fn read_sender(body: &str) -> Result<String, Vec<Problem>> {
    let expected = "must be a bare mail address, such as orders@shop.example.com";
    read_bare_address(body, &MailSenderInput::BODY, &MailSenderInput::READ.address, expected)
}

/// The address that mails of a store's orders leave from, once it is verified.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailSender))]
pub struct MailSenderView<'a> {
    /// The address, its domain in punycode.
    address: &'a str,
    /// How far it is. Until it is `verified`, mails leave from the deployment's address; from `pending` on, answers to those
    /// that name nobody else for that come to this one.
    status: MailSenderStatus,
    /// Since when.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    since: String,
    /// What is to be done next, and by whom.
    next_step: &'static str,
    /// What Amazon SES said of it; blank where there is nothing.
    detail: &'a str,
}

impl<'a> From<&'a MailSender> for MailSenderView<'a> {
    fn from(sender: &'a MailSender) -> Self {
        let next_step = match (sender.status, sender.requested_at) {
            (MailSenderStatus::Unconfirmed, _) => {
                "Follow the link that was mailed to the address, within seven days. For another one: POST \
                 /v1/store/mail-sender/verification"
            }
            (MailSenderStatus::Pending, None) => {
                "Amazon SES is being told of the address. If no mail of its own has come after some minutes: POST \
                 /v1/store/mail-sender/verification"
            }
            (MailSenderStatus::Pending, Some(_)) => {
                "Follow the link that Amazon SES mailed to the address, within 24 hours; or have the operator verify its \
                 domain. For another mail: POST /v1/store/mail-sender/verification"
            }
            (MailSenderStatus::Verified, _) => "Nothing: mails of orders leave from this address",
            (MailSenderStatus::Failed, _) => {
                "Mails of orders leave from the deployment's address. To have this one verified again: POST \
                 /v1/store/mail-sender/verification"
            }
        };
        let (address, detail) = (&sender.address, &sender.detail);
        Self { address, status: sender.status, since: time::text(sender.since), next_step, detail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_what_is_none_is_named() {
        assert_eq!(read_sender(r#"{"address":" orders@shop.example.com "}"#).unwrap(), "orders@shop.example.com");
        for none in
            ["{}", r#"{"address":null}"#, r#"{"address":"Shop <a@example.com>"}"#, r#"{"address":"a@b.c,d@e.f"}"#]
        {
            let named: Vec<_> = read_sender(none).unwrap_err().into_iter().map(|problem| problem.field).collect();
            assert_eq!(named, ["address"], "{none}");
        }
        let unknown = read_sender(r#"{"address":"a@example.com","name":"Shop"}"#).unwrap_err();
        assert_eq!(unknown[0].field, "name");
    }
}
