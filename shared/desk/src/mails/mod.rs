//! Mails of orders: sent by the lane `mail`, kept beside their orders, and what becomes of them behind the mail service.

#[cfg(feature = "mails")]
mod attachments;
#[cfg(feature = "mails")]
mod courier;
#[cfg(any(feature = "mails", feature = "deliveries"))]
mod day;
#[cfg(feature = "mails")]
mod letter;
#[cfg(feature = "mails")]
mod links;
#[cfg(feature = "mails")]
mod news;
pub mod unsubscribe;

use domain::{
    Job, MailKind, MailSuppression, MailTemplate, OrderId, OrderMail, Permission, StoreId, SuppressionReason,
};
use jiff::Timestamp;
use table::{Outcome, Plan, PlannedAppointment};

#[cfg(feature = "mails")]
pub use courier::{MailAttemptError, MailCourier};
#[cfg(any(feature = "mails", feature = "deliveries"))]
pub(crate) use day::mail_turn;
#[cfg(feature = "mails")]
pub use news::take_news;

use crate::orders::{self, EventRun, Running};
use crate::{Actor, Desk, DeskError};

/// So many addresses that nothing is mailed to are shown at once.
pub const SUPPRESSIONS_PAGE: usize = 100;

/// The newest hundred mails of an order, the newest first: for who sees customers, as each says whom it went to. Who sees one
/// supplier's orders is shown none.
pub async fn list(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<Vec<OrderMail>, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    desk.needs(Permission::ViewCustomers)?;
    desk.own_row(store_id, order_id).await?;
    if !desk.rights().sees_customers() {
        return Ok(vec![]);
    }
    Ok(desk.table.order_mails(store_id, order_id).await?)
}

/// Has a template of the store mailed, of an order, to whom the template says. Called again it is mailed again, unless by the
/// key of the first call.
pub async fn send(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    template_id: &str,
    running: &Running<'_>,
) -> Result<EventRun, DeskError> {
    desk.needs(Permission::SendMail)?;
    let found = desk.table.definition::<MailTemplate>(store_id, template_id).await?;
    let Some((template, _)) = found else {
        desk.own_row(store_id, order_id).await?;
        return Err(DeskError::invalid("template_id", format!("there is no mail template {template_id}")));
    };
    if let Some(why) = template.unfit() {
        return Err(DeskError::invalid("template_id", why));
    }
    let (what, line) = (format!("mail {template_id}"), format!("Will mail \"{}\"", template.name));
    orders::do_once(desk, store_id, order_id, &what, line, running, |row| {
        let (serial, rule) = (row.order.next_serial(), String::new());
        let (mail_to, supplier, shipment_id) = (String::new(), String::new(), String::new());
        let job = Job::SendMail { template_id: template_id.to_owned(), mail_to, supplier, shipment_id };
        // Of the newest as whoever asks for it sees it.
        let newest = row.order.order_shipments.last().filter(|_| template.kind == MailKind::Shipment);
        let job = job.because_of_shipment(newest.map_or("", |shipment| shipment.id.as_str()));
        row.plans.push(Plan::Appointment(PlannedAppointment { serial, job, rule, at: running.now }));
        row.keep_quiet();
        Ok(())
    })
    .await
}

/// The addresses behind `after` that a store mails nothing to, by their letters; a page of them.
pub async fn suppressions(desk: &Desk, store_id: StoreId, after: &str) -> Result<Vec<MailSuppression>, DeskError> {
    desk.needs(Permission::ViewCustomers)?;
    let most = i32::try_from(SUPPRESSIONS_PAGE).unwrap_or(i32::MAX);
    Ok(desk.table.mail_suppressions(store_id, after, most).await?)
}

/// From now on the store mails nothing to an address. Done again it changes nothing.
pub async fn suppress(
    desk: &Desk,
    store_id: StoreId,
    address: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DeskError> {
    desk.needs(Permission::SendMail)?;
    let detail = by.line(now, String::new()).source_name;
    let suppression =
        MailSuppression { address: address.to_lowercase(), reason: SuppressionReason::Asked, detail, since: now };
    desk.table.suppress_address(store_id, &suppression).await.map(drop).map_err(DeskError::from)
}

/// From now on the store mails to an address again.
pub async fn unsuppress(desk: &Desk, store_id: StoreId, address: &str) -> Result<(), DeskError> {
    desk.needs(Permission::SendMail)?;
    match desk.table.unsuppress_address(store_id, address).await? {
        Outcome::Done(()) => Ok(()),
        _ => Err(DeskError::NotFound("Suppression")),
    }
}
