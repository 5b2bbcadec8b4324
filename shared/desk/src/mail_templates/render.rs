//! What mail templates make of orders and of what a store is sent.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use domain::entities::decode_html;
use domain::{MailKind, MailTemplate, Mailbox, NoticeFacts, Order, Problem, Store};
use jiff::Timestamp;
use templates::{Context, Subject, Template, TemplateError};

use crate::surroundings::surroundings;

/// A text of a mail has at most this many bytes once the order's values are in it: both fit into a row.
const MAX_BODY_BYTES: usize = 128 * 1024;

/// The same of a subject, a name, and a list of addresses.
const MAX_LINE_BYTES: usize = 4_000;

/// A mail as a template makes it of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenderedMail {
    /// What people read in front of the sender's address.
    pub from_name: String,
    /// Who answers go to.
    pub reply_to: Vec<Mailbox>,
    /// Who gets it.
    pub to: Vec<Mailbox>,
    /// Who gets it too, as all see.
    pub cc: Vec<Mailbox>,
    /// Who gets it too, and nobody sees.
    pub bcc: Vec<Mailbox>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What it says to who shows HTML; blank where there is none.
    pub html: String,
    /// What the order lacks that the template puts in: sentences for people.
    pub warnings: Vec<String>,
    /// What keeps it from being sent, by the template's fields.
    pub problems: Vec<Problem>,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// An order.
    Order {
        /// The order.
        order: &'a Order,
        /// Who is mailed in the place of whom the template says, where it is not blank.
        mail_to: &'a str,
        /// The shipment that is told of; the newest where it is blank.
        shipment_id: &'a str,
    },
    /// What the store's admin is sent anyway, and the order it is of, where it is of one.
    Notice(&'a NoticeFacts, Option<&'a Order>),
}

/// The links that a mail has for who gets it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links<'a> {
    /// To a page by which who ships an order confirms it: `confirm_url`.
    pub(crate) confirm: &'a str,
    /// To a page by which a reader has themselves left out: `unsubscribe_url`.
    pub(crate) unsubscribe: &'a str,
}

/// What is wrong with the templates in a mail template.
pub(super) fn check(new: &MailTemplate) -> Vec<Problem> {
    let wrong = |(field, source): (&'static str, &str)| {
        compiled(field, source).err().map(|error| Problem::new(field, error.to_string()))
    };
    parts(new).into_iter().filter_map(wrong).collect()
}

/// The texts of a template, by the fields they stand in.
fn parts(template: &MailTemplate) -> [(&'static str, &str); 8] {
    let MailTemplate { from_name, reply_to, to, cc, bcc, subject, text, html, .. } = template;
    [
        ("from_name", from_name),
        ("reply_to", reply_to),
        ("to", to),
        ("cc", cc),
        ("bcc", bcc),
        ("subject", subject),
        ("text", text),
        ("html", html),
    ]
}

fn compiled(field: &str, source: &str) -> Result<Template, TemplateError> {
    if field == "html" { Template::html(source) } else { Template::new(source) }
}

/// The mail that a template makes of what it is about.
pub(crate) fn render(
    store: &Store,
    template: &MailTemplate,
    about: About<'_>,
    links: Links<'_>,
    now: Timestamp,
) -> RenderedMail {
    let mut mail = RenderedMail::default();
    let usual = usual_receiver(store, template.kind, about);
    let (extra, mail_to) =
        (extra(template, links), if let About::Order { mail_to, .. } = about { mail_to } else { "" });
    let context =
        Context { surroundings: Arc::new(surroundings(store, now)), subject: subject_of(template.kind, about), extra };
    for (field, source) in parts(template) {
        if field == "to" && !mail_to.is_empty() {
            mail.put(field, mail_to.to_owned(), &usual);
            continue;
        }
        let max = if matches!(field, "text" | "html") { MAX_BODY_BYTES } else { MAX_LINE_BYTES };
        let rendered = compiled(field, source).map_err(|error| error.to_string());
        let rendered = rendered.and_then(|it| it.render(&context, max).map_err(|error| error.to_string()));
        match rendered {
            Ok(rendered) => {
                mail.warnings.extend(rendered.warnings.into_iter().map(|warning| format!("{field}: {warning}")));
                mail.put(field, rendered.text, &usual);
            }
            Err(why) => mail.problems.push(Problem::new(field, why)),
        }
    }
    if mail.from_name.trim().is_empty() {
        mail.from_name = decode_html(&store.name);
    }
    if template.can_unsubscribe {
        mail.let_unsubscribe(template, links.unsubscribe);
    }
    if mail.to.is_empty() && !mail.problems.iter().any(|problem| problem.field == "to") {
        mail.problems.push(Problem::new("to", "goes to nobody"));
    }
    mail
}

/// Whom a mail is for whose template says nobody.
fn usual_receiver(store: &Store, kind: MailKind, about: About<'_>) -> String {
    match (kind, about) {
        (MailKind::Customer | MailKind::Shipment, About::Order { order, .. }) => order.email.clone(),
        (MailKind::Dropship, _) => String::new(),
        _ => store.settings.admin_email.clone(),
    }
}

/// The variables of a mail beside those of what it is about.
fn extra(template: &MailTemplate, links: Links<'_>) -> BTreeMap<String, String> {
    let confirm = template.has_confirm_link().then(|| ("confirm_url".to_owned(), links.confirm.to_owned()));
    let leave = template.can_unsubscribe.then(|| ("unsubscribe_url".to_owned(), links.unsubscribe.to_owned()));
    confirm.into_iter().chain(leave).collect()
}

/// What a template is about: the order, and of one that tells of a shipment that one, or the newest.
fn subject_of(kind: MailKind, about: About<'_>) -> Subject {
    let (order, shipment_id) = match about {
        About::Order { order, shipment_id, .. } => (Arc::new(order.clone()), shipment_id),
        About::Notice(facts, order) => {
            return Subject::Notice(Arc::new(facts.clone()), order.map(|order| Arc::new(order.clone())));
        }
    };
    let newest = order.order_shipments.len().checked_sub(1);
    let caused_it = order.order_shipments.iter().position(|shipment| shipment.id == shipment_id);
    match caused_it.or(newest) {
        Some(place) if kind == MailKind::Shipment => Subject::Shipment(order, place),
        _ => Subject::Order(order),
    }
}

impl RenderedMail {
    /// Puts in what a field was rendered to.
    fn put(&mut self, field: &'static str, text: String, usual: &str) {
        let boxes = match field {
            "to" => &mut self.to,
            "cc" => &mut self.cc,
            "bcc" => &mut self.bcc,
            "reply_to" => &mut self.reply_to,
            _ => {
                let place = match field {
                    "from_name" => &mut self.from_name,
                    "subject" => &mut self.subject,
                    "text" => &mut self.text,
                    _ => &mut self.html,
                };
                // Names out of HTML have its entities, which nobody reads in the head of a mail.
                return *place = if matches!(field, "from_name" | "subject") { decode_html(&text) } else { text };
            }
        };
        let is_usual = field == "to" && text.trim().is_empty();
        match Mailbox::list(if is_usual { usual } else { &text }) {
            // Who orders says one address, and mails nobody else by it.
            Ok(list) if is_usual && list.len() > 1 => {
                self.problems.push(Problem::new(field, "the order's e-mail must be one address"));
            }
            Ok(list) => *boxes = list,
            Err(why) => self.problems.push(Problem::new(field, why.to_string())),
        }
    }

    /// Says at the end how to be left out, unless the template says it; and sees to it that one reader has the link.
    fn let_unsubscribe(&mut self, template: &MailTemplate, link: &str) {
        if self.to.len() > 1 {
            self.problems.push(Problem::new("to", "must be one address, as its reader can unsubscribe"));
        }
        if template.has_unsubscribe_link() {
            return;
        }
        if !self.text.is_empty() {
            self.text = format!("{}\n\n-- \nTo get no more such mails: {link}\n", self.text.trim_end());
        }
        if !self.html.is_empty() {
            let _ = write!(self.html, "\n<p><small><a href=\"{link}\">Unsubscribe</a></small></p>\n");
        }
    }
}
