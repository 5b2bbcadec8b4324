//! One order's whole way through the functions, and what AWS is asked for on it.
//!
//! At three paces: one order at a time, each of another store, so that no function remembers anything of it; one at a
//! time of the same store; and ten at a time of a busy store. Between the functions this does what AWS does: it hands
//! on what the filters of the stream and the queue let through.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use jiff::SignedDuration;
use serde::Serialize;

use crate::aws::Usage;
use crate::cold_starts::Stage;
use crate::events;
use crate::figures::Micros;
use crate::functions::shipment;
use crate::lambda_api::Lambda;
use crate::orders::Orders;
use crate::receiver::Receiver;
use crate::stores::{Account, Draft, Stores};
use cloud::{Item, Units, text_of};

/// So many orders are measured at each pace, after as many that are not counted.
const ORDERS: usize = 50;

/// A busy store's batch, of records and of messages.
const BATCH: usize = 10;

/// Rules answer rules within one run, so an order comes to rest in fewer rounds than this.
const MAX_ROUNDS: usize = 5;

/// The functions of all flows.
pub(crate) const FUNCTIONS: [&str; 5] =
    ["ingest-order", "evaluate-rules", "carry-out-plans", "post-order-json", "ingest-shipment"];

/// What is done with the orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Create,
    CreateMoveAndPost,
    Ship,
}

/// How orders come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pace {
    /// One at a time, each of another store.
    Strangers,
    /// One at a time, of one store.
    #[default]
    OneByOne,
    /// Ten at a time, of one store.
    TenByTen,
}

impl Pace {
    const ALL: [Self; 3] = [Self::Strangers, Self::OneByOne, Self::TenByTen];

    /// What the tables call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Strangers => "1, unknown stores",
            Self::OneByOne => "1",
            Self::TenByTen => "10",
        }
    }

    fn batch(self) -> usize {
        if self == Self::TenByTen { BATCH } else { 1 }
    }
}

/// What so many orders asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Flow {
    pub(crate) name: &'static str,
    pub(crate) pace: Pace,
    pub(crate) orders: u64,
    /// Calls of the API.
    pub(crate) api_calls: u64,
    pub(crate) functions: BTreeMap<&'static str, Calls>,
    pub(crate) dynamodb: BTreeMap<&'static str, Units>,
    /// Sends as they were made; a receive and a delete for each batch of messages.
    pub(crate) sqs_requests: u64,
    /// Bytes of the rows that are there in the end, with their index entries.
    pub(crate) stored_bytes: u64,
    pub(crate) logged_bytes: u64,
    pub(crate) posted_bytes: u64,
}

/// The calls of one function.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Calls {
    pub(crate) count: u64,
    pub(crate) megabytes: u64,
    pub(crate) took_micros: Micros,
    pub(crate) cpu_micros: Micros,
    /// Requests to DynamoDB and SQS.
    pub(crate) requests: u64,
}

/// Measures all flows at all paces.
pub(crate) async fn all(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Vec<Flow>> {
    let receiver = Receiver::start(Duration::ZERO).await?;
    let mut crew = Crew::start(stage, receiver).await?;
    let mut found = vec![];
    for (name, kind) in [
        ("create", Kind::Create),
        ("create + one rule that moves it + one post", Kind::CreateMoveAndPost),
        ("shipment", Kind::Ship),
    ] {
        for pace in Pace::ALL {
            let mut bodies = orders.bodies_of_two_kilobytes();
            // The first round warms up.
            crew.run(stores, &mut bodies, kind, pace).await.with_context(|| format!("{name}, by {}", pace.title()))?;
            let flow = crew.run(stores, &mut bodies, kind, pace).await?;
            found.push(Flow { name, ..flow });
        }
    }
    Ok(found)
}

/// The functions of the flow, running.
struct Crew<'a> {
    stage: &'a Stage,
    receiver: Receiver,
    lambdas: BTreeMap<&'static str, (Lambda, u64)>,
}

impl<'a> Crew<'a> {
    async fn start(stage: &'a Stage, receiver: Receiver) -> Result<Self> {
        let mut lambdas = BTreeMap::new();
        for name in FUNCTIONS {
            let binary = stage.project.binary(name);
            let lambda = Lambda::start(&binary, stage.place(None), None).await?;
            lambdas.insert(name, (lambda, u64::from(binary.megabytes)));
        }
        Ok(Self { stage, receiver, lambdas })
    }

    async fn run(
        &mut self,
        stores: &mut Stores,
        bodies: &mut impl Iterator<Item = String>,
        kind: Kind,
        pace: Pace,
    ) -> Result<Flow> {
        let url = (kind == Kind::CreateMoveAndPost).then(|| self.receiver.url());
        let (batch, mut flow) = (pace.batch(), Flow { pace, ..Flow::default() });
        let mut rows = BTreeMap::new();
        let busy = stores.make(url.as_deref()).await?;
        self.receiver.take();
        let logged = self.logged();
        for _ in 0..ORDERS / batch {
            let account = if pace == Pace::Strangers { stores.make(url.as_deref()).await? } else { busy.clone() };
            let bodies: Vec<_> = bodies.by_ref().take(batch).collect();
            ensure!(bodies.len() == batch, "there are not enough orders");
            let calls = match kind {
                Kind::Ship => shipments(stores, &account, &bodies).await?,
                _ => bodies.iter().map(|body| events::call(&account, "POST", "/api/v2/orders", body)).collect(),
            };
            self.stage.cloud.take();
            self.group(&calls, kind, &mut flow, &mut rows).await?;
        }
        flow.stored_bytes = rows.values().map(stored).sum();
        flow.logged_bytes = self.logged() - logged;
        (_, flow.posted_bytes) = self.receiver.take();
        Ok(flow)
    }

    /// Calls of the API, and all that follows from them.
    async fn group(
        &mut self,
        calls: &[String],
        kind: Kind,
        flow: &mut Flow,
        rows: &mut BTreeMap<(String, String), Item>,
    ) -> Result<()> {
        let first = if kind == Kind::Ship { "ingest-shipment" } else { "ingest-order" };
        let mut wave = Wave::default();
        for call in calls {
            wave.add(self.call(first, call, flow, rows).await?);
        }
        flow.orders += u64::try_from(calls.len())?;
        flow.api_calls += u64::try_from(calls.len())?;
        for _ in 0..MAX_ROUNDS {
            let now = std::mem::take(&mut wave);
            if now.written.is_empty() && now.sent.is_empty() {
                return Ok(());
            }
            let (changed, planned) = (events::with(&now.written, "events"), events::with(&now.written, "jobs"));
            if !changed.is_empty() {
                wave.add(self.call("evaluate-rules", &events::stream(&changed), flow, rows).await?);
            }
            if !planned.is_empty() {
                wave.add(self.call("carry-out-plans", &events::stream(&planned), flow, rows).await?);
            }
            if !now.sent.is_empty() {
                flow.sqs_requests += 2;
                wave.add(self.call("post-order-json", &events::messages(&now.sent), flow, rows).await?);
            }
        }
        bail!("after {MAX_ROUNDS} rounds there is still something to do")
    }

    async fn call(
        &mut self,
        name: &'static str,
        event: &str,
        flow: &mut Flow,
        rows: &mut BTreeMap<(String, String), Item>,
    ) -> Result<Usage> {
        let (lambda, megabytes) = self.lambdas.get_mut(name).context("no such function")?;
        let cpu = lambda.cpu()?;
        let took = lambda.invoke(event).await?.took;
        let cpu = lambda.cpu()?.saturating_sub(cpu);
        let usage = self.stage.cloud.take();
        let calls = flow.functions.entry(name).or_default();
        calls.count += 1;
        calls.megabytes = *megabytes;
        calls.took_micros.0 += Micros::from(took).0;
        calls.cpu_micros.0 += Micros::from(cpu).0;
        calls.requests += usage.sqs + usage.dynamodb.values().map(|units| units.requests).sum::<u64>();
        flow.sqs_requests += usage.sqs;
        for (operation, units) in &usage.dynamodb {
            flow.dynamodb.entry(operation).or_default().add(*units);
        }
        for row in &usage.written {
            let key = |name| text_of(row, name).unwrap_or_default().to_owned();
            rows.insert((key("pk"), key("sk")), row.clone());
        }
        Ok(usage)
    }

    fn logged(&self) -> u64 {
        self.lambdas.values().map(|(lambda, _)| lambda.logged()).sum()
    }
}

/// What a round of calls wrote and sent.
#[derive(Default)]
struct Wave {
    written: Vec<Item>,
    sent: Vec<String>,
}

impl Wave {
    fn add(&mut self, usage: Usage) {
        self.written.extend(usage.written);
        self.sent.extend(usage.sent);
    }
}

/// Orders of the day before yesterday, and the calls that ship them: one that is shipped in the quarter hour it came
/// in is cheaper, and rare.
async fn shipments(stores: &Stores, account: &Account, bodies: &[String]) -> Result<Vec<String>> {
    let at = runtime::system_clock().now().checked_sub(SignedDuration::from_hours(48))?;
    let mut calls = vec![];
    for body in bodies {
        let draft = Draft { body, at, folder: crate::orders::folder(1), email_count: 1 };
        let row = draft.insert(&stores.table, account.store_id).await?;
        calls.push(shipment(account, &row.order.id.to_string()));
    }
    Ok(calls)
}

/// What DynamoDB bills a row for: its names and values, 100 bytes more, and again for each index that has it.
fn stored(row: &Item) -> u64 {
    const OVERHEAD: usize = 100;
    let part = |name: &str| text_of(row, name).map_or(0, |text| name.len() + text.len());
    let keys = part("pk") + part("sk");
    let indexes: [&[&str]; 5] = [
        &["listed_in", "listed_at", "finder"],
        &["email_in", "listed_at"],
        &["updated_in", "updated_at", "listed_at"],
        &["source_in", "listed_at"],
        &["supplier_in", "supplier_at", "finder", "supplier_value", "supplier_canceled", "supplier_earlier"],
    ];
    let entries = indexes.into_iter().filter(|names| names.first().is_some_and(|list| part(list) > 0));
    let indexes: usize =
        entries.map(|names| keys + names.iter().map(|name| part(name)).sum::<usize>() + OVERHEAD).sum();
    u64::try_from(dynoxide::types::item_size(row) + OVERHEAD + indexes).unwrap_or_default()
}
