//! Mail templates: the mails that a store writes of its orders, shown and tried (orderdesk-app 8.1, 8.3).

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::entities::decode_html;
use domain::{
    IdempotencyKey, MAX_MAIL_TEMPLATES, MailKind, MailTemplate, Mailbox, NewMailTemplate, Notice, NoticeContent, Order,
    OrderId, Problem, Store, StoreId,
};
use jiff::Timestamp;
use templates::{Context, Subject, Template, TemplateError};

use crate::definitions::{self, Creation};
use crate::orders::{self, Expected};
use crate::surroundings::surroundings;
use crate::{Desk, DeskError};

/// A text of a mail has at most this many bytes once the order's values are in it: both fit into a row.
const MAX_BODY_BYTES: usize = 128 * 1024;

/// The same of a subject, a name, and a list of addresses.
const MAX_LINE_BYTES: usize = 4_000;

/// What stands in the place of a link that is made when a mail is sent.
const SAMPLE_LINK: &str = "https://example.com/confirm/the-link-is-made-when-the-mail-is-sent";

/// A trial is one of so many.
const TRIALS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

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

/// The mail templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<MailTemplate>, DeskError> {
    Ok(desk.table.definitions(store_id).await?)
}

/// The mail template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(MailTemplate, u64), DeskError> {
    definitions::find(desk, store_id, id).await
}

/// Adds a mail template. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    store_id: StoreId,
    new: &NewMailTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<MailTemplate>, DeskError> {
    check(new)?;
    definitions::create(desk, store_id, MAX_MAIL_TEMPLATES, sent, now, |id| new.clone().with_id(id)).await
}

/// Replaces a mail template as a whole, where it is the expected version; its id stays. Done again, it is the same.
pub async fn replace(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    new: &NewMailTemplate,
    expected: &Expected,
    now: Timestamp,
) -> Result<(MailTemplate, u64), DeskError> {
    check(new)?;
    let make = |before: &MailTemplate| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store_id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Removes a mail template.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    definitions::discard::<MailTemplate>(desk, store_id, id).await
}

/// The mail that a template makes of an order. Nothing is written, and nobody is mailed.
pub async fn preview(
    desk: &Desk,
    store: &Store,
    template: &MailTemplate,
    order_id: OrderId,
    now: Timestamp,
) -> Result<RenderedMail, DeskError> {
    let row = orders::find(desk, store.id, order_id).await?;
    Ok(render(store, template, &row.order, ("", SAMPLE_LINK), now))
}

/// Mails the store's admin what a template makes of an order, for who tries it; the address it goes to. Only an address
/// that was confirmed is mailed, and nobody the template names is. Called again, it is mailed again.
pub async fn try_out(
    desk: &Desk,
    store: &Store,
    template: &MailTemplate,
    order_id: OrderId,
    now: Timestamp,
) -> Result<String, DeskError> {
    let recipient = &store.settings.admin_email;
    if recipient.is_empty() || !store.settings.admin_email_confirmed {
        let why = "The trial goes to the store's admin, whose address, `admin_email`, is not confirmed yet";
        return Err(DeskError::Conflict(why.to_owned()));
    }
    let mail = preview(desk, store, template, order_id, now).await?;
    let broken = mail.problems.into_iter().filter(|problem| !is_of_addresses(&problem.field)).collect::<Vec<_>>();
    if !broken.is_empty() {
        return Err(DeskError::Invalid(broken));
    }
    let RenderedMail { from_name, subject, text, html, .. } = mail;
    let content = NoticeContent::Trial { from_name, subject: format!("Trial: {subject}"), text, html };
    let id = format!("trial-{}", desk.chance.within(TRIALS));
    let notice = Notice::new(id, store.id, recipient.clone(), content, now);
    if !desk.table.insert_notice(&notice).await?.is_done() {
        return Err(DeskError::TryAgain("No free number was found; nothing was mailed, try again"));
    }
    Ok(recipient.clone())
}

fn is_of_addresses(field: &str) -> bool {
    matches!(field, "to" | "cc" | "bcc" | "reply_to")
}

/// What is wrong with a template: its form, and its templates.
fn check(new: &NewMailTemplate) -> Result<(), DeskError> {
    let mut problems = new.check();
    let template = new.clone().with_id(String::new());
    for (field, source) in parts(&template) {
        problems.extend(compiled(field, source).err().map(|error| Problem::new(field, error.to_string())));
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
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

/// The mail that a template makes of an order; to `mail_to` where that is not blank, and not to whom the template says. In one
/// to who ships it `confirm_url` is `link`.
pub(crate) fn render(
    store: &Store,
    template: &MailTemplate,
    order: &Order,
    (mail_to, link): (&str, &str),
    now: Timestamp,
) -> RenderedMail {
    let usual = match template.kind {
        MailKind::Admin => store.settings.admin_email.clone(),
        MailKind::Customer | MailKind::Shipment => order.email.clone(),
        MailKind::Dropship => String::new(),
    };
    let surroundings = Arc::new(surroundings(store, now));
    let confirm_url = template.has_confirm_link().then(|| ("confirm_url".to_owned(), link.to_owned()));
    let extra = BTreeMap::from_iter(confirm_url);
    let context = Context { surroundings, subject: subject_of(template.kind, order), extra };
    let mut mail = RenderedMail::default();
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
    if mail.to.is_empty() && !mail.problems.iter().any(|problem| problem.field == "to") {
        mail.problems.push(Problem::new("to", "goes to nobody"));
    }
    mail
}

/// What a template is about: the order, and of one that tells of a shipment the newest.
fn subject_of(kind: MailKind, order: &Order) -> Subject {
    let order = Arc::new(order.clone());
    match order.order_shipments.len().checked_sub(1) {
        Some(newest) if kind == MailKind::Shipment => Subject::Shipment(order, newest),
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
}
