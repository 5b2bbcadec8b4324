//! Faults between any two writes, the same again, another order, poison: nothing is lost and nothing done twice, but for
//! what `docs/ARCHITECTURE.md` names (a folder's count may be one off until it is recounted).

mod calls;
mod cancellations;
mod carts;
mod custom_events;
mod duplicates;
mod exports;
mod families;
mod holds;
mod imports;
mod links;
mod mail_senders;
mod mails;
mod merging_rules;
mod passing;
mod pickups;
mod poison;
mod removals;
mod schedule;
mod secrets;
mod stock;
mod store_sweeps;
mod sweeps;
mod transfers;
mod work;

use serde_json::{Value, json};

use crate::shop::{Shop, text};
use crate::world::Function;

/// More writes than this no work here does.
const MAX_WRITES: usize = 40;

/// Lets `function` crash after its first write, then, in another shop, after its second, and so on, until it runs
/// through; how many crashes there were. `act` does everything, and hears which try this is.
async fn at_each_write(name: &str, function: Function, act: impl AsyncFn(&Shop, Crash)) -> usize {
    for writes in 1..MAX_WRITES {
        let shop = Shop::open(&format!("{name}-{writes}")).await;
        act(&shop, Crash { function, writes }).await;
        if !shop.world.has_crashed() {
            return writes - 1;
        }
    }
    panic!("{function:?} never ran through");
}

/// A crash that is planned for when all is prepared.
#[derive(Clone, Copy)]
struct Crash {
    function: Function,
    writes: usize,
}

impl Crash {
    fn plan(self, shop: &Shop) {
        shop.world.crash_after(self.writes, self.function);
    }

    /// Works everything off, with the crash or without it, which is over then.
    async fn end(self, shop: &Shop) {
        shop.world.settle().await;
        shop.world.call_off_crash();
    }
}

/// The notes on an order, in their order.
async fn notes(shop: &Shop, order: &str) -> Vec<String> {
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    found["order"]["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect()
}

/// Adds a rule that notes `note` on the order, and posts it to `path`.
async fn note_and_post(shop: &Shop, event: &str, note: &str, path: &str) {
    let url = shop.receiver.url(path);
    let actions = json!([{"action": "add_order_note", "content": note}, {"action": "post_order_json", "url": url}]);
    shop.rule(note, event, actions).await;
}

/// How many orders a folder's list says it has, and how many there are.
async fn counted(shop: &Shop, folder: u64) -> (u64, u64) {
    let all = shop.get(&format!("/api/v2/orders?folder_id={folder}&limit=1")).await;
    let recounted = shop.call("POST", &format!("/v1/folders/{folder}/recount"), Some(&Value::Null)).await;
    assert_eq!(recounted.status, 200, "{}", recounted.text());
    let exact = shop.get(&format!("/api/v2/orders?folder_id={folder}&limit=1")).await;
    (all["total_records"].as_u64().unwrap(), exact["total_records"].as_u64().unwrap())
}

/// The count is exact, or off after a crash between an order and its folder's count, by as many orders as whoever died had in
/// hand at once; after a recount it is exact.
async fn assert_count(shop: &Shop, folder: u64, orders: u64, at_once: u64) {
    let (shown, exact) = counted(shop, folder).await;
    assert_eq!(exact, orders, "folder {folder} after a recount");
    assert!(shown.abs_diff(orders) <= at_once, "folder {folder} says {shown} of {orders}");
}
