//! Mail templates: the mails that a store writes of its orders (orderdesk-app 8.1, 8.3). What the templates in them mean is the
//! templates crate's business.

use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{MAX_RULE_NAME_LENGTH, Problem};

/// A store has at most this many mail templates.
pub const MAX_MAIL_TEMPLATES: usize = 100;

/// A subject, a name, and a list of addresses have at most this many characters, as they are written.
pub const MAX_MAIL_LINE_LENGTH: usize = 1_000;

/// The plain text and the HTML of a mail have at most this many bytes each, as they are written.
pub const MAX_MAIL_BODY_BYTES: usize = 100 * 1024;

/// A mail that a store writes of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MailTemplate {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whom it is for.
    pub kind: MailKind,
    /// What people read in front of the sender's address: a template. Blank: the store's name.
    pub from_name: String,
    /// Who answers go to: a template of addresses. Blank: the sender.
    pub reply_to: String,
    /// Who gets it: a template of addresses. Blank: whom its kind says.
    pub to: String,
    /// Who gets it too, as all see: a template of addresses.
    pub cc: String,
    /// Who gets it too, and nobody sees: a template of addresses.
    pub bcc: String,
    /// What it is about: a template.
    pub subject: String,
    /// What it says: a template.
    pub text: String,
    /// What it says to who shows HTML: a template, in which what is put in is escaped. Blank: the plain text alone.
    pub html: String,
}

/// Whom a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The store itself: `admin_email` of its settings.
    #[default]
    Admin,
    /// Who ordered: the order's e-mail.
    Customer,
    /// Who ships the order: whom the template names.
    Dropship,
    /// Who ordered, of the order's newest shipment.
    Shipment,
}

/// What somebody wants a mail template to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewMailTemplate {
    /// What people call it.
    pub name: String,
    /// Whom it is for.
    pub kind: MailKind,
    /// What people read in front of the sender's address.
    pub from_name: String,
    /// Who answers go to.
    pub reply_to: String,
    /// Who gets it.
    pub to: String,
    /// Who gets it too, as all see.
    pub cc: String,
    /// Who gets it too, and nobody sees.
    pub bcc: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What it says to who shows HTML.
    pub html: String,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Customer, Self::Dropship, Self::Shipment];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Customer => "customer",
            Self::Dropship => "dropship",
            Self::Shipment => "shipment",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl MailTemplate {
    /// Whether who gets it is given a link to confirm the order: who ships it, where the template puts it in.
    pub fn has_confirm_link(&self) -> bool {
        let texts = [&self.subject, &self.text, &self.html];
        self.kind == MailKind::Dropship && texts.iter().any(|text| text.contains("confirm_url"))
    }
}

impl NewMailTemplate {
    /// The same with an id.
    pub fn with_id(self, id: String) -> MailTemplate {
        let Self { name, kind, from_name, reply_to, to, cc, bcc, subject, text, html } = self;
        MailTemplate { id, name, kind, from_name, reply_to, to, cc, bcc, subject, text, html }
    }

    /// Everything that keeps it from being saved, as far as can be told without knowing what its templates mean.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.name.trim().is_empty() {
            problems.push(Problem::new("name", "a mail template needs a name"));
        }
        problems.extend(check_text_length("name", &self.name, MAX_RULE_NAME_LENGTH));
        for (field, line) in [
            ("from_name", &self.from_name),
            ("reply_to", &self.reply_to),
            ("to", &self.to),
            ("cc", &self.cc),
            ("bcc", &self.bcc),
            ("subject", &self.subject),
        ] {
            problems.extend(check_text_length(field, line, MAX_MAIL_LINE_LENGTH));
        }
        if self.subject.trim().is_empty() {
            problems.push(Problem::new("subject", "a mail needs a subject"));
        }
        if self.text.trim().is_empty() && self.html.trim().is_empty() {
            problems.push(Problem::new("text", "a mail needs a text, as plain text or as HTML"));
        }
        for (field, body) in [("text", &self.text), ("html", &self.html)] {
            if body.len() > MAX_MAIL_BODY_BYTES {
                problems.push(Problem::new(field, format!("must have at most {MAX_MAIL_BODY_BYTES} bytes")));
            }
        }
        if self.kind == MailKind::Dropship && self.to.trim().is_empty() {
            problems.push(Problem::new("to", "a mail to who ships an order needs an address"));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least() -> NewMailTemplate {
        let [name, subject, text] = ["Proof", "Your proof", "It is ready"].map(str::to_owned);
        NewMailTemplate { name, subject, text, ..NewMailTemplate::default() }
    }

    #[test]
    fn serde_names_kinds_as_their_list_does() {
        for kind in MailKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(MailKind::named(kind.name()), Some(kind));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(least().check(), []);
        assert_eq!(NewMailTemplate { text: String::new(), html: "<p>".to_owned(), ..least() }.check(), []);
        for (wrong, field) in [
            (NewMailTemplate { name: " ".to_owned(), ..least() }, "name"),
            (NewMailTemplate { subject: String::new(), ..least() }, "subject"),
            (NewMailTemplate { subject: "x".repeat(1_001), ..least() }, "subject"),
            (NewMailTemplate { text: String::new(), ..least() }, "text"),
            (NewMailTemplate { html: "x".repeat(MAX_MAIL_BODY_BYTES + 1), ..least() }, "html"),
            (NewMailTemplate { bcc: "x".repeat(1_001), ..least() }, "bcc"),
            (NewMailTemplate { kind: MailKind::Dropship, ..least() }, "to"),
        ] {
            let fields: Vec<_> = wrong.check().into_iter().map(|problem| problem.field).collect();
            assert_eq!(fields, [field]);
        }
    }
}
