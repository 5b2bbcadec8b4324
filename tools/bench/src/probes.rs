//! Events that cost a function one request and no more: what its start is measured with, so that it is compared with
//! a function that makes one, too.

use anyhow::{Context, Result, ensure};
use domain::{
    Appointment, AppointmentId, AppointmentStatus, Arrival, ArrivalKind, BroughtBy, Event, Identity, Job, Notice,
    NoticeContent, NoticeWords, Order, OrderId, Payload, StoreId, SweepId,
};
use queue::{Due, DueNotice, LookDue, PartDue};
use table::{OrderRow, Outcome};

use crate::aws::Cloud;
use crate::events;
use crate::stores::{Account, Stores};
use crate::visitor;

/// A store that is not there.
const NOBODY: u64 = 999_999;

/// One event for each function.
#[derive(Debug)]
pub(crate) struct Probes {
    /// The functions that answer calls: a key that opens nothing, which one read tells.
    pub(crate) call: String,
    /// `evaluate-rules`: an order of a store that is gone.
    pub(crate) order_changed: String,
    /// `carry-out-plans`: an appointment tried again by hand, one message.
    pub(crate) appointment_woken: String,
    /// `post-order-json`, `deliver-file`, `call-cart` and `close-appointment`: an appointment that is gone. The first reads its order too.
    pub(crate) message: String,
    /// `send-mail`: a notice that is gone.
    pub(crate) notice: String,
    /// `run-sweep`, `import-file` and `export-orders`: a part of a sweep that is gone.
    pub(crate) part: String,
    /// `pick-up-files`: a look of a pickup that is gone.
    pub(crate) look: String,
    /// `serve-console`: a page to who is not signed in any more, which one read tells.
    pub(crate) page: String,
    /// `import-order`: an order of a connection that is gone.
    pub(crate) arrival: String,
    /// A store that is not there.
    pub(crate) nobody: StoreId,
    /// What the message of the woken appointment says, to tell it from others.
    pub(crate) appointment: AppointmentId,
}

impl Probes {
    /// Writes the rows they tell of.
    pub(crate) async fn make(stores: &Stores, cloud: &Cloud) -> Result<Self> {
        let store_id = StoreId::new(NOBODY).context("no store")?;
        let account = Account { store_id, key: "opens-nothing".to_owned() };
        cloud.take();
        let order = insert_order(stores, store_id).await?;
        let created = events::with(&cloud.take().written, "events");
        let appointment = pending(store_id, AppointmentId { order, serial: 1 }, post("http://127.0.0.1:9/"));
        ensure!(stores.table.insert_appointment(&appointment).await?.is_done(), "the appointment is there");
        ensure!(stores.table.queue_appointment(&appointment, 1).await?.is_done(), "it is another one");
        let woken = events::with(&cloud.take().written, "wake");
        let gone = AppointmentId { order, serial: 2 };
        let message = serde_json::to_string(&Due { store_id, appointment: gone, round: 0, again: false, requeued: 0 })?;
        let look = LookDue { store_id, pickup: "1".to_owned(), run: 1, look: 0 };
        Ok(Self {
            call: events::call(&account, "POST", "/api/v2/orders", "{}"),
            order_changed: events::stream(&created),
            appointment_woken: events::stream(&woken),
            message: events::messages(&[message]),
            notice: notice_message("gone")?,
            part: events::messages(&[serde_json::to_string(&PartDue { id: SweepId::import(store_id, 1), part: 0 })?]),
            look: events::messages(&[serde_json::to_string(&look)?]),
            page: visitor::nobody(&account),
            arrival: events::messages(&[serde_json::to_string(&arrival(store_id))?]),
            nobody: store_id,
            appointment: appointment.id,
        })
    }
}

impl Probes {
    /// A message for each of so many mails.
    pub(crate) async fn notices(&self, stores: &Stores, count: usize) -> Result<Vec<String>> {
        let mut messages = vec![];
        for number in 0..count {
            let id = format!("bench-{number}");
            let content = NoticeContent::Incidents(NoticeWords {
                subject: "bench".to_owned(),
                text: "bench".to_owned(),
                ..NoticeWords::default()
            });
            let store_id = StoreId::new(NOBODY).context("no store")?;
            let now = runtime::system_clock().now();
            let notice = Notice::new(id.clone(), store_id, "bench@example.com".to_owned(), content, now);
            ensure!(stores.table.insert_notice(&notice).await?.is_done(), "the notice is there");
            messages.push(notice_message(&id)?);
        }
        Ok(messages)
    }
}

fn notice_message(id: &str) -> Result<String> {
    let store_id = StoreId::new(NOBODY).context("no store")?;
    let due = DueNotice { store_id: Some(store_id), notice: id.to_owned(), again: false };
    Ok(events::messages(&[serde_json::to_string(&due)?]))
}

async fn insert_order(stores: &Stores, store_id: StoreId) -> Result<OrderId> {
    let identity = Identity::Key("probe".to_owned());
    let row = |id, _| {
        let order = Order::new(id, crate::orders::folder(1), runtime::system_clock().now());
        OrderRow::new(store_id, order, identity.clone(), vec![Event::OrderImported.into()])
    };
    match stores.table.insert_order(store_id, &identity, row).await? {
        Outcome::Done(row) => Ok(row.order.id),
        _ => anyhow::bail!("the order is there"),
    }
}

fn arrival(store_id: StoreId) -> Arrival {
    Arrival {
        store_id,
        connection_id: "1".to_owned(),
        order_id: "1".to_owned(),
        kind: ArrivalKind::Order,
        payload: Payload::InShop,
        by: BroughtBy::Webhook,
        at: runtime::system_clock().now(),
        again: false,
    }
}

/// A post of an order to this address.
pub(crate) fn post(url: &str) -> Job {
    Job::PostOrderJson {
        url: url.to_owned(),
        format: domain::PostFormat::Form,
        include_history: false,
        headers: vec![],
    }
}

/// An appointment that is due at once.
pub(crate) fn pending(store_id: StoreId, id: AppointmentId, job: Job) -> Appointment {
    Appointment {
        id,
        store_id,
        job,
        status: AppointmentStatus::Pending,
        rule: "bench".to_owned(),
        round: 0,
        requeued: 0,
        attempts: vec![],
        due_at: None,
        date_added: runtime::system_clock().now(),
        date_completed: None,
        failure: String::new(),
        hold: None,
        is_failure_noted: false,
    }
}
