//! The lane `carts`: shops are told of shipments, and given statuses.
//!
//! What was sent before is not sent again: the cart is asked first what it has of the order, so an attempt whose answer was
//! lost finds its own (docs/adr/0035-carts.md). What the cart calls the shipment is kept with it, by which its own notice of
//! it is known as an echo.

use std::sync::Arc;
use std::time::Duration;

use carts::{CustomerMail, PushPlan, ShipmentPush};
use domain::{Appointment, Clock, ConnectionState, Job, MAX_HOLD, Order, Verdict};
use jiff::{SignedDuration, Timestamp};
use table::{OrderRow, TableError};

use super::shops::{Shop, ShopError, Shops};
use super::state;
use crate::appointments::attempt::{Attempted, Courier, Later, Report, Turn};
use crate::{Actor, Desk, OpenSecretError};

/// What waits for a paused connection looks again after so long.
const PAUSED_FOR: SignedDuration = SignedDuration::from_mins(15);

/// Tells shops.
pub struct CartCourier {
    desk: Desk,
    shops: Arc<Shops>,
    clock: Clock,
}

/// Why an attempt could not be begun, or not be ended. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The connection's secrets could not be opened.
    #[error(transparent)]
    Secrets(#[from] OpenSecretError),
}

/// How an attempt went.
struct Told {
    reply: String,
    verdict: Verdict,
}

impl Told {
    fn accepted(reply: impl Into<String>) -> Self {
        Self { reply: reply.into(), verdict: Verdict::Accepted }
    }

    fn refused(reply: impl Into<String>) -> Self {
        Self { reply: reply.into(), verdict: Verdict::Refused }
    }
}

/// What a push sent, and what it found there already.
struct Pushed {
    /// What the cart calls the shipment, where it calls it something.
    ids: Vec<String>,
    sent: usize,
    notes: Vec<String>,
}

impl CartCourier {
    /// Tells shops that are opened and called by `shops`.
    pub fn new(desk: Desk, shops: Arc<Shops>, clock: Clock) -> Self {
        Self { desk, shops, clock }
    }

    async fn tell(&self, shop: &mut Shop, job: &Job, row: &OrderRow) -> Result<Told, PushError> {
        let told = match job {
            Job::PushShipment { shipment_id, .. } => Box::pin(self.push(shop, row, shipment_id)).await,
            Job::SetCartStatus { cart_order, cart_status, .. } => self.set_status(shop, cart_order, cart_status).await,
            _ => Ok(Told::refused("this lane tells shops")),
        };
        match told {
            Ok(told) => Ok(told),
            Err(error) => self.not_told(shop, error).await,
        }
    }

    async fn push(&self, shop: &mut Shop, row: &OrderRow, shipment_id: &str) -> Result<Told, ShopError> {
        let Some(shipment) = row.order.order_shipments.iter().find(|shipment| shipment.id == shipment_id) else {
            return Ok(Told::accepted("the shipment was removed"));
        };
        if !shipment.cart_shipment_id.is_empty() {
            return Ok(Told::accepted("the shop has it already"));
        }
        let settings = &shop.connection.settings;
        if !settings.sends_shipments {
            return Ok(Told::accepted("not told: the connection sends no shipments"));
        }
        let mail = if settings.notifies_customers { CustomerMail::Send } else { CustomerMail::Suppress };
        let push = match ShipmentPush::of(&row.order, shipment, mail) {
            Ok(push) => push.among(&self.parts(row).await?),
            Err(why) => return Ok(Told::accepted(format!("not told: {why}"))),
        };
        self.shops.refreshed(shop).await?;
        if shop.cart.spec().probe.is_some() {
            let (known, _) = self.desk.table.progress::<ConnectionState>(shop.store_id, &shop.connection.id).await?;
            shop.know_tracking_way(&known.tracking_way);
        }
        let pushed = self.send(shop, &push).await?;
        self.keep(shop, row, shipment_id, &pushed).await?;
        Ok(Told::accepted(if pushed.sent == 0 { "the shop had it already" } else { "told" }))
    }

    async fn send(&self, shop: &Shop, push: &ShipmentPush) -> Result<Pushed, ShopError> {
        let Some(call) = shop.cart.spec().push else {
            return Ok(Pushed { ids: vec![], sent: 0, notes: vec!["This cart can't be told of shipments".to_owned()] });
        };
        let mut replies = vec![];
        for request in (call.look)(&shop.access, push) {
            replies.push(self.shops.ask(shop, &request).await?);
        }
        let PushPlan { found, sends, notes } = (call.plan)(&shop.access, push, &replies)?;
        let mut pushed = Pushed { ids: found, sent: 0, notes };
        for request in sends {
            let reply = self.shops.ask(shop, &request).await?;
            pushed.ids.extend((call.read)(&reply)?);
            pushed.sent = pushed.sent.saturating_add(1);
        }
        Ok(pushed)
    }

    /// The other parts that the shop's order is in here: what it was split into.
    async fn parts(&self, row: &OrderRow) -> Result<Vec<Order>, TableError> {
        let family = &row.order.family;
        let mut ids = family.split_to.clone();
        if let Some(from) = family.split_from {
            let root = self.desk.table.order_without_labels(row.store_id, from).await?;
            ids.extend(root.iter().flat_map(|root| root.order.family.split_to.iter().copied()));
            ids.push(from);
        }
        let mut parts = vec![];
        for id in ids.into_iter().filter(|id| *id != row.order.id) {
            let part = self.desk.table.order_without_labels(row.store_id, id).await?;
            parts.extend(part.map(|part| part.order).filter(|part| part.cart == row.order.cart));
        }
        Ok(parts)
    }

    /// Keeps what the cart calls the shipment. Done again it changes nothing.
    async fn keep(&self, shop: &Shop, row: &OrderRow, shipment_id: &str, pushed: &Pushed) -> Result<(), TableError> {
        let (by, now) = (Actor::auto(), self.clock.now());
        let change = |row: &mut OrderRow| {
            let found = row.order.order_shipments.iter_mut().find(|shipment| shipment.id == shipment_id);
            let Some(shipment) = found.filter(|shipment| shipment.cart_shipment_id.is_empty()) else {
                return Ok::<_, std::convert::Infallible>(None);
            };
            // A cart that gives no ids is told once all the same.
            let id = pushed.ids.first().filter(|id| !id.is_empty()).cloned();
            shipment.cart_shipment_id = id.unwrap_or_else(|| format!("#{}", shipment.tracking_number));
            let number = shipment.tracking_number.clone();
            let note = format!("Shipment sent to {}: {number}", shop.connection.name);
            let notes = std::iter::once(note).chain(pushed.notes.iter().cloned());
            row.history.extend(notes.map(|note| by.line(now, note)));
            row.keep_quiet();
            Ok(Some(()))
        };
        Box::pin(self.desk.table.change_order(row.store_id, row.order.id, now, change)).await.map(drop)
    }

    async fn set_status(&self, shop: &mut Shop, cart_order: &str, status: &str) -> Result<Told, ShopError> {
        let Some(call) = shop.cart.spec().set_status else {
            return Ok(Told::accepted("not told: this cart takes no status"));
        };
        self.shops.refreshed(shop).await?;
        let reply = self.shops.ask(shop, &(call.request)(&shop.access, cart_order, status)).await?;
        reply.check()?;
        Ok(Told::accepted("told"))
    }

    /// What follows from an error of the shop.
    async fn not_told(&self, shop: &mut Shop, error: ShopError) -> Result<Told, PushError> {
        let error = self.shops.after_error(shop, error).await;
        let reply = error.to_string();
        let failed = |wait_at_least| Verdict::Failed { wait_at_least };
        let verdict = match error {
            ShopError::Ours(error) => return Err(error.into()),
            ShopError::Later { after, .. } => failed(after.unwrap_or(Duration::ZERO)),
            ShopError::Keys(why) => {
                let (store_id, connection) = (shop.store_id, &shop.connection);
                state::note_refused_keys(&self.desk, store_id, connection, &why, &self.clock).await?;
                failed(Duration::ZERO)
            }
            ShopError::Gone => Verdict::Gone,
            ShopError::Refused(_) => Verdict::Refused,
        };
        Ok(Told { reply, verdict })
    }
}

impl Courier for CartCourier {
    type Error = PushError;

    /// Held back while the connection is paused.
    async fn turn(&self, appointment: &Appointment, _at: Timestamp) -> Result<Turn, PushError> {
        let Some(connection) = connection_of(&appointment.job) else { return Ok(Turn::Now) };
        let shop = self.shops.shop(appointment.store_id, connection).await?;
        let is_paused = shop.is_some_and(|shop| shop.connection.is_paused);
        let why = "the connection is paused".to_owned();
        Ok(if is_paused { Turn::Later(Later { wait: PAUSED_FOR, at_most: MAX_HOLD, why }) } else { Turn::Now })
    }

    async fn attempt(
        &self,
        appointment: &Appointment,
        row: Option<&OrderRow>,
        at: Timestamp,
    ) -> Result<Attempted, PushError> {
        let Some((connection, row)) = connection_of(&appointment.job).zip(row) else {
            return Ok(Attempted::Impossible("this lane tells shops".into()));
        };
        let Some(mut shop) = self.shops.shop(appointment.store_id, connection).await? else {
            return Ok(Attempted::Impossible("the connection is gone".into()));
        };
        let Told { reply, verdict } = Box::pin(self.tell(&mut shop, &appointment.job, row)).await?;
        let took = Duration::try_from(self.clock.now().duration_since(at)).unwrap_or_default();
        Ok(Attempted::Made(Report { status: None, reply, took, verdict }))
    }
}

fn connection_of(job: &Job) -> Option<&str> {
    match job {
        Job::PushShipment { connection, .. } | Job::SetCartStatus { connection, .. } => Some(connection),
        _ => None,
    }
}
