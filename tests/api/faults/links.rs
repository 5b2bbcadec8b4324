//! A link is made or ended while its function crashes after each of its writes in turn.

use serde_json::Value;
use waybill::http::Reply;

use super::at_each_write;
use crate::shop::Shop;
use crate::world::Function;

async fn insist(shop: &Shop, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    loop {
        let reply = shop.call_raw(method, path, None, headers).await;
        if reply.status != 500 {
            return reply;
        }
    }
}

/// Catches a link that stands for one store only.
#[tokio::test]
async fn a_link_made_over_a_crash_stands_for_both_and_ended_over_one_for_none() {
    for is_ended in [false, true] {
        let name = if is_ended { "unlink" } else { "link" };
        let crashes = at_each_write(name, Function::ServeApi, async |shop, crash| {
            let other = Shop::open("peer").await;
            let headers = [("X-Linked-Store-Id", other.id.as_str()), ("X-Linked-Api-Key", other.api_key.as_str())];
            if is_ended {
                shop.link(&other).await;
            }
            // Both keys were used: that is noted, and is no write of the next call.
            insist(shop, "GET", "/v1/links", &[]).await;
            crash.plan(shop);
            let (method, path) =
                if is_ended { ("DELETE", format!("/v1/links/{}", other.id)) } else { ("POST", "/v1/links".to_owned()) };
            let done = insist(shop, method, &path, &headers).await;
            assert!(matches!(done.status, 200 | 201 | 404), "{}", done.text());
            crash.end(shop).await;
            for shop in [shop, &other] {
                let links: Value = shop.get("/v1/links").await["links"].clone();
                assert_eq!(links.as_array().unwrap().is_empty(), is_ended, "after write {}: {links}", crash.writes);
            }
        });
        assert!(crashes.await >= 2);
    }
}
