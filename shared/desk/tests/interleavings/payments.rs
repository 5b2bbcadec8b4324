//! Payments of one order that are recorded at the same moment, by callers some of whom send the same again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cloud::Recording;
use desk::orders::{self, Created, Creation, Expected, PaymentRecorded, RunRules, Running};
use desk::{Actor, OrderRow};
use domain::{
    Given, Money, NewOrder, NewOrderItem, NewPayment, OrderId, OrderItem, Origin, PaymentKind, Scope, draft_order,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{Caller, World, interleave, now, start, wait_for};

/// What is charged.
const CHARGED: i64 = 50;

/// A refund that is asked for: with which key, if with one, and of how much.
#[derive(Debug, Clone)]
struct Refund {
    key: Option<u8>,
    amount: i64,
}

fn refund() -> impl Strategy<Value = Refund> {
    // Of few amounts, so that lines of the history are alike.
    let amount = prop::sample::select(vec![10, 20]);
    (prop::option::of(0..3_u8), amount).prop_map(|(key, amount)| Refund { key, amount })
}

/// The ids that were answered, and for which key each; without a key each call counts.
type Answers = RefCell<Vec<(Option<u8>, String)>>;

async fn add_order(world: &World<'_>) -> OrderId {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    let mut draft = draft_order(start());
    draft.shipping.first_name = "Ada".into();
    draft.payment_status = "Captured".into();
    let item = OrderItem { name: "Mug".into(), quantity: 1, ..OrderItem::default() };
    let new = NewOrder::new(draft, vec![NewOrderItem::new(item, Given::default())], Some(Money::whole(CHARGED)));
    let by = Actor::api_key("key", Scope::Write);
    let creation = Creation { origin: Origin::Api, rules: RunRules::Yes, idempotency_key: None, by: &by, now: start() };
    match orders::create(&world.desk, &store, &new, &creation).await.unwrap() {
        Created::Order(row) => row.order.id,
        other => panic!("{other:?}"),
    }
}

async fn ask(world: &World<'_>, order_id: OrderId, refunds: &[Refund], answers: &Answers) {
    let by = Actor::api_key("key", Scope::Write);
    for refund in refunds {
        let key = refund.key.map(|key| format!("key-{key}"));
        let running = Running { expected: Expected::Any, once: key.as_deref(), by: &by, now: now() };
        let amount = Some(Money::whole(refund.amount));
        let new = NewPayment { kind: PaymentKind::Refund, amount, note: String::new() };
        let recorded = orders::record_payment(&world.desk, world.store_id, order_id, &new, &running).await;
        if let Ok(PaymentRecorded::Done(_, payment)) = recorded {
            assert_eq!(payment.amount, Money::whole(refund.amount), "another's payment was answered");
            answers.borrow_mut().push((refund.key, payment.id));
        }
    }
}

/// What does not hold of the order and of what was answered.
fn broken(row: &OrderRow, answers: &[(Option<u8>, String)]) -> Vec<String> {
    let order = &row.order;
    let mut broken = vec![];
    let sum: Money = order.order_payments.iter().map(|payment| payment.amount).sum();
    if order.refund_total != sum || order.processor_balance + sum != Money::whole(CHARGED) {
        broken.push(format!("{sum:?} was refunded, and the books say {:?}", order.refund_total));
    }
    if order.processor_balance.is_negative() {
        broken.push("more was refunded than was charged".to_owned());
    }
    let mut times: BTreeMap<&str, Vec<Option<u8>>> = BTreeMap::new();
    for (key, id) in answers {
        times.entry(id).or_default().push(*key);
    }
    for (id, keys) in &times {
        if order.order_payments.iter().all(|payment| payment.id != **id) {
            broken.push(format!("payment {id} was answered, and is not there"));
        }
        let is_one_key = keys.iter().all(|key| key.is_some() && *key == keys[0]);
        if keys.len() > 1 && !is_one_key {
            broken.push(format!("payment {id} was answered for {keys:?}"));
        }
    }
    for key in 0..3 {
        let ids: std::collections::BTreeSet<_> = answers.iter().filter(|(sent, _)| *sent == Some(key)).collect();
        if ids.len() > 1 {
            broken.push(format!("the key {key} made {ids:?}"));
        }
    }
    if order.order_payments.len() != times.len() {
        broken.push(format!("{} payments are there, and {} were answered", order.order_payments.len(), times.len()));
    }
    broken
}

/// Catches refunds that are more together than what was charged, one that is recorded twice, and one that is answered and
/// not there.
#[test]
fn refunds_at_once_are_never_more_than_the_balance_and_each_is_recorded_once() {
    let case = (vec(vec(refund(), 1..4), 2..5), any::<u64>().no_shrink());
    crate::holds(100, Recording::Puts, case, |place, (callers, turns)| {
        let world = wait_for(World::new(place, false));
        let (order_id, answers) = (wait_for(add_order(&world)), Answers::default());
        let asking = callers.iter().map(|refunds| -> Caller<'_> { Box::pin(ask(&world, order_id, refunds, &answers)) });
        interleave(asking.collect(), *turns);
        let row = wait_for(orders::find(&world.desk, world.store_id, order_id)).unwrap();
        broken(&row, &answers.borrow())
    });
}
