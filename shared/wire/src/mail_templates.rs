//! Mail templates: our own `/v1/mail-templates`. They are written in the form they are kept in.

use domain::{
    MAX_MAIL_ATTACHMENTS, MAX_MAIL_LINE_LENGTH, MAX_RULE_NAME_LENGTH, MailKind, MailTemplate, MailTemplateVersion,
    Mailbox, OrderId, Problem, time,
};
use serde::Serialize;

use crate::body::{Field, Form, body};
use crate::custom_events::needed;
use crate::read::Document;

body! {
    /// A mail template as it is sent, always whole. Each text but its name is a template, into which an order's values are
    /// put.
    MailTemplateInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_RULE_NAME_LENGTH).needed(),
        /// Whom it is for: `admin` is the store's `admin_email`, `customer` the order's e-mail, `dropship` whom `to` names; `shipment` is
        /// the order's e-mail too, and knows the newest shipment as `shipment`. `cancellation`, `monthly_summary`, `low_stock` and
        /// `failed_appointment` say in the store's words what its admin is mailed anyway.
        kind: Field<String> = Field::one_of("MailKind").needed(),
        /// Whether it is sent; true when left out.
        active: Field<bool> = Field::flag().or("true", || true),
        /// What people read in front of the sender's address; the store's name when left out.
        from_name: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// Who answers go to, as addresses with commas between; the sender when left out.
        reply_to: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// Who gets it, as addresses with commas between; whom `kind` says when left out. `dropship` needs it.
        to: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// Who gets it too, as all see.
        cc: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// Who gets it too, and nobody sees.
        bcc: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// What it is about.
        subject: Field<String> = Field::short_words(MAX_MAIL_LINE_LENGTH).needed(),
        /// What it says: at most 102,400 bytes. It, or `html`, is needed.
        text: Field<String> = Field::checked_later(Form::Text),
        /// What it says to who shows HTML: at most 102,400 bytes. What is put in is escaped, but for what `raw` is applied to.
        html: Field<String> = Field::checked_later(Form::Text),
        /// The print templates of which a PDF of the order goes with it, by their ids: at most five.
        attachments: Field<Vec<String>> = Field::ids(0, Some(MAX_MAIL_ATTACHMENTS)),
        /// Whether readers can have themselves left out of such mails: of `customer` and `shipment`, to one address, without `cc` and
        /// `bcc`. The mail has a link then, `unsubscribe_url`, and the lines in its head that mail programs look for.
        can_unsubscribe: Field<bool> = Field::flag(),
    }

    /// Of which order a mail is to be made.
    MailOrderInput: Refused {
        /// The order; needed but for templates of what the store's admin is mailed, a cancellation left aside.
        order_id: Field<String> = Field::sent_id(),
    }
}

/// Reads the body of `POST /v1/mail-templates` and `PUT /v1/mail-templates/{id}`.
pub fn read_new(body: &str) -> Result<MailTemplate, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &MailTemplateInput::READ;
    let name = needed(&object, &fields.name);
    let kind = MailKind::named(&fields.kind.filled(&object)).unwrap_or_else(|| {
        let names = MailKind::ALL.map(MailKind::name).join(", ");
        object.refuse(fields.kind.name(), format!("must be one of {names}"));
        MailKind::default()
    });
    let subject = needed(&object, &fields.subject);
    let [from_name, reply_to, to, cc, bcc] =
        [&fields.from_name, &fields.reply_to, &fields.to, &fields.cc, &fields.bcc].map(|field| field.trimmed(&object));
    let [text, html] = [&fields.text, &fields.html].map(|field| field.filled(&object));
    let [active, can_unsubscribe] = [&fields.active, &fields.can_unsubscribe].map(|field| field.filled(&object));
    let attachments = fields.attachments.filled(&object);
    document.finish(MailTemplate {
        id: String::new(),
        name,
        kind,
        active,
        from_name,
        reply_to,
        to,
        cc,
        bcc,
        subject,
        text,
        html,
        attachments,
        can_unsubscribe,
    })
}

/// Reads the body of `POST /v1/mail-templates/{id}/preview` and `…/trial`.
pub fn read_order(body: &str) -> Result<Option<OrderId>, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    MailOrderInput::BODY.refuse_unknown(&object);
    let field = &MailOrderInput::READ.order_id;
    let Some(text) = field.given(&object) else { return document.finish(None) };
    let Ok(order_id) = text.parse::<OrderId>() else {
        object.refuse(field.name(), "must be the id of an order");
        return Err(document.problems());
    };
    document.finish(Some(order_id))
}

/// Somebody with a mail address.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Mailbox))]
pub struct MailboxView<'a> {
    /// What people read in front of the address; blank where there is nothing.
    name: &'a str,
    /// The address.
    address: &'a str,
}

impl<'a> From<&'a Mailbox> for MailboxView<'a> {
    fn from(mailbox: &'a Mailbox) -> Self {
        Self { name: &mailbox.name, address: &mailbox.address }
    }
}

/// What keeps a mail from being sent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailProblem))]
pub struct MailProblemView<'a> {
    /// The field of the template.
    field: &'a str,
    /// What is wrong with what it makes of the order.
    message: &'a str,
}

impl<'a> From<&'a Problem> for MailProblemView<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self { field: &problem.field, message: &problem.message }
    }
}

/// A mail template as it was before it was replaced.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailTemplateVersion))]
pub struct MailTemplateVersionView<'a> {
    /// Its number, counted from 1.
    version: u64,
    /// When it was replaced.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    replaced_at: String,
    /// What it was.
    template: &'a MailTemplate,
}

impl<'a> From<&'a MailTemplateVersion> for MailTemplateVersionView<'a> {
    fn from(version: &'a MailTemplateVersion) -> Self {
        Self { version: version.version, replaced_at: time::text(version.replaced_at), template: &version.template }
    }
}

/// A mail as a template makes it of an order.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailPreview))]
pub struct MailPreviewView<'a> {
    /// What people read in front of the sender's address.
    pub from_name: &'a str,
    /// Who answers go to.
    pub reply_to: Vec<MailboxView<'a>>,
    /// Who gets it.
    pub to: Vec<MailboxView<'a>>,
    /// Who gets it too, as all see.
    pub cc: Vec<MailboxView<'a>>,
    /// Who gets it too, and nobody sees.
    pub bcc: Vec<MailboxView<'a>>,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// What it says to who shows HTML; blank where there is none.
    pub html: &'a str,
    /// What the order lacks that the template puts in.
    pub warnings: &'a [String],
    /// What keeps it from being sent.
    pub problems: Vec<MailProblemView<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_and_written_as_it_was_read() {
        let body = r#"{"id":"7","name":"Proof","kind":"customer","active":false,"from_name":"{{ store_name }}","reply_to":"a@example.com","to":"","cc":"","bcc":"b@example.com","subject":"Order {{ source_id }}","text":" Hello\n","html":"<p>","attachments":["12"],"can_unsubscribe":true}"#;
        let template = read_new(body).unwrap().with_id("7".into());
        assert_eq!(serde_json::to_string(&template).unwrap(), body);
        assert_eq!(read_order(r#"{"order_id":"12345"}"#).unwrap().unwrap().to_string(), "12345");
        assert_eq!(read_order(r#"{"order_id":12345}"#).unwrap().unwrap().to_string(), "12345");
        assert_eq!(read_order("{}").unwrap(), None);
        assert!(read_new(r#"{"name":"A","kind":"admin","subject":"S","text":"T"}"#).unwrap().active);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, field) in [
            ("{}".to_owned(), "name"),
            (r#"{"name":"A","subject":"S"}"#.to_owned(), "kind"),
            (r#"{"name":"A","subject":"S","kind":"pigeon"}"#.to_owned(), "kind"),
            (r#"{"name":"A","subject":" ","kind":"admin"}"#.to_owned(), "subject"),
            (format!(r#"{{"name":"A","kind":"admin","subject":"S","cc":"{}"}}"#, "x".repeat(1_001)), "cc"),
        ] {
            let problems = read_new(&body).unwrap_err();
            assert!(problems.iter().any(|problem| problem.field == field), "{body}: {problems:?}");
        }
        for body in [r#"{"order_id":"x"}"#, r#"{"order_id":"1","to":"a"}"#] {
            assert!(read_order(body).is_err(), "{body}");
        }
    }
}
