//! Pages of the console: how long the function works on each, what it asks the table for, and how much a browser loads.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::{AppointmentId, AppointmentStatus, OrderId};
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::json;

use crate::cold_starts::Stage;
use crate::dollars::Prices;
use crate::events;
use crate::figures::{Micros, median};
use crate::lambda_api::Lambda;
use crate::orders::{Orders, folder};
use crate::probes::{pending, post};
use crate::stores::{Account, Draft, Stores};
use crate::visitor::{ACCOUNTS, CONSOLE, PageAnswer, Visitor};
use cloud::reads_of;

/// The functions it needs.
pub(crate) const FUNCTIONS: [&str; 3] = [ACCOUNTS, INVENTORY, CONSOLE];

/// The function that adds inventory items.
const INVENTORY: &str = "serve-api";

/// The store has so many orders: each list of its first folder is longer than a page.
const ORDERS: usize = 400;

/// So many orders have a post that failed, and so many items are in the inventory: each more than a page.
const FAILED: usize = 60;
const ITEMS: usize = 60;

/// Each page is opened so often, after a few that are not counted.
const TIMES: usize = 60;
const UNCOUNTED: usize = 10;

/// Long enough that requests which set out together are there together.
const DELAY: Duration = Duration::from_millis(25);

/// The pages that are measured: what people call them, and where they are.
const PAGES: [(&str, &str); 7] = [
    (LIST, "orders?folder=1"),
    ("orders of all folders", "orders"),
    ("an order with a failed post", "orders/{order_id}"),
    ("dashboard", ""),
    ("search", "search?q=mug"),
    ("appointments", "appointments"),
    ("inventory", "inventory"),
];

/// The page that the budget of milliseconds is for, and what a first visit begins with.
pub(crate) const LIST: &str = "orders of a folder";

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Console {
    /// How much memory the function has, and so which share of a core.
    pub(crate) megabytes: u64,
    pub(crate) pages: Vec<PageCost>,
    pub(crate) first_visit: FirstVisit,
}

/// What a page costs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PageCost {
    pub(crate) what: &'static str,
    /// From the event to the answer, on a whole core, with our DynamoDB beside it.
    pub(crate) p50_micros: Micros,
    pub(crate) cpu_micros: Micros,
    /// The processor's time with the share of a core that the function's memory brings.
    pub(crate) own_micros: Micros,
    pub(crate) requests: u64,
    /// How often it waits for the table, one after another.
    pub(crate) round_trips: u64,
    pub(crate) read_tenths: u64,
    /// Of the page, packed.
    pub(crate) bytes: u64,
}

/// What a browser loads that has nothing yet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FirstVisit {
    pub(crate) requests: u64,
    pub(crate) bytes: u64,
}

/// Measures all of it.
pub(crate) async fn measure(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Console> {
    let account = stores.make(None).await?;
    let order_id = fill(stage, stores, orders, &account).await?;
    let visitor = Visitor::sign_in(stage, &account).await?;
    let binary = stage.project.binary(CONSOLE);
    let megabytes = u64::from(binary.megabytes);
    let of_a_core = Prices::read()?.assumed.megabytes_of_a_core;
    let mut lambda = Lambda::start(&binary, stage.place(None), None).await?;
    let mut pages = vec![];
    for (what, path) in PAGES {
        let event = visitor.page(&path.replace("{order_id}", &order_id.to_string()));
        let mut cost = cost(stage, &mut lambda, what, &event).await.with_context(|| format!("the page {path:?}"))?;
        cost.own_micros = Micros(cost.cpu_micros.0 * of_a_core / megabytes.max(1));
        pages.push(cost);
    }
    Ok(Console { megabytes, pages, first_visit: first_visit(&mut lambda, &visitor).await? })
}

/// Gives the store orders, posts that failed, and an inventory. The order that is shown comes back: its post failed.
async fn fill(stage: &Stage, stores: &Stores, orders: &Orders, account: &Account) -> Result<OrderId> {
    let (mut at, mut shown) = (runtime::system_clock().now(), None);
    for (number, body) in orders.bodies_of_two_kilobytes().take(ORDERS).enumerate() {
        at = at.checked_sub(SignedDuration::from_mins(20))?;
        let draft = Draft { body: &body, at, folder: folder(1), email_count: 1 };
        let row = draft.insert(&stores.table, account.store_id).await?;
        if number < FAILED {
            let id = AppointmentId { order: row.order.id, serial: 1 };
            let mut appointment = pending(account.store_id, id, post("https://print.example.com/orders"));
            appointment.status = AppointmentStatus::Failed;
            ensure!(stores.table.insert_appointment(&appointment).await?.is_done(), "the appointment is there");
            shown = Some(row.order.id);
        }
    }
    let mut lambda = Lambda::start(&stage.project.binary(INVENTORY), stage.place(None), None).await?;
    for number in 0..ITEMS {
        let item = json!({ "name": format!("Tide mug {number}"), "code": format!("MUG-{number:03}"), "stock": number });
        lambda.invoke(&events::call(account, "POST", "/api/v2/inventory-items", &item.to_string())).await?;
    }
    shown.context("the store has no orders")
}

/// Opens a page: again and again for its time, once for what it asks for, and once with a long way to AWS for how often
/// it waits.
async fn cost(stage: &Stage, lambda: &mut Lambda, what: &'static str, event: &str) -> Result<PageCost> {
    for _ in 0..UNCOUNTED {
        lambda.invoke(event).await?;
    }
    let (cpu, mut times) = (lambda.cpu()?, vec![]);
    for _ in 0..TIMES {
        times.push(lambda.invoke(event).await?.took);
    }
    let cpu = Micros::from(lambda.cpu()?.saturating_sub(cpu)).divided(u64::try_from(TIMES)?);
    stage.cloud.take();
    let answer = PageAnswer::read(&lambda.invoke(event).await?.body)?;
    let read = reads_of(&stage.cloud.take().dynamodb);
    stage.cloud.delay(DELAY);
    let delayed = lambda.invoke(event).await;
    stage.cloud.delay(Duration::ZERO);
    delayed?;
    Ok(PageCost {
        what,
        p50_micros: median(&times),
        cpu_micros: cpu,
        own_micros: Micros::default(),
        requests: read.requests,
        round_trips: stage.cloud.take().round_trips,
        read_tenths: read.tenths,
        bytes: answer.bytes()?,
    })
}

/// The list of orders with all that it loads.
async fn first_visit(lambda: &mut Lambda, visitor: &Visitor) -> Result<FirstVisit> {
    let (_, path) = PAGES.into_iter().find(|(what, _)| *what == LIST).context("no list among the pages")?;
    let page = PageAnswer::read(&lambda.invoke(&visitor.page(path)).await?.body)?;
    let plain = PageAnswer::read(&lambda.invoke(&visitor.plain_page(path)).await?.body)?;
    let mut visit = FirstVisit { requests: 1, bytes: page.bytes()? };
    let loaded: BTreeSet<&str> = plain.body.split('"').filter(|part| part.starts_with("/console/assets/")).collect();
    ensure!(!loaded.is_empty(), "the page loads nothing");
    for path in loaded {
        let asset = PageAnswer::read(&lambda.invoke(&visitor.asset(path)).await?.body)?;
        visit.requests += 1;
        visit.bytes += asset.bytes()?;
    }
    Ok(visit)
}
