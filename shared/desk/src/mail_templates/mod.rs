//! Mail templates: the mails that a store writes, shown and tried (orderdesk-app 8.1, 8.3).

pub(crate) mod render;
mod samples;

use domain::{
    IdempotencyKey, MAX_MAIL_TEMPLATES, MailKind, MailTemplate, MailTemplateVersion, Notice, NoticeContent, OrderId,
    Permission, PrintTemplate, Problem, Store, StoreId,
};
use jiff::Timestamp;

pub use render::RenderedMail;
use render::{About, Links, render};

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::{Desk, DeskError};

/// What stands in the place of links that are made when a mail is sent.
const SAMPLE_LINKS: Links<'_> = Links {
    confirm: "https://example.com/confirm/the-link-is-made-when-the-mail-is-sent",
    unsubscribe: "https://example.com/unsubscribe/the-link-is-made-when-the-mail-is-sent",
};

/// A trial is one of so many.
const TRIALS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

/// The mail templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<MailTemplate>, DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::SendMail])?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The mail template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(MailTemplate, u64), DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::SendMail])?;
    definitions::find(desk, store_id, id).await
}

/// Adds a mail template. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    store_id: StoreId,
    new: &MailTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<MailTemplate>, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    desk.needs_whole_orders("A mail template is written")?;
    check(desk, store_id, new, None).await?;
    definitions::create(desk, store_id, MAX_MAIL_TEMPLATES, sent, now, |id| new.clone().with_id(id)).await
}

/// Replaces a mail template as a whole, where it is the expected version; its id stays. What it was is kept first, so that no
/// version is lost by a crash between the two.
pub async fn replace(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    new: &MailTemplate,
    expected: &Expected,
    now: Timestamp,
) -> Result<(MailTemplate, u64), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    desk.needs_whole_orders("A mail template is written")?;
    check(desk, store_id, new, Some(id)).await?;
    let mut tries = desk.table.tries();
    loop {
        let (before, version) = find(desk, store_id, id).await?;
        expected.check("definition", version)?;
        let kept = MailTemplateVersion { version, replaced_at: now, template: before };
        desk.table.keep_mail_template_version(store_id, id, &kept).await?;
        let (only, make) = (Expected::OneOf(vec![version]), |_: &MailTemplate| new.clone().with_id(id.to_owned()));
        match definitions::replace(desk, store_id, id, &only, now, make).await {
            // Somebody else replaced it meanwhile: what they made of it is kept as well.
            Err(DeskError::Changed(..)) if *expected == Expected::Any => tries.again().await?,
            replaced => return replaced.map(|(_, after, version)| (after, version)),
        }
    }
}

/// What a mail template was before it was replaced, the newest first.
pub async fn versions(desk: &Desk, store_id: StoreId, id: &str) -> Result<Vec<MailTemplateVersion>, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    let (_, present) = find(desk, store_id, id).await?;
    let mut all = desk.table.mail_template_versions(store_id, id).await?;
    // One that was kept, and then not replaced.
    all.retain(|it| it.version < present);
    Ok(all)
}

/// Removes a mail template.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    definitions::discard::<MailTemplate>(desk, store_id, id).await
}

/// The mail that a template makes of an order, or of a made-up occasion where its kind is of none. Nothing is written, and
/// nobody is mailed.
pub async fn preview(
    desk: &Desk,
    store: &Store,
    template: &MailTemplate,
    order_id: Option<OrderId>,
    now: Timestamp,
) -> Result<RenderedMail, DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::SendMail])?;
    let row = match order_id {
        Some(order_id) => Some(desk.find_order(store.id, order_id).await?),
        None => None,
    };
    let order = row.map(|row| row.into_order().into_inner());
    let facts = samples::facts(template.kind);
    let about = match (&order, &facts) {
        (_, Some(facts)) if template.kind != MailKind::Cancellation => About::Notice(facts, None),
        (Some(order), Some(facts)) => About::Notice(facts, Some(order)),
        (Some(order), None) => About::Order { order, mail_to: "", shipment_id: "" },
        (None, _) => return Err(DeskError::invalid("order_id", "is needed: a mail of this kind is of an order")),
    };
    Ok(render(store, template, about, SAMPLE_LINKS, now))
}

/// Mails the store's admin what a template makes of an order, for who tries it; the address it goes to. Only an address
/// that was confirmed is mailed, and nobody the template names is. Called again, it is mailed again.
pub async fn try_out(
    desk: &Desk,
    store: &Store,
    template: &MailTemplate,
    order_id: Option<OrderId>,
    now: Timestamp,
) -> Result<String, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
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

/// The template by which a store says in its own words what its admin is mailed; none where it has none.
#[cfg(feature = "mails")]
pub(crate) async fn for_notice(
    desk: &Desk,
    store_id: StoreId,
    kind: MailKind,
) -> Result<Option<MailTemplate>, table::TableError> {
    let all: Vec<MailTemplate> = desk.table.definitions(store_id).await?;
    let fitting = all.into_iter().filter(|it| it.kind == kind && it.active);
    // Of two that were saved at the same moment it is always the same.
    Ok(fitting.min_by(|one, other| (one.id.len(), &one.id).cmp(&(other.id.len(), &other.id))))
}

/// What is wrong with a template: its form, its templates, and what it names that the store has not. `id` is the one that it
/// replaces.
async fn check(desk: &Desk, store_id: StoreId, new: &MailTemplate, id: Option<&str>) -> Result<(), DeskError> {
    let mut problems = new.check();
    problems.extend(render::check(new));
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    for (place, print_template_id) in new.attachments.iter().enumerate() {
        if desk.table.definition::<PrintTemplate>(store_id, print_template_id).await?.is_none() {
            let why = format!("there is no print template {print_template_id}");
            problems.push(Problem::new(format!("attachments[{place}]"), why));
        }
    }
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    if new.kind.is_of_orders() || !new.active {
        return Ok(());
    }
    let all: Vec<MailTemplate> = desk.table.definitions(store_id).await?;
    let is_other = |it: &&MailTemplate| id != Some(&*it.id) && it.kind == new.kind && it.active;
    match all.iter().find(is_other) {
        Some(other) => {
            let name = new.kind.name();
            let why = format!("{} is of the kind {name} already, and only one of it can be active", other.id);
            Err(DeskError::ConflictIn(vec![Problem::new("kind", why)]))
        }
        None => Ok(()),
    }
}
