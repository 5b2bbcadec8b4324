//! Properties of orders and answers in which chance changed several things.

use std::sync::LazyLock;

use carts::{Cart, CartReply, Cursor, Headers, ImportState, Json, Merge, ShipmentPush, Webhook, merge};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::change::{Step, changed, paths};
use crate::fixtures::{Document, documents, json};
use crate::orders::{created, map, now};
use crate::pushes::{access, push, reply, shipped};

/// What stands in place of something.
fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        (-100_000_i64..100_000, 0_u32..9).prop_map(|(units, places)| format!("{units}e-{places}")),
        (0_u32..2_000).prop_map(|quantity| format!("\"{quantity}.00\"")),
        ".{0,40}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        (1_usize..5_000).prop_map(|length| format!("\"{}\"", "é".repeat(length))),
        Just("\"2026-11-09T10:00:00Z\"".to_owned()),
        Just("[{\"name\":\"x\",\"value\":{\"a\":1}},{\"id\":7,\"amount\":\"1.005\"}]".to_owned()),
    ]
}

fn changes() -> impl Strategy<Value = Vec<(Index, String)>> {
    prop::collection::vec((any::<Index>(), values()), 1..6)
}

fn applied(json: &Json, changes: &[(Index, String)]) -> Json {
    changes.iter().fold(json.clone(), |json, (index, value)| {
        let paths = paths(&json);
        let path: &Vec<Step> = index.get(&paths);
        changed(&json, path, Some(&Json::read(value.as_bytes()).unwrap()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_mapped_can_be_created_and_merged(which in any::<Index>(), first in changes(), second in changes()) {
        let documents = documents();
        let Document { cart, json, .. } = which.get(&documents);
        let (Ok(before), Ok(later)) = (map(*cart, &applied(json, &first)), map(*cart, &applied(json, &second))) else {
            return Ok(());
        };
        prop_assert_eq!(before.new.check(), vec![]);
        let (order, known) = (created(&before), ImportState::of(&before));
        prop_assert_eq!(merge(&order, &known, &before, now()), Merge::Nothing);
        let Merge::Changes(merged) = merge(&order, &known, &later, now()) else { return Ok(()) };
        let mut changed = order.clone();
        if let Some(patch) = &merged.patch {
            prop_assert_eq!(patch.apply(&mut changed), Ok(()));
        }
        for shipment in &merged.shipments {
            let id = changed.next_part_id().unwrap();
            changed.order_shipments.push(shipment.shipment(id));
        }
        prop_assert!(!changed.order_items.is_empty());
        // What was taken once is known, and is not taken again.
        let again = merge(&changed, &merged.state, &later, now());
        if later.version >= known.version {
            prop_assert_eq!(again, Merge::Nothing);
        }
    }
}

/// Reads an answer in every way in which a cart's is read.
fn read_all(cart: Cart, push: Option<&ShipmentPush>, answer: &CartReply) {
    let (spec, access) = (cart.spec(), access(cart));
    let _ = spec.fetch.map(|fetch| fetch(&access, "1", &[answer.clone(), answer.clone()]));
    let _ = spec.poll.map(|poll| (poll.read)(&Cursor::since(now()), answer));
    let _ = spec.subscribe.map(|subscribe| (subscribe.read)(answer));
    let _ = spec.refresh.map(|refresh| (refresh.read)(answer));
    let _ = spec.probe.map(|probe| (probe.read)(answer));
    if let Some((call, push)) = spec.push.zip(push) {
        let _ = (call.plan)(&access, push, &[answer.clone(), answer.clone()]);
        let _ = (call.read)(answer);
    }
    let topics = [("X-Shopify-Topic", "orders/create"), ("X-WC-Webhook-Topic", "order.created")];
    let headers: Headers = topics.into_iter().collect();
    let _ = (spec.envelope)(&Webhook::new(&headers, &answer.body));
}

/// What each cart is told of, which is the same in every case.
static PUSHES: LazyLock<Vec<(Cart, Option<ShipmentPush>)>> = LazyLock::new(|| {
    let of_cart = |cart: &Cart| (*cart, cart.spec().push.map(|_| push(&shipped(*cart), 0)));
    Cart::ALL.iter().map(of_cart).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_panics(which in 0_usize..5, changes in changes()) {
        let files = [
            "shopify/graphql_order.json",
            "woocommerce/order_created.json",
            "squarespace/order.json",
            "etsy/receipt.json",
            "bigcommerce/v2_order_products.json",
        ];
        let answer = reply(200, &applied(&json(files[which]), &changes).to_string());
        for (cart, push) in PUSHES.iter() {
            read_all(*cart, push.as_ref(), &answer);
        }
    }
}
