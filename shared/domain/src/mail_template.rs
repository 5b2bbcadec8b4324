//! Mail templates: the mails that a store writes (orderdesk-app 8.1, 8.3). What the templates in them mean is the
//! templates crate's business.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{MAX_RULE_NAME_LENGTH, Problem};

/// A store has at most this many mail templates.
pub const MAX_MAIL_TEMPLATES: usize = 100;

/// A subject, a name, and a list of addresses have at most this many characters, as they are written.
pub const MAX_MAIL_LINE_LENGTH: usize = 1_000;

/// The plain text and the HTML of a mail have at most this many bytes each, as they are written.
pub const MAX_MAIL_BODY_BYTES: usize = 100 * 1024;

/// So many documents go with a mail at most.
pub const MAX_MAIL_ATTACHMENTS: usize = 5;

/// A mail that a store writes: of its orders, or in the place of a mail that the store itself is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MailTemplate {
    /// Its id, digits; blank while it has none.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whom it is for.
    pub kind: MailKind,
    /// Whether it is sent. One that is not is kept, and whoever sends it is refused.
    #[serde(default = "is_active")]
    pub active: bool,
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
    /// The print templates of which a PDF of the order goes with it, by their ids.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Whether its readers can have themselves left out of such mails.
    #[serde(default)]
    pub can_unsubscribe: bool,
}

fn is_active() -> bool {
    true
}

impl Default for MailTemplate {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            kind: MailKind::default(),
            active: true,
            from_name: String::new(),
            reply_to: String::new(),
            to: String::new(),
            cc: String::new(),
            bcc: String::new(),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
            attachments: vec![],
            can_unsubscribe: false,
        }
    }
}

/// A mail template as it was before it was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTemplateVersion {
    /// Its number, counted from 1.
    pub version: u64,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// What it was.
    pub template: MailTemplate,
}

impl MailTemplateVersion {
    /// A version is kept for so long once it is replaced.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(400 * 24);
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
    /// The store's admin, when an order is canceled that stands at a supplier.
    Cancellation,
    /// The store's admin, of a month at its suppliers.
    MonthlySummary,
    /// The store's admin, when the stock of an item falls to its reorder level.
    LowStock,
    /// The store's admin, of appointments that failed for good and of what else went wrong.
    FailedAppointment,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Admin,
        Self::Customer,
        Self::Dropship,
        Self::Shipment,
        Self::Cancellation,
        Self::MonthlySummary,
        Self::LowStock,
        Self::FailedAppointment,
    ];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Customer => "customer",
            Self::Dropship => "dropship",
            Self::Shipment => "shipment",
            Self::Cancellation => "cancellation",
            Self::MonthlySummary => "monthly_summary",
            Self::LowStock => "low_stock",
            Self::FailedAppointment => "failed_appointment",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether rules and people send it of an order. The others say in the store's words what its admin is mailed anyway.
    pub const fn is_of_orders(self) -> bool {
        matches!(self, Self::Admin | Self::Customer | Self::Dropship | Self::Shipment)
    }
}

impl MailTemplate {
    /// Whether who gets it is given a link to confirm the order: who ships it, where the template puts it in.
    pub fn has_confirm_link(&self) -> bool {
        self.kind == MailKind::Dropship && self.bodies().iter().any(|text| text.contains("confirm_url"))
    }

    /// Whether it puts the link by which readers have themselves left out where it wants it.
    pub fn has_unsubscribe_link(&self) -> bool {
        self.bodies().iter().any(|text| text.contains("unsubscribe_url"))
    }

    fn bodies(&self) -> [&String; 3] {
        [&self.subject, &self.text, &self.html]
    }

    /// Why no order is mailed by it; nothing where orders are.
    pub fn unfit(&self) -> Option<&'static str> {
        match (self.active, self.kind.is_of_orders()) {
            (false, _) => Some("the mail template is switched off"),
            (true, false) => Some("the mail template is for what the store's admin is mailed, and not for orders"),
            (true, true) => None,
        }
    }

    /// The same with an id.
    #[must_use]
    pub fn with_id(self, id: String) -> Self {
        Self { id, ..self }
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
        problems.extend(self.check_receivers());
        problems.extend(self.check_attachments());
        problems
    }

    fn check_receivers(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.kind == MailKind::Dropship && self.to.trim().is_empty() {
            problems.push(Problem::new("to", "a mail to who ships an order needs an address"));
        }
        let others = [("to", &self.to), ("cc", &self.cc), ("bcc", &self.bcc)];
        let named = others.into_iter().filter(|(_, line)| !line.trim().is_empty()).map(|(field, _)| field);
        if !self.kind.is_of_orders() {
            let why = format!("must be blank: a mail of the kind {} goes to the store's admin alone", self.kind.name());
            problems.extend(named.map(|field| Problem::new(field, why.clone())));
        } else if self.can_unsubscribe {
            // Who has themselves left out is who the link was mailed to: nobody else may have it.
            problems.extend(
                named
                    .filter(|field| *field != "to")
                    .map(|field| Problem::new(field, "must be blank where readers can unsubscribe")),
            );
        }
        if self.can_unsubscribe && !matches!(self.kind, MailKind::Customer | MailKind::Shipment) {
            let why = "is for mails to customers: of the kinds customer and shipment";
            problems.push(Problem::new("can_unsubscribe", why));
        }
        problems
    }

    fn check_attachments(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.attachments.len() > MAX_MAIL_ATTACHMENTS {
            problems.push(Problem::new("attachments", format!("must be at most {MAX_MAIL_ATTACHMENTS}")));
        }
        if !self.attachments.is_empty() && !self.kind.is_of_orders() {
            problems.push(Problem::new("attachments", "must be left out: the mail is of no order"));
        }
        for (place, id) in self.attachments.iter().enumerate() {
            if self.attachments.iter().take(place).any(|other| other == id) {
                problems.push(Problem::new(format!("attachments[{place}]"), "is named twice"));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least() -> MailTemplate {
        let [name, subject, text] = ["Proof", "Your proof", "It is ready"].map(str::to_owned);
        MailTemplate { name, subject, text, ..MailTemplate::default() }
    }

    fn unsubscribable() -> MailTemplate {
        MailTemplate { kind: MailKind::Customer, can_unsubscribe: true, ..least() }
    }

    fn ids(count: usize) -> Vec<String> {
        (1..=count).map(|id| id.to_string()).collect()
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
        assert_eq!(MailTemplate { attachments: ids(5), ..unsubscribable() }.check(), []);
        assert_eq!(MailTemplate { text: String::new(), html: "<p>".to_owned(), ..least() }.check(), []);
        for (wrong, field) in [
            (MailTemplate { name: " ".to_owned(), ..least() }, "name"),
            (MailTemplate { subject: String::new(), ..least() }, "subject"),
            (MailTemplate { subject: "x".repeat(1_001), ..least() }, "subject"),
            (MailTemplate { text: String::new(), ..least() }, "text"),
            (MailTemplate { html: "x".repeat(MAX_MAIL_BODY_BYTES + 1), ..least() }, "html"),
            (MailTemplate { bcc: "x".repeat(1_001), ..least() }, "bcc"),
            (MailTemplate { kind: MailKind::Dropship, ..least() }, "to"),
            (MailTemplate { kind: MailKind::LowStock, cc: "a@example.com".to_owned(), ..least() }, "cc"),
            (MailTemplate { can_unsubscribe: true, ..least() }, "can_unsubscribe"),
            (MailTemplate { bcc: "a@example.com".to_owned(), ..unsubscribable() }, "bcc"),
            (MailTemplate { attachments: ids(6), ..least() }, "attachments"),
            (MailTemplate { kind: MailKind::LowStock, attachments: ids(1), ..least() }, "attachments"),
            (MailTemplate { attachments: [ids(1), ids(1)].concat(), ..least() }, "attachments[1]"),
        ] {
            let fields: Vec<_> = wrong.check().into_iter().map(|problem| problem.field).collect();
            assert_eq!(fields, [field]);
        }
    }
}
