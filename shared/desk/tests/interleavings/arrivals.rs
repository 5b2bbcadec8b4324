//! Orders of a shop that arrive in any sequence, twice and at once, beside people who edit and remove them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};

use carts::Cart;
use cloud::Recording;
use delivery::{ApiCaller, CallLimits};
use desk::carts::{Importer, NotedWebhooks, Shops};
use desk::connections::{self, ConnectionCreation};
use desk::orders::{self, Edit, Expected};
use desk::{Actor, OrderRow};
use domain::{
    Arrival, ArrivalKind, BroughtBy, Clock, ConnectionSettings, GivenSecrets, Identity, NewConnection, OrderPatch,
    OrderSearch, Payload, Scope,
};
use files::Bucket;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::world::{Caller, World, interleave, now, start, wait_for};

/// How often an arrival comes again that could not be taken, as a queue brings it.
const MAX_TRIES: u32 = 50;

/// So many clocks were read. No two read the same nanosecond: by it one knows its own write.
static READ: AtomicI64 = AtomicI64::new(0);

/// One call.
#[derive(Debug, Clone)]
enum Step {
    /// The order arrives, as it was at this version.
    Arrive(u8),
    /// A person gives it another shipping method.
    Edit(u8),
    /// A person removes it.
    Remove,
}

#[derive(Debug, Clone)]
struct Case {
    callers: Vec<Vec<Step>>,
    turns: u64,
}

fn case() -> impl Strategy<Value = Case> {
    let step = prop_oneof![
        8 => (1..5_u8).prop_map(Step::Arrive),
        3 => (0..3_u8).prop_map(Step::Edit),
        1 => Just(Step::Remove),
    ];
    let callers = vec(vec(step, 1..4), 2..5);
    (callers, any::<u64>().no_shrink()).prop_map(|(callers, turns)| Case { callers, turns })
}

/// A shop of the store, and what came of the calls.
struct Arrivals<'w> {
    world: &'w World<'w>,
    connection_id: String,
    done: RefCell<Done>,
}

#[derive(Debug, Default)]
struct Done {
    arrived: BTreeSet<u8>,
    edits: BTreeSet<String>,
    removals: usize,
}

impl<'w> Arrivals<'w> {
    async fn new(world: &'w World<'w>) -> Self {
        let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
        let settings = ConnectionSettings {
            orders_from: Some("2020-01-01T00:00:00Z".parse().unwrap()),
            takes_unpaid: true,
            ..ConnectionSettings::default()
        };
        let new = NewConnection {
            cart: Cart::Generic.to_string(),
            name: "Corner Shop".to_owned(),
            shop: String::new(),
            client_id: String::new(),
            settings,
            field_map: BTreeMap::new(),
        };
        let given = GivenSecrets::default();
        let made =
            connections::create(&world.desk, &world.kms, &world.guard, &store, (&new, &given), None, start()).await;
        let Ok(ConnectionCreation::Made(made)) = made else { panic!("the shop was not connected") };
        Self { world, connection_id: made.connection.id, done: RefCell::default() }
    }

    /// One process that takes arrivals.
    fn importer(&self) -> Importer {
        let (world, config) = (self.world, self.world.aws.config("import-order"));
        let clock = Clock::of(|| now() + SignedDuration::from_nanos(READ.fetch_add(1, Ordering::Relaxed)));
        let caller = ApiCaller::new(world.guard.clone(), CallLimits::default()).unwrap();
        Importer {
            desk: world.desk.clone(),
            shops: Shops::new(world.desk.table.clone(), world.kms.clone(), caller, clock.clone()),
            bucket: Bucket::new(&config, "bucket"),
            clock,
            noted: NotedWebhooks::default(),
        }
    }

    fn arrival(&self, version: u8) -> Arrival {
        let document = json!({
            "source_id": "A-1", "email": "ada@example.com", "order_total": 10, "shipping_method": "Ground",
            "date_added": "2026-11-25T08:00:00Z", "date_updated": format!("2026-11-25T08:00:0{version}Z"),
            "checkout_data": {"version": format!("v{version}")},
            "shipping": {"first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
                         "state": "ME", "postal_code": "04101", "country": "US"},
            "order_items": [{"id": "1", "name": "Print", "code": "PRINT", "price": 10, "quantity": 1}],
        });
        Arrival {
            store_id: self.world.store_id,
            connection_id: self.connection_id.clone(),
            order_id: "A-1".to_owned(),
            kind: ArrivalKind::Order,
            payload: Payload::Here(document.to_string()),
            by: BroughtBy::Webhook,
            at: now(),
            again: false,
        }
    }

    async fn run(&self, steps: &[Step]) {
        let importer = self.importer();
        for step in steps {
            match step {
                Step::Arrive(version) => self.arrive(&importer, *version).await,
                Step::Edit(number) => self.edit(&format!("Courier {number}")).await,
                Step::Remove => self.remove().await,
            }
        }
    }

    async fn arrive(&self, importer: &Importer, version: u8) {
        for tries in 1..=MAX_TRIES {
            if importer.import(&self.arrival(version), tries).await.is_ok() {
                self.done.borrow_mut().arrived.insert(version);
                return;
            }
        }
        panic!("it is never taken");
    }

    async fn order(&self) -> Option<OrderRow> {
        let identity = Identity::Cart(self.connection_id.clone(), "A-1".to_owned());
        self.world.desk.table.order_made_of(self.world.store_id, &identity).await.unwrap().done()
    }

    async fn edit(&self, method: &str) {
        let Some(row) = self.order().await else { return };
        let store = self.world.desk.table.store(self.world.store_id).await.unwrap().unwrap();
        let patch =
            OrderPatch::new(now()).change("shipping_method", |order| method.clone_into(&mut order.shipping_method));
        let by = Actor::person("Ada", Scope::Write);
        let edit = Edit::Patch(&patch);
        let edited = orders::edit(&self.world.desk, &store, row.order.id, edit, &Expected::Any, &by, now()).await;
        if edited.is_ok() {
            self.done.borrow_mut().edits.insert(method.to_owned());
        }
    }

    async fn remove(&self) {
        let Some(row) = self.order().await else { return };
        let by = Actor::person("Ada", Scope::Write);
        if orders::remove(&self.world.desk, self.world.store_id, row.order.id, &by, now()).await.is_ok() {
            self.done.borrow_mut().removals += 1;
        }
    }

    /// What does not hold.
    async fn broken(&self) -> Vec<String> {
        let store = self.world.desk.table.store(self.world.store_id).await.unwrap().unwrap();
        let rows =
            self.world.desk.table.search_orders(store.id, &OrderSearch::all_of(&store), now()).await.unwrap().rows;
        let done = self.done.borrow();
        let mut broken = vec![];
        if done.removals > 1 {
            broken.push(format!("it was removed twice: {done:?}"));
        }
        let expected = usize::from(!done.arrived.is_empty() && done.removals == 0);
        if rows.len() != expected {
            broken.push(format!("{} orders, where there should be {expected}: {done:?}", rows.len()));
        }
        let (Some(row), Some(newest)) = (rows.first(), done.arrived.last()) else { return broken };
        let version = row.order.checkout_data.get("version").cloned().unwrap_or_default();
        if version != format!("v{newest}") {
            broken.push(format!("the order is {version}: {done:?}"));
        }
        let method = &row.order.shipping_method;
        let is_kept = if done.edits.is_empty() { method == "Ground" } else { done.edits.contains(method) };
        if !is_kept {
            broken.push(format!("it goes by {method}: {done:?}"));
        }
        broken
    }
}

#[test]
fn an_order_of_a_shop_is_made_once_is_as_new_as_it_arrived_and_keeps_what_a_person_changed() {
    crate::holds(60, Recording::Puts, case(), |place, case| {
        let world = wait_for(World::new(place, false));
        let arrivals = wait_for(Arrivals::new(&world));
        let callers = case.callers.iter().map(|steps| -> Caller<'_> { Box::pin(arrivals.run(steps)) });
        interleave(callers.collect(), case.turns);
        wait_for(arrivals.broken())
    });
}
