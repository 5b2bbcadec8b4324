//! An order that is submitted, shipped and canceled by several at the same moment.

use std::collections::BTreeSet;

use cloud::Recording;
use desk::orders::{self, Created, Creation, RunRules};
use desk::suppliers::{self, Submitting};
use desk::{Actor, OrderRow};
use domain::{
    Again, Given, Job, NewOrder, NewOrderItem, NewShipment, OrderId, OrderItem, Origin, PostFormat, Scope, Store,
    SubmissionState, Supplier, SupplierDelivery, SupplierSettings, draft_order, ledger,
};
use proptest::collection::vec;
use proptest::prelude::*;
use table::{Change, Plan};

use crate::world::{Caller, World, interleave, now, start, wait_for};

/// One call.
#[derive(Debug, Clone)]
enum Call {
    Submit { to: usize, again: bool },
    Ship { by: usize, number: u8 },
    Cancel { by: usize },
    CancelByStore,
}

/// Who calls what, and in which sequence they go on.
#[derive(Debug, Clone)]
struct Case {
    callers: Vec<Vec<Call>>,
    turns: u64,
}

fn case() -> impl Strategy<Value = Case> {
    let call = prop_oneof![
        3 => (0..2_usize, any::<bool>()).prop_map(|(to, again)| Call::Submit { to, again }),
        2 => (0..2_usize, 0..3_u8).prop_map(|(by, number)| Call::Ship { by, number }),
        2 => (0..2_usize).prop_map(|by| Call::Cancel { by }),
        1 => Just(Call::CancelByStore),
    ];
    (vec(vec(call, 1..4), 2..5), any::<u64>().no_shrink()).prop_map(|(callers, turns)| Case { callers, turns })
}

/// What the calls are about.
struct About {
    store: Store,
    suppliers: Vec<Supplier>,
    order_id: OrderId,
}

async fn about(world: &World<'_>) -> About {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    let mut suppliers = vec![];
    for id in ["1000000007", "1000000008"] {
        let url = format!("https://{id}.example.com/in");
        let settings = SupplierSettings {
            name: format!("Supplier {id}"),
            active: true,
            delivery: SupplierDelivery::Post { url, format: PostFormat::Json, headers: vec![] },
            item_codes: vec!["MUG".into()],
            ..SupplierSettings::default()
        };
        let supplier = settings.with_id(id.into());
        assert!(world.desk.table.insert_definition(world.store_id, &supplier, None, start()).await.unwrap().is_done());
        suppliers.push(supplier);
    }
    let mut draft = draft_order(start());
    draft.source_id = "S-1".into();
    draft.shipping.first_name = "Ada".into();
    let item = OrderItem { name: "Mug".into(), code: "MUG".into(), quantity: 2, ..OrderItem::default() };
    let new = NewOrder::new(draft, vec![NewOrderItem::new(item, Given::default())], None);
    let by = Actor::api_key("key", Scope::Write);
    let creation = Creation { origin: Origin::Api, rules: RunRules::Yes, idempotency_key: None, by: &by, now: start() };
    match orders::create(&world.desk, &store, &new, &creation).await.unwrap() {
        Created::Order(row) => About { store, suppliers, order_id: row.order.id },
        other => panic!("{other:?}"),
    }
}

/// Makes the calls of one caller; what is refused changes nothing.
async fn run(world: &World<'_>, about: &About, calls: &[Call]) {
    let (desk, store, order_id) = (&world.desk, &about.store, about.order_id);
    let by = Actor::api_key("key", Scope::Write);
    for call in calls {
        match call {
            Call::Submit { to, again } => {
                let again = if *again { Again::Yes } else { Again::No };
                let submitting = Submitting { again, once: None, rule: "", by: &by, now: now() };
                drop(suppliers::submit(desk, store, order_id, &about.suppliers[*to].id, submitting).await);
            }
            Call::Ship { by, number } => {
                let new = NewShipment::of_number(&format!("N-{number}"), now()).unwrap();
                drop(suppliers::ship(desk, store, &about.suppliers[*by], order_id, &new, now()).await);
            }
            Call::Cancel { by } => {
                drop(suppliers::cancel(desk, store, &about.suppliers[*by], order_id, "Sold out", now()).await);
            }
            Call::CancelByStore => {
                let folder_id = orders::canceled_folder(store).unwrap();
                drop(orders::cancel(desk, store.id, order_id, folder_id, "Too late", &by, now()).await);
            }
        }
    }
}

/// The versions of the order that the stream tells of.
fn streamed(world: &World<'_>) -> Vec<OrderRow> {
    let rows = world.aws.dynamo.take_changes().into_iter().filter_map(|change| {
        let image = Change::read(&change.record().to_string()).unwrap()?;
        OrderRow::from_image(&image).ok()
    });
    rows.collect()
}

/// What does not hold: each submission is posted once and to the supplier that has it then, each cancellation is mailed
/// once, and nothing is shipped twice.
fn broken(versions: &[OrderRow]) -> Vec<String> {
    let mut broken = vec![];
    let (mut posted, mut serials, mut was) = (0, BTreeSet::new(), None);
    for row in versions {
        let submission = row.order.submission.as_deref();
        let state = submission.map(|it| it.state);
        for plan in &row.plans {
            match plan {
                Plan::Appointment(planned) => {
                    posted += 1;
                    let Job::SubmitOrder { supplier, .. } = &planned.job else { continue };
                    if submission.is_none_or(|it| it.supplier_id != *supplier || it.count != posted) {
                        broken.push(format!("version {} posts to {supplier} what it has not", row.version));
                    }
                    if !serials.insert(planned.serial) {
                        broken.push(format!("version {} plans the appointment of another", row.version));
                    }
                }
                Plan::Cancellation(planned) => {
                    let is_new = submission.is_some() && was != state;
                    if !serials.insert(planned.mail) || !is_new {
                        broken.push(format!("version {} mails what was canceled before", row.version));
                    }
                }
                _ => {}
            }
        }
        if was != Some(SubmissionState::Canceled)
            && state == Some(SubmissionState::Canceled)
            && !row.plans.iter().any(|plan| matches!(plan, Plan::Cancellation(_)))
        {
            broken.push(format!("version {} cancels, and nobody is mailed", row.version));
        }
        let lines = ledger(&row.order);
        if lines.iter().any(|line| line.shipped > line.ordered) {
            broken.push(format!("version {} ships more than was ordered", row.version));
        }
        was = state;
    }
    broken
}

#[test]
fn an_order_is_posted_and_mailed_of_once_for_each_submission_and_cancellation() {
    crate::holds(150, Recording::Changes, case(), |place, case| {
        let world = wait_for(World::new(place, false));
        let about = wait_for(about(&world));
        drop(streamed(&world));
        let callers = case.callers.iter().map(|calls| -> Caller<'_> { Box::pin(run(&world, &about, calls)) });
        interleave(callers.collect(), case.turns);
        broken(&streamed(&world))
    });
}
