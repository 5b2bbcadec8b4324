//! Submitting an order to a supplier (orderdesk-app 10.2): by a rule, or by a person's call.

use domain::{
    Again, CANCELED_FOLDER, Event, IdempotencyKey, Job, NotSubmitted, OrderId, Permission, Store, Supplier,
    SupplierDelivery,
};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Plan, PlannedAppointment, Relation};

use crate::orders::{ORDER, SeenRow};
use crate::{Actor, Desk, DeskError, definitions};

/// How an order is submitted.
#[derive(Debug, Clone, Copy)]
pub struct Submitting<'a> {
    /// Whether once more where it stands at the supplier already, or was shipped by it.
    pub again: Again,
    /// With a key, it is done once, however often it is asked for: the order's row remembers the newest 16.
    pub once: Option<IdempotencyKey<'a>>,
    /// The name of the rule that asks; empty where a person does.
    pub rule: &'a str,
    /// Who asks.
    pub by: &'a Actor,
    /// The present moment.
    pub now: Timestamp,
}

/// What became of an order that was to be submitted.
#[derive(Debug)]
pub enum Submitted {
    /// It was, by this call.
    Now(Box<SeenRow>),
    /// It stands at the supplier already, or was submitted by the same key: nothing was changed.
    Before(Box<SeenRow>),
    /// The idempotency key was sent before with something else.
    KeyOfAnother,
}

/// Why an order is not submitted.
enum Refusal {
    KeyOfAnother,
    Because(DeskError),
}

/// Submits an order to a supplier. One conditional write: the order names the supplier as its fulfilment service, lies in
/// the supplier's folder, causes "Order is Submitted", and plans what brings it to the supplier. A second call finds it
/// there, and changes nothing. What is canceled goes to a supplier again where a person asks for that, and by no rule. It takes
/// what running an event takes, by which rules submit orders.
pub async fn submit(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    supplier_id: &str,
    submitting: Submitting<'_>,
) -> Result<Submitted, DeskError> {
    desk.needs(Permission::RunEvents)?;
    let (supplier, _) = definitions::find(desk, store.id, supplier_id).await?;
    let change = |row: &mut OrderRow| submit_row(store, &supplier, row, submitting);
    match Box::pin(desk.change_order(store.id, order_id, submitting.now, change)).await? {
        Outcome::Done((row, ())) => Ok(Submitted::Now(Box::new(desk.see_changed(row)))),
        Outcome::Unchanged(row) => Ok(Submitted::Before(Box::new(desk.see_changed(row)))),
        Outcome::Refused(Refusal::KeyOfAnother) => Ok(Submitted::KeyOfAnother),
        Outcome::Refused(Refusal::Because(error)) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

fn submit_row(
    store: &Store,
    supplier: &Supplier,
    row: &mut OrderRow,
    submitting: Submitting<'_>,
) -> Result<Option<()>, Refusal> {
    let Submitting { again, once, rule, by, now } = submitting;
    match once.as_ref().map_or(Relation::Other, |once| row.done_by(once)) {
        Relation::Same => return Ok(None),
        Relation::OtherBody => return Err(Refusal::KeyOfAnother),
        Relation::Other => {}
    }
    if let Some(merged) = row.order.family.merged_to {
        let why = format!("It was merged into order {merged}; submit that");
        return Err(Refusal::Because(DeskError::Conflict(why)));
    }
    if !rule.is_empty() && is_canceled(store, row) {
        let why = format!(
            "The order was not submitted to {}: it is canceled; a person may submit it all the same",
            supplier.settings.name
        );
        return Err(Refusal::Because(DeskError::Conflict(why)));
    }
    match row.order.submit(supplier, again, now) {
        Ok(()) => {}
        Err(NotSubmitted::StandsThere) => return Ok(None),
        Err(why) => return Err(Refusal::Because(DeskError::Conflict(sentence(why, &supplier.settings.name)))),
    }
    if let Some(once) = &once {
        row.note_done_by(once);
    }
    let settings = &supplier.settings;
    if let Some(folder) = settings.after_submit_folder_id.and_then(|id| store.folder(id)) {
        row.order.folder_id = folder.id;
    }
    let count = row.order.submission.as_ref().map_or(0, |submission| submission.items.len());
    let of = row.order.order_items.len();
    let key = by.key_in_brackets();
    row.history.push(by.line(now, format!("Order Submitted to {}{key}: {count} of {of} items", settings.name)));
    row.events.push(Event::OrderSubmitted.into());
    if let Some(job) = job(supplier) {
        let serial = row.order.next_serial();
        row.plans.push(Plan::Appointment(PlannedAppointment { serial, job, rule: rule.to_owned(), at: now }));
    }
    Ok(Some(()))
}

/// Whether the order is canceled: a rule undoes no cancellation. Rows of before don't say where they were put; those count in
/// the folder for canceled orders.
fn is_canceled(store: &Store, row: &OrderRow) -> bool {
    let canceled = store.folder_named(CANCELED_FOLDER);
    row.order.is_canceled() || canceled.is_some_and(|folder| row.order.is_canceled_in(folder.id))
}

/// What brings an order to a supplier as soon as it is submitted; nothing where it waits to be fetched, or for its file.
fn job(supplier: &Supplier) -> Option<Job> {
    match &supplier.settings.delivery {
        SupplierDelivery::Post { url, format, headers } => Some(Job::SubmitOrder {
            supplier: supplier.id.clone(),
            url: url.clone(),
            format: *format,
            headers: headers.clone(),
        }),
        SupplierDelivery::Mail { mail_template_id, to } => Some(Job::SendMail {
            template_id: mail_template_id.clone(),
            mail_to: to.clone(),
            supplier: supplier.id.clone(),
            shipment_id: String::new(),
        }),
        SupplierDelivery::Api | SupplierDelivery::File { .. } => None,
    }
}

fn sentence(why: NotSubmitted, name: &str) -> String {
    format!("The order was not submitted to {name}: {why}")
}
