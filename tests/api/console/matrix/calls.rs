//! The calls of the API with each key there is: what opens, and what is refused with which status.

use std::collections::BTreeMap;

use domain::Scope;
use http::Access;
use serde_json::json;
use waybill::http::Reply;

use super::permitted;
use crate::document::{Documented, documented};
use crate::seeded::Seeded;
use crate::shop::{Shop, text};
use crate::world::ADMIN_TOKEN;

/// What a call is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Nothing,
    AdminToken,
    Key(Scope, String),
}

/// What says that a call is refused for what it was made with.
const REFUSALS: [&str; 3] = [
    "This key has the scope",
    "The store id or the API key is missing or wrong",
    "The admin token is missing or wrong",
];

impl Shown {
    /// The status that a call is refused with; none where it opens.
    fn refusal(&self, access: Access) -> Option<u16> {
        match (access, self) {
            (Access::Open, _) | (Access::AdminToken, Self::AdminToken) => None,
            (Access::AdminToken, _) | (_, Self::Nothing | Self::AdminToken) => Some(401),
            (Access::Supplier, Self::Key(scope, _)) => (*scope != Scope::Supplier).then_some(403),
            (Access::Key(needed), Self::Key(scope, _)) => {
                let is_enough = *scope != Scope::Supplier && *scope >= needed;
                (!is_enough).then_some(403)
            }
        }
    }

    /// Makes a call of the document, with the ids of another store in its address: none of them is found.
    async fn make(&self, shop: &Shop, seeded: &Seeded, call: &Documented) -> Reply {
        let bearer = format!("Bearer {ADMIN_TOKEN}");
        let mut headers = vec![("content-type", "application/json"), ("If-Match", "*")];
        match self {
            Self::Nothing => {}
            Self::AdminToken => headers.push(("authorization", bearer.as_str())),
            Self::Key(_, key) => headers.extend([("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key)]),
        }
        let body = call.body.as_ref().map(|body| seeded.place(body).to_string());
        let path = seeded.fill(&call.path);
        shop.world.call(&call.method, &path, &headers, body.as_deref().map(str::as_bytes)).await
    }
}

/// All there is to show for a store, and nothing.
async fn shown(shop: &Shop) -> Vec<Shown> {
    let mut shown = vec![Shown::Nothing, Shown::AdminToken];
    for scope in Scope::OF_STORES {
        let made = shop.post("/v1/keys", &json!({"name": scope.name(), "scope": scope.name()})).await;
        shown.push(Shown::Key(scope, text(&made["api_key"])));
    }
    let supplier = shop.supplier("Printer", &["PRINT-A3"], json!({})).await;
    shown.push(Shown::Key(Scope::Supplier, shop.key_of_supplier(&supplier).await));
    shown
}

/// Catches a call that opens to a key it should not open to, one that does not open to a key that it says, and one that
/// is refused otherwise than the others.
#[tokio::test]
async fn each_call_opens_to_the_keys_that_its_line_says_and_to_nothing_else() {
    let (seeded, shop) = (Seeded::open("matrix-seeded").await, Shop::open("matrix-keys").await);
    let shown = shown(&shop).await;
    let address = |call: &Documented| format!("{} {}", call.method, call.path.split('?').next().unwrap());
    let document: BTreeMap<String, Documented> = documented().into_iter().map(|call| (address(&call), call)).collect();
    // What is refused changes nothing, so all of that comes first.
    for is_refused in [true, false] {
        for line in permitted().calls {
            let call = &document[&format!("{} {}", line.operation.method(), line.operation.path())];
            for shown in &shown {
                let refusal = shown.refusal(line.access);
                if refusal.is_some() != is_refused {
                    continue;
                }
                let reply = shown.make(&shop, &seeded, call).await;
                let (status, why) = (reply.status, reply.text());
                let is_right = match refusal {
                    Some(refusal) => status == refusal && REFUSALS.iter().any(|text| why.contains(text)),
                    None => status < 500 && !REFUSALS.iter().any(|text| why.contains(text)),
                };
                assert!(is_right, "{} with {shown:?}: {status} {why}", line.operation.name());
            }
        }
    }
}
