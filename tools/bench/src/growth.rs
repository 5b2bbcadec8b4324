//! Whether a call takes as long in a store of many orders as in one of few: both stores in one table, the calls in
//! turns by chance, so that what else the machine does falls on both.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use domain::RateLimit;
use fastrand::Rng;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::task::JoinSet;

use crate::cold_starts::Stage;
use crate::events::{Answered, Call};
use crate::figures::{Micros, median, percentile};
use crate::lambda_api::{Lambda, Place};
use crate::orders::Orders;
use crate::stores::{Account, Draft, Stores};
use crate::throughput::Cores;
use cloud::reads_of;

/// The function that is asked.
pub(crate) const FUNCTION: &str = "serve-api";

/// The stores.
pub(crate) const SIZES: [usize; 2] = [10_000, 100_000];

/// Each call is made so often in each store, after a tenth of it that is not counted.
const CALLS: usize = 1_200;

/// An order of this place, counted from the newest, is the same in both stores, but for who bought it and when.
const DIFFERENT: usize = 5_000;

/// Orders come half a minute apart.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Somebody who buys comes back so often.
const OF_ONE_BUYER: usize = 3;

/// So many orders are kept before the list of what was written is thrown away, by so many at once.
const BATCH: usize = 2_000;
const AT_ONCE: usize = 8;

/// The folder most orders end in.
const CLOSED: u64 = 4;

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Growth {
    /// How often each call was made in each store.
    pub(crate) times: usize,
    pub(crate) own_core: bool,
    pub(crate) calls: Vec<Compared>,
}

/// One call in both stores.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Compared {
    pub(crate) what: &'static str,
    pub(crate) small: Pace,
    pub(crate) large: Pace,
}

/// How long a call took in one store.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Pace {
    pub(crate) p50_micros: Micros,
    pub(crate) p99_micros: Micros,
    /// While our DynamoDB was at work.
    pub(crate) dynamodb_p50_micros: Micros,
    pub(crate) dynamodb_p99_micros: Micros,
    /// While it was not: the function's own time and the way.
    pub(crate) own_p99_micros: Micros,
    /// The middle one.
    pub(crate) requests: u64,
    pub(crate) read_tenths: u64,
}

impl Compared {
    /// The larger store's share of the smaller one's, in percent.
    pub(crate) fn percent(&self, of: impl Fn(&Pace) -> Micros) -> u64 {
        of(&self.large).percent_of(of(&self.small))
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Kind {
    FolderPage,
    BySource,
    OneOrder,
    CursorPage,
}

impl Kind {
    const ALL: [Self; 4] = [Self::FolderPage, Self::BySource, Self::OneOrder, Self::CursorPage];

    fn what(self) -> &'static str {
        match self {
            Self::FolderPage => "`GET /api/v2/orders?folder_id=4`: 50 of the largest folder",
            Self::BySource => "`GET /api/v2/orders?source_id=…`",
            Self::OneOrder => "`GET /api/v2/orders/{id}`",
            Self::CursorPage => "`GET /v1/orders?cursor=…`: 50 in the middle of all",
        }
    }
}

/// Loads both stores and asks.
pub(crate) async fn compare(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Growth> {
    let bodies: Vec<_> = orders.undated().take(DIFFERENT).collect();
    ensure!(bodies.len() == DIFFERENT, "there are not enough orders");
    let off = RateLimit { off: true, ..RateLimit::default() };
    let mut shops = vec![];
    for size in SIZES {
        println!("  {size} orders");
        let account = stores.make_limited(off).await?;
        shops.push(Shop::load(stage, stores, &bodies, account, size).await?);
    }
    let cores = Cores::split().await;
    let place = Place { core: cores.last, ..stage.place(None) };
    let mut lambda = Lambda::start(&stage.project.binary(FUNCTION), place, None).await?;
    for shop in &mut shops {
        shop.walk(&mut lambda).await?;
    }
    let own_core = cores.last.is_some();
    let samples = ask(stage, &mut lambda, &shops).await;
    cores.join().await;
    let calls = samples?.chunks(SIZES.len()).zip(Kind::ALL).map(|(sizes, kind)| compared(kind, sizes)).collect();
    Ok(Growth { times: CALLS, own_core, calls })
}

fn compared(kind: Kind, sizes: &[Samples]) -> Compared {
    let pace = |index: usize| sizes.get(index).map(Samples::pace).unwrap_or_default();
    Compared { what: kind.what(), small: pace(0), large: pace(1) }
}

/// Every kind of call in every store, by chance one before the other; what was seen, by kind and then by store.
async fn ask(stage: &Stage, lambda: &mut Lambda, shops: &[Shop]) -> Result<Vec<Samples>> {
    let mut rng = Rng::with_seed(1);
    let places = Kind::ALL.len() * shops.len();
    let mut samples: Vec<Samples> = (0..places).map(|_| Samples::default()).collect();
    for (times, is_counted) in [(CALLS / 10, false), (CALLS, true)] {
        let mut turns: Vec<usize> = (0..places).flat_map(|place| std::iter::repeat_n(place, times)).collect();
        rng.shuffle(&mut turns);
        for place in turns {
            let (kind, shop) = (Kind::ALL.get(place / shops.len()), shops.get(place % shops.len()));
            let (Some(kind), Some(shop)) = (kind, shop) else { continue };
            let event = shop.call(*kind, &mut rng)?.event(&shop.account);
            stage.cloud.take();
            let took = lambda.invoke(&event).await?.took;
            let usage = stage.cloud.take();
            if let Some(samples) = samples.get_mut(place).filter(|_| is_counted) {
                let read = reads_of(&usage.dynamodb);
                samples.took.push(took);
                samples.dynamodb.push(usage.dynamodb_took);
                samples.requests.push(read.requests);
                samples.read_tenths.push(read.tenths);
            }
        }
    }
    Ok(samples)
}

#[derive(Debug, Default)]
struct Samples {
    took: Vec<Duration>,
    dynamodb: Vec<Duration>,
    requests: Vec<u64>,
    read_tenths: Vec<u64>,
}

impl Samples {
    fn pace(&self) -> Pace {
        let own: Vec<_> = self.took.iter().zip(&self.dynamodb).map(|(all, part)| all.saturating_sub(*part)).collect();
        Pace {
            p50_micros: median(&self.took),
            p99_micros: percentile(&self.took, 99),
            dynamodb_p50_micros: median(&self.dynamodb),
            dynamodb_p99_micros: percentile(&self.dynamodb, 99),
            own_p99_micros: percentile(&own, 99),
            requests: middle(&self.requests),
            read_tenths: middle(&self.read_tenths),
        }
    }
}

fn middle(numbers: &[u64]) -> u64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// A store with its orders.
struct Shop {
    account: Account,
    /// The id of each order; its place is its `source_id`.
    ids: Vec<String>,
    /// Pages of the middle half of all orders begin here.
    cursors: Vec<String>,
}

impl Shop {
    async fn load(
        stage: &Stage,
        stores: &Stores,
        bodies: &[Map<String, Value>],
        account: Account,
        size: usize,
    ) -> Result<Self> {
        let (mut ids, now) = (Vec::with_capacity(size), runtime::system_clock().now());
        // The oldest first, as they come.
        let places: Vec<usize> = (0..size).rev().collect();
        for batch in places.chunks(BATCH) {
            let mut tasks = JoinSet::new();
            for part in batch.chunks(BATCH / AT_ONCE) {
                let drafts: Vec<_> = part.iter().map(|place| Kept::at(*place, bodies)).collect::<Result<_>>()?;
                let (table, store_id) = (stores.table.clone(), account.store_id);
                tasks.spawn(async move {
                    let mut ids = vec![];
                    for Kept { place, body, folder, email_count } in drafts {
                        let at = now.checked_sub(EVERY.checked_mul(i32::try_from(place)?).unwrap_or_default())?;
                        let draft = Draft { body: &body, at, folder: crate::orders::folder(folder), email_count };
                        ids.push((place, draft.insert(&table, store_id).await?.order.id.to_string()));
                    }
                    anyhow::Ok(ids)
                });
            }
            while let Some(done) = tasks.join_next().await {
                ids.extend(done??);
            }
            stage.cloud.take();
        }
        ids.sort_unstable();
        Ok(Self { account, ids: ids.into_iter().map(|(_, id)| id).collect(), cursors: vec![] })
    }

    /// Through the whole list, for the cursors of its middle.
    async fn walk(&mut self, lambda: &mut Lambda) -> Result<()> {
        let (mut query, mut seen) = ("limit=500".to_owned(), 0);
        while seen < self.ids.len() * 3 / 4 {
            let answer = lambda.invoke(&get("/v1/orders", &query).event(&self.account)).await?;
            let page = page(&serde_json::from_slice(&answer.body)?)?;
            seen += page.orders.len();
            let cursor = page.next_cursor.context("the list ends before its end")?;
            query = format!("limit=500&cursor={cursor}");
            if seen > self.ids.len() / 4 {
                self.cursors.push(cursor);
            }
        }
        Ok(())
    }

    fn call(&self, kind: Kind, rng: &mut Rng) -> Result<Call> {
        let place = rng.usize(..self.ids.len());
        Ok(match kind {
            Kind::FolderPage => get("/api/v2/orders", &format!("folder_id={CLOSED}")),
            Kind::BySource => get("/api/v2/orders", &format!("source_id={}", source_id(place))),
            Kind::OneOrder => {
                let id = self.ids.get(place).context("the store has no orders")?;
                get(&format!("/api/v2/orders/{id}"), "")
            }
            Kind::CursorPage => {
                let cursor = rng.choice(&self.cursors).context("the list has no middle")?;
                get("/v1/orders", &format!("cursor={cursor}"))
            }
        })
    }
}

/// An order that is to be kept.
struct Kept {
    place: usize,
    body: String,
    folder: u64,
    email_count: u32,
}

impl Kept {
    /// The order of this place, counted from the newest.
    fn at(place: usize, bodies: &[Map<String, Value>]) -> Result<Self> {
        let mut body = bodies.get(place % bodies.len().max(1)).context("no order")?.clone();
        body.insert("source_id".to_owned(), source_id(place).into());
        body.insert("email".to_owned(), format!("buyer{}@example.test", place / OF_ONE_BUYER).into());
        let email_count = u32::try_from(OF_ONE_BUYER - place % OF_ONE_BUYER)?;
        Ok(Self { place, body: Value::Object(body).to_string(), folder: folder_of(place), email_count })
    }
}

/// Four of five orders are closed; the others lie in the other four folders of a new store.
fn folder_of(place: usize) -> u64 {
    match place % 20 {
        0 => 1,
        5 => 2,
        10 => 3,
        15 => 5,
        _ => CLOSED,
    }
}

fn source_id(place: usize) -> String {
    format!("G-{place}")
}

fn get(path: &str, query: &str) -> Call {
    Call { method: "GET", path: path.to_owned(), query: query.to_owned(), ..Call::default() }
}

#[derive(Deserialize)]
struct Page {
    orders: Vec<serde::de::IgnoredAny>,
    next_cursor: Option<String>,
}

fn page(answered: &Answered) -> Result<Page> {
    serde_json::from_str(&answered.body).map_err(|error| anyhow!("this is no page: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orders_of_both_stores_are_alike_from_the_newest_on() {
        let body = |number: usize| Map::from_iter([("number".to_owned(), number.into())]);
        let bodies: Vec<_> = (0..DIFFERENT).map(body).collect();
        let [small, large] = SIZES.map(|size| size / 2);
        let number =
            |place| serde_json::from_str::<Value>(&Kept::at(place, &bodies).unwrap().body).unwrap()["number"].clone();
        assert_eq!((number(small), folder_of(small)), (number(large), folder_of(large)));
        let folders: std::collections::BTreeSet<_> = (0..20).map(folder_of).collect();
        assert_eq!(folders.len(), 5);
        assert_eq!([0, 1, 2, 3].map(|place| Kept::at(place, &bodies).unwrap().email_count), [3, 2, 1, 3]);
    }

    #[test]
    fn what_a_call_takes_beside_dynamodb_is_its_own() {
        let micros = |numbers: &[u64]| numbers.iter().map(|number| Duration::from_micros(*number)).collect();
        let samples = |took: &[u64]| Samples {
            took: micros(took),
            dynamodb: micros(&[40, 60, 50]),
            requests: vec![2, 1, 1],
            read_tenths: vec![5, 25, 5],
        };
        let (small, large) = (samples(&[100, 200, 120]).pace(), samples(&[100, 240, 120]).pace());
        assert_eq!((small.own_p99_micros, small.requests, small.read_tenths), (Micros(140), 1, 5));
        let both = Compared { what: "", small, large };
        assert_eq!((both.percent(|pace| pace.p99_micros), both.percent(|pace| pace.p50_micros)), (120, 100));
    }
}
