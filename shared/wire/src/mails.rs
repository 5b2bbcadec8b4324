//! Mails of orders, and addresses that are not mailed: our own `/v1/orders/{id}/mails` and `/v1/mail-suppressions`.

use domain::{MailSuppression, OrderMail, OrderMailStatus, Problem, SuppressionReason, is_address, time};
use serde::Serialize;

use crate::body::{Body, Field, body};
use crate::read::Document;

/// The longest address that mail servers take (RFC 5321, 4.5.3.1.3).
pub(crate) const MAX_MAIL_ADDRESS_LENGTH: usize = 254;

body! {
    /// Which mail is to be sent of an order.
    MailOfOrderInput: Refused {
        /// The mail template.
        template_id: Field<String> = Field::sent_id().needed(),
    }

    /// Which address is not to be mailed.
    MailSuppressionInput: Refused {
        /// The address.
        address: Field<String> = Field::short_words(MAX_MAIL_ADDRESS_LENGTH).needed(),
    }
}

/// Reads the body of `POST /v1/orders/{id}/mails`: the id of a mail template.
pub fn read_template(body: &str) -> Result<String, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    MailOfOrderInput::BODY.refuse_unknown(&object);
    let field = &MailOfOrderInput::READ.template_id;
    let template_id = field.filled(&object);
    if template_id.parse::<u64>().is_err() {
        object.refuse(field.name(), "must be the id of a mail template");
        return Err(document.problems());
    }
    document.finish(template_id)
}

/// Reads the body of `POST /v1/mail-suppressions`: an address.
pub fn read_address(body: &str) -> Result<String, Vec<Problem>> {
    read_bare_address(body, &MailSuppressionInput::BODY, &MailSuppressionInput::READ.address, "must be a mail address")
}

/// Reads a body that says one mail address, without a name, and nothing else; `expected` is said of what is none.
pub(crate) fn read_bare_address(
    body: &str,
    of: &Body,
    field: &Field<String>,
    expected: &str,
) -> Result<String, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    of.refuse_unknown(&object);
    let address = field.trimmed(&object);
    if !is_address(&address) {
        object.refuse(field.name(), expected);
        return Err(document.problems());
    }
    document.finish(address)
}

/// A mail of an order.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = OrderMail))]
pub struct OrderMailView<'a> {
    /// The appointment it is of.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*-[1-9][0-9]*$"))]
    appointment_id: String,
    /// The id of its template.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    template_id: &'a str,
    /// What people call its template.
    template: &'a str,
    /// The version of its template, counted from 1; 0 where it was sent before versions were noted.
    template_version: u64,
    /// Who gets it, as addresses; those whom nobody sees too.
    to: &'a [String],
    /// What it is about.
    subject: &'a str,
    /// How far it is.
    status: OrderMailStatus,
    /// What people should know of it: who was left out, why it failed, that it may have gone twice. Blank where there is
    /// nothing.
    note: &'a str,
    /// What SES calls it; blank until SES has said so.
    message_id: &'a str,
    /// When SES was asked last.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    requested_at: String,
    /// When SES took it; null before.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    sent_at: Option<String>,
    /// When SES last told what became of it; null before.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    reported_at: Option<String>,
}

impl<'a> From<&'a OrderMail> for OrderMailView<'a> {
    fn from(mail: &'a OrderMail) -> Self {
        Self {
            appointment_id: mail.appointment.to_string(),
            template_id: &mail.template_id,
            template: &mail.template,
            template_version: mail.template_version,
            to: &mail.to,
            subject: &mail.subject,
            status: mail.status,
            note: &mail.note,
            message_id: &mail.message_id,
            requested_at: time::text(mail.requested_at),
            sent_at: mail.sent_at.map(time::text),
            reported_at: mail.reported_at.map(time::text),
        }
    }
}

/// An address that a store mails nothing to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailSuppression))]
pub struct MailSuppressionView<'a> {
    /// The address, in small letters.
    address: &'a str,
    /// Why.
    reason: SuppressionReason,
    /// What the receiver's server said, or who asked for it; blank where nothing is known.
    detail: &'a str,
    /// Since when.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    since: String,
}

impl<'a> From<&'a MailSuppression> for MailSuppressionView<'a> {
    fn from(suppression: &'a MailSuppression) -> Self {
        let MailSuppression { address, reason, detail, since } = suppression;
        Self { address, reason: *reason, detail, since: time::text(*since) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read_and_what_is_wrong_is_named() {
        for body in [r#"{"template_id":"7"}"#, r#"{"template_id":7}"#] {
            assert_eq!(read_template(body).unwrap(), "7");
        }
        assert_eq!(read_address(r#"{"address":" Ada@example.com "}"#).unwrap(), "Ada@example.com");
        for body in ["{}", r#"{"template_id":"x"}"#, r#"{"template_id":"7","to":"a@example.com"}"#] {
            assert!(read_template(body).is_err(), "{body}");
        }
        for body in ["{}", r#"{"address":"ada"}"#, r#"{"address":"a@example.com, b@example.com"}"#] {
            assert_eq!(read_address(body).unwrap_err()[0].field, "address", "{body}");
        }
    }
}
