//! What warm functions get done: orders taken in, posts sent out.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::{AppointmentId, Event, Identity, Job, Order, StoreId};
use queue::Due;
use serde::Serialize;
use table::{OrderRow, Outcome};
use tokio::process::Command;

use crate::cold_starts::Stage;
use crate::events;
use crate::figures::{Micros, median, per_second, percentile};
use crate::hooks::Hooks;
use crate::lambda_api::{Lambda, Place, can_pin};
use crate::orders::Orders;
use crate::probes::{pending, post};
use crate::receiver::Receiver;
use crate::stores::Stores;

/// So many are not counted: caches, connections, and the processor's own memory of the code fill.
const UNCOUNTED: usize = 100;

/// A batch of a lane's queue.
pub(crate) const BATCH: usize = 10;

/// What one warm function that is waited for takes in: `ingest-order` or `take-webhook`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Taken {
    pub(crate) orders: u64,
    pub(crate) orders_per_second: u64,
    pub(crate) p50_micros: Micros,
    pub(crate) p99_micros: Micros,
    pub(crate) cpu_micros_per_order: Micros,
    /// How long our DynamoDB took over an order; the rest of the latency is the function's and the way.
    pub(crate) dynamodb_micros_per_order: Micros,
    /// Whether the function had a core to itself.
    pub(crate) own_core: bool,
}

/// What one warm `post-order-json` sends.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Posted {
    pub(crate) receiver_ms: u64,
    pub(crate) posts: u64,
    pub(crate) posts_per_second: u64,
    pub(crate) batch_p50_micros: Micros,
    pub(crate) cpu_micros_per_post: Micros,
}

/// Has one function take in orders, one after another, as Lambda does.
pub(crate) async fn taken(stage: &Stage, stores: &mut Stores, orders: &Orders, count: usize) -> Result<Taken> {
    let account = stores.make(None).await?;
    let calls = orders.bodies().map(|body| events::call(&account, "POST", "/api/v2/orders", &body));
    Ok(one_by_one(stage, "ingest-order", calls.take(UNCOUNTED + count).collect()).await?.0)
}

/// The same of webhooks.
pub(crate) async fn hooked(stage: &Stage, stores: &mut Stores, orders: &Orders, count: usize) -> Result<Taken> {
    let hooks = Hooks::connect(stage, &stores.make(None).await?).await?;
    let calls = orders.bodies().take(UNCOUNTED + count).map(|body| hooks.call(&body)).collect::<Result<Vec<_>>>()?;
    let (taken, queued) = one_by_one(stage, "take-webhook", calls).await?;
    ensure!(queued == taken.orders, "{queued} of {} webhooks were queued", taken.orders);
    Ok(taken)
}

/// What it took in, and how many messages it sent.
async fn one_by_one(stage: &Stage, function: &str, calls: Vec<String>) -> Result<(Taken, u64)> {
    let mut calls = calls.into_iter();
    let cores = Cores::split().await;
    let place = Place { core: cores.last, ..stage.place(None) };
    let mut lambda = Lambda::start(&stage.project.binary(function), place, None).await?;
    for call in calls.by_ref().take(UNCOUNTED) {
        lambda.invoke(&call).await?;
    }
    stage.cloud.take();
    let (cpu, started, mut times) = (lambda.cpu()?, Instant::now(), vec![]);
    for call in calls {
        times.push(lambda.invoke(&call).await?.took);
    }
    let (took, cpu) = (started.elapsed(), lambda.cpu()?.saturating_sub(cpu));
    let own_core = cores.last.is_some();
    cores.join().await;
    let (orders, usage) = (u64::try_from(times.len())?, stage.cloud.take());
    let taken = Taken {
        orders,
        orders_per_second: per_second(orders, took),
        p50_micros: median(&times),
        p99_micros: percentile(&times, 99),
        cpu_micros_per_order: Micros::from(cpu).divided(orders),
        dynamodb_micros_per_order: Micros::from(usage.dynamodb_took).divided(orders),
        own_core,
    };
    Ok((taken, u64::try_from(usage.sent.len())?))
}

/// Has one function post in batches to a receiver that answers after `wait`.
pub(crate) async fn posted(stage: &Stage, stores: &mut Stores, batches: usize, wait: Duration) -> Result<Posted> {
    let receiver = Receiver::start(wait).await?;
    let account = stores.make(None).await?;
    let mut due = vec![];
    for number in 0..(batches + 1) * BATCH {
        due.push(appoint(stores, account.store_id, &format!("post-{number}"), post(&receiver.url())).await?);
    }
    let worked = work_off(stage, "post-order-json", &due).await?;
    let (came, _) = receiver.take();
    ensure!(came == u64::try_from(due.len())?, "{came} posts came of {}", due.len());
    let posts = u64::try_from(worked.times.len() * BATCH)?;
    Ok(Posted {
        receiver_ms: u64::try_from(wait.as_millis())?,
        posts,
        posts_per_second: per_second(posts, worked.took),
        batch_p50_micros: median(&worked.times),
        cpu_micros_per_post: Micros::from(worked.cpu).divided(posts),
    })
}

/// The batches that one warm function worked off, the first left aside.
pub(crate) struct Worked {
    /// How long each took.
    pub(crate) times: Vec<Duration>,
    /// How long all of them took.
    pub(crate) took: Duration,
    /// The processor's time of them.
    pub(crate) cpu: Duration,
}

/// Has one function work off what is due, batch after batch. The first warms it up.
pub(crate) async fn work_off(stage: &Stage, function: &str, due: &[Due]) -> Result<Worked> {
    let messages: Vec<_> = due.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let mut batches = messages.chunks(BATCH).map(events::messages);
    let mut lambda = Lambda::start(&stage.project.binary(function), stage.place(None), None).await?;
    lambda.invoke(&batches.next().context("no batch to warm up with")?).await?;
    let (cpu, started, mut times) = (lambda.cpu()?, Instant::now(), vec![]);
    for batch in batches {
        times.push(lambda.invoke(&batch).await?.took);
    }
    Ok(Worked { times, took: started.elapsed(), cpu: lambda.cpu()?.saturating_sub(cpu) })
}

/// An order of this number with an appointment that is due.
pub(crate) async fn appoint(stores: &Stores, store_id: StoreId, number: &str, job: Job) -> Result<Due> {
    let identity = Identity::Source("bench".to_owned(), number.to_owned());
    let row = |id, _| {
        let mut order = Order::new(id, crate::orders::folder(1), runtime::system_clock().now());
        order.email = format!("{number}@example.test");
        number.clone_into(&mut order.source_id);
        OrderRow::new(store_id, order, identity.clone(), vec![Event::OrderImported.into()])
    };
    let inserted = Box::pin(stores.table.insert_order(store_id, &identity, row)).await?;
    let Outcome::Done(row) = inserted else { anyhow::bail!("the order {number} is there") };
    let appointment = pending(store_id, AppointmentId { order: row.order.id, serial: 1 }, job);
    ensure!(stores.table.insert_appointment(&appointment).await?.is_done(), "the appointment is there");
    Ok(Due::of(&appointment))
}

/// The last core for a function, the others for this process, which plays DynamoDB.
pub(crate) struct Cores {
    pub(crate) last: Option<usize>,
}

impl Cores {
    pub(crate) async fn split() -> Self {
        let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let last = count.checked_sub(1).filter(|last| *last > 0);
        match last {
            Some(last) if can_pin().await && keep_on(&format!("0-{}", last - 1)).await => Self { last: Some(last) },
            _ => Self { last: None },
        }
    }

    pub(crate) async fn join(self) {
        if let Some(last) = self.last {
            keep_on(&format!("0-{last}")).await;
        }
    }
}

async fn keep_on(cores: &str) -> bool {
    let mut taskset = Command::new("taskset");
    taskset.args(["-a", "-p", "-c", cores, &std::process::id().to_string()]).stdout(std::process::Stdio::null());
    taskset.status().await.is_ok_and(|status| status.success())
}
